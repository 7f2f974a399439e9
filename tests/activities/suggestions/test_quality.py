"""How good suggestions are, and the models that coordinators train and choose."""

import re

import pytest
from django.urls import reverse
from structlog.testing import capture_logs

from activities import rules
from activities.actions import jobs
from activities.actions.suggestions.lexicon import add_entry
from activities.actions.suggestions.verdicts import reject_suggestion, request_training
from activities.models import Job, LexiconEntry, SuggestionModel
from activities.queries.suggestions import suggest as suggesting
from activities.queries.suggestions.suggest import model_in_use
from activities.suggesting import sentences
from tests.activities.suggestions.markup import text
from tests.factories.activities import UserFactory

pytestmark = pytest.mark.django_db


def test_quality_tells_each_goal_with_what_is_too_little(staff, taught):
    page = text(staff.get(reverse("suggestion-quality")))
    assert "Current model: 1" in page
    assert "Measured on 18 activities" in page
    assert "evaluate_suggestions FILE.csv" in page
    assert page.count('class="quality__few"') == 3 + 6  # of the Goals, six activities each; of the kinds, eighteen
    assert "No links, answers or lexicon entries have changed since this model was trained." in page


def test_chances_are_shown_beside_what_was_correct(staff, taught):
    page = text(staff.get(reverse("suggestion-quality")))
    alarms = SuggestionModel.objects.get().quality["outside"]["alarms"]
    assert f"Of 120 such texts, {alarms} got a Goal with a chance of 50% or more." in page
    assert re.search(r"had \d+% on average, and \d+% of them were correct|No Goal had a chance of 50% or more", page)


def test_a_model_from_before_chances_were_measured_has_no_such_section(staff, taught):
    first = SuggestionModel.objects.get()
    del first.quality["chances"]
    first.save()
    assert 'id="chances"' not in text(staff.get(reverse("suggestion-quality")))


def test_a_model_with_sentence_vectors_on_a_server_without_them_is_told(staff, taught, monkeypatch):
    assert "by words alone" not in text(staff.get(reverse("suggestion-quality")))
    monkeypatch.setattr(sentences, "installed", lambda: False)
    monkeypatch.setattr(sentences, "_encoder", None)
    assert "Suggestions go by words alone" in text(staff.get(reverse("suggestion-quality")))
    with capture_logs() as lines:
        _version, model = model_in_use()
        model_in_use()
    assert len(model.sentence_weights) == 0
    assert [(line["log_level"], line["model"]) for line in lines] == [("warning", 1)]
    first = SuggestionModel.objects.get()
    first.quality["sentences"] = False
    first.save()
    assert "by words alone" not in text(staff.get(reverse("suggestion-quality")))


def test_quality_tells_what_the_model_does_not_know_yet(staff, activity, taught, ana):
    reject_suggestion(activity=activity, term=taught["sdg:9"], score=0.5, version=1, by=ana)
    add_entry(fields={"phrase": "radar", "synonyms": [], "terms": ["sdg:9.c"], "note": ""}, by=ana)
    page = text(staff.get(reverse("suggestion-quality")))
    counts = "0 links were added or changed, 1 suggestion was accepted or rejected, and 1 lexicon entry was edited."
    assert counts in page


def model_that_measures(goals, version=2, activities=341):
    """A copy of model 1 with another figure for Goals, both measured on so many activities."""
    first = SuggestionModel.objects.get(version=1)
    first.quality["goals"]["activities"] = activities
    first.save()
    fields = {name: getattr(first, name) for name in ("through", "fitted_at", "seconds", "content", "quality")}
    fields["quality"] = fields["quality"] | {"goals": fields["quality"]["goals"] | {"hit@3": goals}}
    return SuggestionModel.objects.create(version=version, **fields)


def test_a_model_that_measures_worse_is_told_and_the_one_before_comes_back(staff, taught):
    model_that_measures(0.9)
    page = text(staff.get(reverse("suggestion-quality")))
    assert "Model 2 performs worse than model 1" in page
    assert "Goals, first 3: 100 → 90%. Recent answers" in page  # and no other figure
    page = text(staff.post(reverse("suggestion-use", args=[1]), follow=True))
    assert "Model 3 is in use." in page
    assert "(same as model 1)" in page
    assert "performs worse than" not in page
    first, again = SuggestionModel.objects.get(version=1), SuggestionModel.objects.get(version=3)
    assert bytes(again.content) == bytes(first.content)
    assert again.unseen == first.unseen
    staff.post(reverse("suggestion-use", args=[3]))  # twice, as by a double click on another page
    assert SuggestionModel.objects.count() == 3
    assert staff.post(f"/suggestions/models/{'9' * 30}/use/").status_code == 404


