"""Suggestions from the database: training data, results, answers, and the Job that trains a new model."""

import io

import pytest
from django.core.management import CommandError, call_command

from activities import rules
from activities.actions import jobs
from activities.actions.activities import withdraw_activity
from activities.actions.editors import NotEditable
from activities.actions.ledger import Refused, Stale
from activities.actions.links.mappings import set_mapping, withdraw_mapping
from activities.actions.suggestions.verdicts import (
    accept_suggestion,
    reject_suggestion,
    request_training,
    train,
    undo_rejection,
)
from activities.models import Activity, Change, Job, LexiconEntry, Mapping, SuggestionModel, SuggestionVerdict
from activities.queries.suggestions import suggest as suggesting
from activities.queries.suggestions.material import material
from activities.queries.suggestions.suggest import NoModel, suggest
from activities.tasks import RUNNERS
from tests.activities.suggestions.suggestion_material import HEALTH
from tests.activities.suggestions.taught import make_map, taught_map
from tests.factories.activities import (
    ActivityFactory,
    MappingFactory,
    OrganisationFactory,
    TermTextFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def codes(suggestions):
    return [s.code for s in suggestions]


def verbs():
    return list(Change.objects.order_by("id").exclude(verb="test.write").values_list("verb", "actor"))


def test_material_is_all_that_is_mapped_or_judged(ana):
    terms = make_map()
    withdrawn = Activity.objects.get(slug="hospital-0")
    withdraw_activity(activity=withdrawn, seen=withdrawn.change_id, reason="Over", by=ana)
    ActivityFactory(slug="unmapped")
    judged = ActivityFactory(slug="judged", title="Judged")
    reject_suggestion(activity=judged, term=terms["sdg:9.c"], score=0.5, version=1, by=ana)
    target_only = MappingFactory(activity=ActivityFactory(slug="target-only"), term=terms["sdg:9.c"]).activity
    MappingFactory(activity=target_only, term=terms["sdg:3"], withdrawn=True)
    found = {e.key: e for e in material().examples}
    assert set(found) == {f"hospital-{i}" for i in range(1, 6)} | {
        *(f"classroom-{i}" for i in range(6)),
        *(f"network-{i}" for i in range(6)),
        "judged",
        "target-only",
    }
    assert found["hospital-1"].terms == HEALTH
    assert found["judged"].verdicts == {"sdg:9.c": False}
    assert found["target-only"].terms == {"sdg:9.c", "sdg:9"}  # a target counts for its Goal


def test_material_has_labels_official_texts_rationales_and_the_lexicon():
    terms = make_map()
    TermTextFactory(term=terms["sdg:3.8"], title="Title of 3.8", official_text="Achieve coverage")
    TermTextFactory(term=terms["sdg:3.8"], language="fr", title="Couverture", official_text="")
    LexiconEntry.objects.filter(phrase="broadband").update(withdrawn=True)
    found = material()
    said = {(hint.text, hint.terms) for hint in found.hints}
    assert {
        ("Title of 3.8", frozenset({"sdg:3.8"})),
        ("Achieve coverage", frozenset({"sdg:3.8"})),
        ("Couverture", frozenset({"sdg:3.8"})),
        ("Records travel with the patient.", frozenset({"wsis:C7-ehealth", "sdg:3.8"})),
    } <= said
    assert [entry.phrase for entry in found.lexicon] == ["telemedicine"]
    assert [(link.line, link.term) for link in found.links] == [("wsis:C7-ehealth", "sdg:3.8")]
    assert [hint.text for hint in found.hints].count("Title of 3.8") == 1


@pytest.mark.parametrize("activities", [1, 3])
def test_material_takes_as_many_queries_whatever_there_is(activities, django_assert_num_queries):
    terms = make_map()
    for _ in range(activities):
        MappingFactory(activity=ActivityFactory(), term=terms["sdg:3"])
    with django_assert_num_queries(14):
        material()


def test_without_a_model_there_is_no_suggestion():
    make_map()
    with pytest.raises(NoModel):
        suggest("Telemedicine")


def test_a_suggestion_says_what_carried_it():
    taught_map()
    found = suggest("Remote diagnosis", "Patients see a doctor in clinics")
    first = found.targets[0]
    assert (found.version, first.code, first.kind, first.href) == (1, "3.8", "target", "/targets/3.8/")
    assert 0 < first.score < 1
    assert ("Remote diagnosis", "telemedicine") in {(words.text, words.phrase) for words in first.words}
    assert [(m.line, m.term, m.rationale) for m in first.matrix] == [
        ("C7-ehealth", "3.8", "Records travel with the patient.")
    ]
    assert codes(found.action_lines)[0] == "C7-ehealth"
    assert codes(found.goals)[0] == "3"


def test_what_is_linked_is_not_suggested_again():
    taught_map()
    found = suggest("Remote diagnosis", linked={"sdg:3", "sdg:3.8"})
    assert "3" not in codes(found.goals)
    assert "3.8" not in codes(found.targets)


def test_as_many_are_told_as_are_asked_for():
    taught_map()
    found = suggest("Remote diagnosis", first={"goals": 1, "targets": 2})
    assert [len(found.goals), len(found.targets), len(found.action_lines)] == [1, 2, 3]


def test_nothing_is_suggested_for_nothing():
    taught_map()
    assert not suggest("", "")


def test_at_rest_a_suggestion_costs_two_queries(django_assert_num_queries):
    taught_map()
    suggest("Remote diagnosis")
    with django_assert_num_queries(2):  # the model's version, the last Change
        suggest("Fibre for villages", "and remote diagnosis")


def test_a_new_model_is_read_by_every_process():
    taught_map()
    assert suggest("Fibre").version == 1
    train(material())
    assert suggest("Fibre").version == 2


def test_accepting_makes_the_link_with_its_origin(ana):
    terms = make_map()
    activity = ActivityFactory()
    link = accept_suggestion(
        activity=activity, term=terms["sdg:9.c"], strength=3, rationale="Masts", score=0.8, version=4, seen=0, by=ana
    )
    assert (link.strength, link.rationale, link.origin, link.certainty) == (3, "Masts", "suggestion", "confirmed")
    verdict = SuggestionVerdict.objects.get()
    assert (verdict.accepted, verdict.score, verdict.model_version, verdict.change_id) == (True, 0.8, 4, link.change_id)
    assert verbs() == [("suggestion.accept", "Ana")]


def test_accepting_what_somebody_linked_meanwhile_is_stale(ana):
    terms = make_map()
    activity = ActivityFactory()
    there = set_mapping(activity=activity, term=terms["sdg:9.c"], strength=1, seen=0, by=ana)
    with pytest.raises(Stale) as stale:
        accept_suggestion(activity=activity, term=terms["sdg:9.c"], strength=3, score=0.8, version=1, seen=0, by=ana)
    assert stale.value.row == there
    assert Mapping.objects.get(pk=there.pk).strength == 1
    assert not SuggestionVerdict.objects.live().exists()


def test_a_withdrawn_activity_takes_no_verdict(ana):
    terms = make_map()
    activity = ActivityFactory(withdrawn=True)
    with pytest.raises(Refused):
        accept_suggestion(activity=activity, term=terms["sdg:9"], strength=2, score=0.8, version=1, seen=0, by=ana)
    with pytest.raises(Refused):
        reject_suggestion(activity=activity, term=terms["sdg:9"], score=0.8, version=1, by=ana)
    assert verbs() == []


def test_rejecting_keeps_the_verdict_and_makes_no_link(ana):
    terms = make_map()
    activity = ActivityFactory()
    reject_suggestion(activity=activity, term=terms["sdg:9"], score=0.4, version=2, by=ana)
    reject_suggestion(activity=activity, term=terms["sdg:9"], score=0.3, version=3, by=ana)
    verdict = SuggestionVerdict.objects.get()
    assert (verdict.accepted, verdict.score, verdict.model_version) == (False, 0.3, 3)
    assert not activity.mappings.exists()
    assert verbs() == [("suggestion.reject", "Ana")] * 2


def test_what_is_linked_cannot_be_turned_down(ana):
    terms = make_map()
    activity = ActivityFactory()
    set_mapping(activity=activity, term=terms["sdg:9"], seen=0, by=ana)
    with pytest.raises(Refused, match="9 has been linked since you opened the page"):
        reject_suggestion(activity=activity, term=terms["sdg:9"], score=0.4, version=2, by=ana)


def test_a_rejection_can_be_taken_back(ana):
    terms = make_map()
    activity = ActivityFactory()
    reject_suggestion(activity=activity, term=terms["sdg:9"], score=0.4, version=2, by=ana)
    undo_rejection(activity=activity, term=terms["sdg:9"], by=ana)
    assert not SuggestionVerdict.objects.live().exists()
    with pytest.raises(Refused, match="9 has not been rejected"):
        undo_rejection(activity=activity, term=terms["sdg:9"], by=ana)
    assert verbs() == [("suggestion.reject", "Ana"), ("suggestion.reopen", "Ana")]


def score(code, kind, *text):
    return {s.code: s.score for s in getattr(suggest(*text, first={kind: 9}), kind)}[code]


def test_people_teach_the_next_model(ana):
    """Rejecting C2 for hospitals lowers it for another hospital; accepting C4 raises it."""
    terms = taught_map()
    text = ("The valley hospital", "patients see a doctor by video in the valley")
    before = {code: suggesting.model_in_use()[1] for code in ("C2", "C4")}
    reading = before["C2"].read(*text)
    for slug in ("hospital-1", "hospital-2", "hospital-3"):
        activity = Activity.objects.get(slug=slug)
        reject_suggestion(activity=activity, term=terms["wsis:C2"], score=0.2, version=1, by=ana)
        accept_suggestion(activity=activity, term=terms["wsis:C4"], strength=2, score=0.2, version=1, seen=0, by=ana)
    train(material())
    after = suggesting.model_in_use()[1]
    place = after.index
    old, new = before["C2"].points([reading])[0], after.points([after.read(*text)])[0]
    assert new[place["wsis:C2"]] < old[place["wsis:C2"]]
    assert new[place["wsis:C4"]] > old[place["wsis:C4"]]


def test_a_link_taken_back_is_learned_from_no_more(ana):
    terms = taught_map()
    activity = Activity.objects.get(slug="hospital-1")
    row = activity.mappings.get(term=terms["sdg:3.8"])
    withdraw_mapping(activity=activity, term=terms["sdg:3.8"], seen=row.change_id, by=ana)
    assert {e.key: e for e in material().examples}["hospital-1"].terms == HEALTH - {"sdg:3.8"}


def test_nothing_is_said_of_an_activity_that_others_keep_by_now(ana):
    terms, activity = make_map(), ActivityFactory(organisation=OrganisationFactory(sector="ITU-R"))
    asked = {"activity": activity, "term": terms["sdg:9"], "by": UserFactory(role=rules.FOCAL_POINT, sectors=["ITU-D"])}
    with pytest.raises(NotEditable):
        accept_suggestion(strength=2, score=0.8, version=1, seen=0, **asked)
    with pytest.raises(NotEditable):
        reject_suggestion(score=0.8, version=1, **asked)
    reject_suggestion(score=0.8, version=1, **asked | {"by": ana})
    with pytest.raises(NotEditable):
        undo_rejection(**asked)
    assert SuggestionVerdict.objects.values_list("accepted", "withdrawn").get() == (False, False)


def test_a_model_is_kept_with_its_quality():
    taught_map()
    model = SuggestionModel.objects.get()
    assert (model.version, model.quality["activities"]) == (1, 18)
    assert model.quality["goals"]["hit@3"] == 1.0
    parts = {"goals", "targets", "action_lines", "per_goal", "activities", "chances", "outside", "sentences"}
    assert set(model.quality) == parts
    assert model.quality["outside"]["n"] == 120
    assert model.quality["per_goal"]["sdg:3"] == {"n": 6, "suggested": 18, "right": 6}
    assert model.through == Change.objects.latest("id").pk


def test_too_few_activities_teach_nothing():
    MappingFactory()
    with pytest.raises(Refused, match="too few"):
        train(material())


def test_the_job_learns_and_tells_how_far_it_is(ana, monkeypatch):
    make_map()
    monkeypatch.setattr(jobs.current_app, "send_task", lambda *_, **__: None)
    job = request_training(by=ana)
    assert request_training(by=ana) == job  # one Job for all requests
    assert request_training(by=UserFactory(role=rules.COORDINATOR)) == request_training(by=None) == job
    assert jobs.run(job.pk, RUNNERS)
    job.refresh_from_db()
    assert (job.state, job.done, job.total) == (Job.State.DONE, 9, 9)
    assert {k: job.result[k] for k in ("version", "activities", "waits")} == {
        "version": 1,
        "activities": 18,
        "waits": 0,
    }


def test_the_job_can_be_called_off(ana, monkeypatch):
    make_map()
    monkeypatch.setattr(jobs.current_app, "send_task", lambda *_, **__: None)
    job = request_training(by=ana)
    Job.objects.filter(pk=job.pk).update(cancel_asked=True)
    assert jobs.run(job.pk, RUNNERS)
    job.refresh_from_db()
    assert job.state == Job.State.CANCELLED
    assert not SuggestionModel.objects.exists()


def test_the_command_trains_now_or_later(monkeypatch):
    make_map()
    monkeypatch.setattr(jobs.current_app, "send_task", lambda *_, **__: None)
    out = io.StringIO()
    call_command("train_suggestions", stdout=out)
    assert out.getvalue().startswith("Model 1:")
    assert out.getvalue().endswith("Model 1 is in use.\n")
    assert SuggestionModel.objects.count() == 1
    call_command("train_suggestions", later=True, stdout=io.StringIO())
    assert Job.objects.get().kind == Job.Kind.TRAIN
    assert SuggestionModel.objects.count() == 1


def test_the_command_says_why_it_cannot():
    with pytest.raises(CommandError, match="too few"):
        call_command("train_suggestions")
