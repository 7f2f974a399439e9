"""How good suggestions are, and the models that coordinators train and choose."""

import pytest
from django.urls import reverse

from activities import rules
from activities.actions import jobs
from activities.actions.suggestions.lexicon import add_entry
from activities.actions.suggestions.verdicts import reject_suggestion, request_training
from activities.models import Job, LexiconEntry, SuggestionModel
from tests.activities.suggestions.markup import text
from tests.factories.activities import UserFactory

pytestmark = pytest.mark.django_db


def test_quality_tells_each_goal_with_what_is_too_little(staff, taught):
    page = text(staff.get(reverse("suggestion-quality")))
    assert "Current model: 1" in page
    assert "Measured on 18 activities" in page
    assert "evaluate_suggestions FILE.csv" in page
    assert page.count('class="quality__few"') == 3  # six activities each
    assert "No links, answers or lexicon entries have changed since this model was trained." in page


def test_quality_tells_what_the_model_does_not_know_yet(staff, activity, taught, ana):
    reject_suggestion(activity=activity, term=taught["sdg:9"], score=0.5, version=1, by=ana)
    add_entry(fields={"phrase": "radar", "synonyms": [], "terms": ["sdg:9.c"], "note": ""}, by=ana)
    page = text(staff.get(reverse("suggestion-quality")))
    counts = "0 links were added or changed, 1 suggestion was accepted or rejected, and 1 lexicon entry was edited."
    assert counts in page


def model_that_measures(goals, version=2):
    first = SuggestionModel.objects.get(version=1)
    fields = {name: getattr(first, name) for name in ("through", "fitted_at", "seconds", "content", "quality")}
    fields["quality"] |= {"goals": fields["quality"]["goals"] | {"hit@3": goals}}
    return SuggestionModel.objects.create(version=version, **fields)


def test_a_model_that_measures_worse_is_told_and_the_one_before_comes_back(staff, taught):
    model_that_measures(0.9)
    page = text(staff.get(reverse("suggestion-quality")))
    assert "Model 2 performs worse than model 1" in page
    assert "Goals 100 → 90%" in page
    page = text(staff.post(reverse("suggestion-use", args=[1]), follow=True))
    assert "Model 3 is in use." in page
    assert "(same as model 1)" in page
    assert "performs worse than" not in page
    first, again = SuggestionModel.objects.get(version=1), SuggestionModel.objects.get(version=3)
    assert bytes(again.content) == bytes(first.content)
    staff.post(reverse("suggestion-use", args=[3]))  # twice, as by a double click on another page
    assert SuggestionModel.objects.count() == 3
    assert staff.post(f"/suggestions/models/{'9' * 30}/use/").status_code == 404


def test_a_difference_of_a_point_or_two_is_chance(staff, taught):
    model_that_measures(0.98)
    assert "performs worse than" not in text(staff.get(reverse("suggestion-quality")))


def test_a_kind_that_nobody_was_asked_for_has_no_figure(staff, taught):
    nothing = dict.fromkeys(("hit@1", "hit@3", "hit@5", "recall@5", "mrr")) | {"activities": 0}
    model = model_that_measures(1.0)
    model.quality["targets"] = nothing | {"title": nothing}
    model.save()
    assert text(staff.get(reverse("suggestion-quality"))).count('<td class="numeric">–</td>') == 11


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