def test_a_difference_of_a_point_or_two_is_chance(staff, taught):
    model_that_measures(0.98)
    assert "performs worse than" not in text(staff.get(reverse("suggestion-quality")))


def test_a_figure_on_few_activities_makes_no_headline(staff, taught):
    model_that_measures(0.0, activities=29)
    assert "performs worse than" not in text(staff.get(reverse("suggestion-quality")))


def test_going_back_to_a_better_model_is_never_called_worse(staff, taught):
    """Goals went up from 58 to 99%, and the figure for Action Lines, on a single activity, from 100 to 0%."""
    model_that_measures(0.99)
    flooded = model_that_measures(0.58, version=3)
    flooded.quality["action_lines"] |= {"hit@3": 1.0, "activities": 1}
    flooded.save()
    good = SuggestionModel.objects.get(version=2)
    good.quality["action_lines"] |= {"hit@3": 0.0, "activities": 1}
    good.save()
    assert "Model 3 performs worse than model 2" in text(staff.get(reverse("suggestion-quality")))
    page = text(staff.post(reverse("suggestion-use", args=[2]), follow=True))
    assert "Model 4 is in use." in page
    assert "performs worse than" not in page


def figure(kind="goals", group="all", **more):
    return {"kind": kind, "group": group, "rows": 341, "before": 0.99, "after": 0.58} | more


def waiting_model(*figures, version=2):
    model = model_that_measures(0.58, version=version)
    model.state = SuggestionModel.State.WAITING
    model.quality["compared"] = {"with": 1, "figures": list(figures)}
    model.save()
    return model


FIGURES = (
    figure(low=-0.46, high=-0.358),
    figure(group="fr", rows=12, before=1.0, after=0.5, low=-0.75, high=-0.25),
    figure("targets", before=0.9, after=0.95, low=0.01, high=0.09),
    figure("action_lines", before=0.9, after=0.9, low=-0.02, high=0.02),
)


def test_a_model_that_waits_is_shown_beside_the_one_in_use(staff, taught):
    waiting_model(*FIGURES)
    response = staff.get(reverse("suggestion-quality"))
    page, words = response.content.decode(), text(response)
    assert "Model 2 is waiting for a decision" in words
    assert "Current model: 1" in words
    assert "performs worse than" not in words
    rows = [re.sub(r"\s+", " ", re.sub("<[^>]*>", " ", row)).strip() for row in re.findall("<tr[^>]*>.*?</tr>", page)]
    assert [row for row in rows if ", first" in row and "Trained" not in row] == [
        "Goals, first 3 All worse 341 99 58 −41.0 −46.0 to −35.8",
        "Goals, first 3 In French too few activities 12 100 50 −50.0 −75.0 to −25.0",
        "Targets, first 5 All better 341 90 95 +5.0 +1.0 to +9.0",
        "Action Lines, first 3 All no clear difference 341 90 90 0 −2.0 to +2.0",
    ]
    assert '<tr class="quality__few"><th scope="row">Goals, first 3</th><td>In French' in page


def test_models_older_than_the_list_are_compared_and_decided_all_the_same(staff, taught):
    """Model 3 waits, and twenty-five models after it were left. Model 1 was in use before model 2."""
    model_that_measures(0.9)
    waiting_model(*FIGURES, version=3)
    for version in range(4, 29):
        model_that_measures(0.9, version=version)
    SuggestionModel.objects.filter(version__gt=3).update(state=SuggestionModel.State.LEFT)
    page = text(staff.get(reverse("suggestion-quality")))
    assert "Model 3 is waiting for a decision" in page
    assert "Model 2 performs worse than model 1" in page


def test_unchecked_imports_are_explained_where_they_are_left_out(staff, taught):
    waiting_model(figure(low=-0.46, high=-0.358))
    assert "Unchecked imports are" not in text(staff.get(reverse("suggestion-quality")))
    waiting_model(figure(low=-0.46, high=-0.358), figure(group="checked", low=-0.46, high=-0.358), version=3)
    page = text(staff.get(reverse("suggestion-quality")))
    assert "<td>Without unchecked imports</td>" in page
    assert "Unchecked imports are activities from a file or spreadsheet" in page


def test_a_coordinator_uses_the_model_that_waits(staff, taught):
    waiting_model(*FIGURES)
    assert suggesting.model_in_use()[0] == 1
    page = text(staff.post(reverse("suggestion-use", args=[2]), follow=True))
    assert "Model 2 is in use." in page
    assert "Model 2 performs worse than model 1" in page
    assert "Goals, first 3: 99 → 58%. Recent" in page  # not those in French, of 12 activities
    assert "Compare with model 1, which was in use before" in page
    assert suggesting.model_in_use()[0] == 2
    assert SuggestionModel.objects.count() == 2


def test_a_coordinator_leaves_the_model_that_waits(staff, taught):
    waiting_model(*FIGURES)
    page = text(staff.post(reverse("suggestion-leave", args=[2]), follow=True))
    assert "Model 2 is not used." in page
    assert "waiting for a decision" not in page
    assert suggesting.model_in_use()[0] == 1
    page = text(staff.post(reverse("suggestion-leave", args=[2]), follow=True))
    assert "Model 2 is no longer waiting for a decision." in page
    assert staff.post(reverse("suggestion-leave", args=[7])).status_code == 404
    assert "Model 2 is in use." in text(staff.post(reverse("suggestion-use", args=[2]), follow=True))  # after all


def test_using_another_model_ends_the_wait(staff, taught):
    model_that_measures(1.0)
    waiting_model(*FIGURES, version=3)
    page = text(staff.post(reverse("suggestion-use", args=[1]), follow=True))
    assert "Model 4 is in use." in page
    assert "waiting for a decision" not in page
    assert SuggestionModel.objects.get(version=3).state == SuggestionModel.State.LEFT


def test_models_measured_on_different_activities_have_no_interval(staff, taught):
    waiting_model(figure(low=None, high=None))
    page = text(staff.get(reverse("suggestion-quality")))
    assert "The two were measured on different activities" in page
    assert "A figure is worse if the whole interval" not in page


def test_a_focal_point_sees_what_waits_and_does_not_decide(client, taught):
    waiting_model(*FIGURES)
    client.force_login(UserFactory(role=rules.FOCAL_POINT, sectors=["ITU-D"]))
    page = text(client.get(reverse("suggestion-quality")))
    assert "Coordinators decide whether to use it." in page
    assert reverse("suggestion-leave", args=[2]) not in client.get(reverse("suggestion-quality")).content.decode()
    assert client.post(reverse("suggestion-leave", args=[2])).status_code == 403


def test_a_kind_that_nobody_was_asked_for_has_no_figure(staff, taught):
    nothing = dict.fromkeys(("hit@1", "hit@3", "hit@5", "recall@5", "mrr")) | {"activities": 0}
    model = model_that_measures(1.0)
    model.quality["targets"] = nothing | {"title": nothing}
    model.save()
    page = text(staff.get(reverse("suggestion-quality")))
    assert page.count('<td class="numeric">–</td>') == 10
    assert page.count('<td class="numeric quiet">–</td>') == 1


def test_quality_before_anything_is_learned(staff):
    assert "No model has been trained yet" in text(staff.get(reverse("suggestion-quality")))


def test_a_coordinator_has_a_model_learned(staff, ana, monkeypatch):
    monkeypatch.setattr(jobs.current_app, "send_task", lambda *_, **__: None)
    response = staff.post(reverse("suggestion-train"))
    job = Job.objects.get()
    assert (job.kind, job.by, response.url) == (Job.Kind.TRAIN, ana, job.get_absolute_url())
    staff.post(reverse("suggestion-train"))
    assert Job.objects.count() == 1


def test_what_another_coordinator_asked_for_serves_and_is_told(staff, monkeypatch):
    monkeypatch.setattr(jobs.current_app, "send_task", lambda *_, **__: None)
    job = request_training(by=UserFactory(role=rules.COORDINATOR))
    response = staff.post(reverse("suggestion-train"), follow=True)
    assert (response.redirect_chain, Job.objects.get()) == ([(reverse("suggestion-quality"), 302)], job)
    page = text(response)
    assert "Someone else has already started this. A new model is being trained." in page
    assert "A new model is being trained." in page


def test_a_focal_point_reads_and_does_not_write(client, taught):
    client.force_login(UserFactory(role=rules.FOCAL_POINT, sectors=["ITU-D"]))
    page = text(client.get(reverse("suggestion-quality")))
    assert "Coordinators can train a new model." in page
    assert reverse("suggestion-train") not in page
    page = text(client.get(reverse("lexicon")))
    assert "telemedicine" in page
    assert reverse("lexicon-new") not in page
    entry = LexiconEntry.objects.first()
    assert client.post(reverse("lexicon-edit", args=[entry.pk]), {}).status_code == 403
