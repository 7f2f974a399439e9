"""Whether a new model is used, waits, or is left."""

import io

import pytest
from django.core.management import call_command
from django.urls import reverse

from activities.actions import jobs
from activities.actions.suggestions import verdicts
from activities.actions.suggestions.verdicts import leave_model, request_training, train, use_model
from activities.models import Job, SuggestionModel
from activities.queries.suggestions import material as reading
from activities.queries.suggestions import suggest as suggesting
from activities.queries.suggestions.material import kept_apart, material
from activities.suggesting import comparing
from activities.tasks import RUNNERS
from tests.activities.suggestions.markup import text
from tests.activities.suggestions.taught import make_map, taught_map
from tests.factories.activities import ActivityFactory, MappingFactory

pytestmark = pytest.mark.django_db
State = SuggestionModel.State


def test_rows_of_the_model_in_use_that_are_not_drawn_are_measured_all_the_same(monkeypatch):
    taught_map()
    monkeypatch.setattr(reading, "MOST", 12)
    learned = material()
    assert len(learned.examples) == 12
    kept = kept_apart(learned, SuggestionModel.objects.get().unseen)
    drawn = {example.key: example for example in learned.examples}
    assert len(kept) == 6
    assert not {example.key for example in kept} & set(drawn)
    monkeypatch.setattr(reading, "MOST", 4_000)
    everything = {example.key: example for example in material().examples}
    assert [everything[example.key] for example in kept] == kept
    model = train(learned)
    assert (model.quality["activities"], len(model.unseen)) == (12, 12)
    assert [figure["rows"] for figure in model.quality["compared"]["figures"]] == [18, 18, 18]


def test_withdrawn_activities_and_links_are_not_measured():
    terms = taught_map()
    learned = material()
    MappingFactory(activity=ActivityFactory(slug="gone", withdrawn=True), term=terms["sdg:3"])
    MappingFactory(activity=ActivityFactory(slug="unlinked"), term=terms["sdg:3"], withdrawn=True)
    assert kept_apart(learned, ["gone", "unlinked", "hospital-0"]) == []


def test_the_first_model_is_used_at_once():
    make_map()
    model = train(material())
    assert (model.version, model.state) == (1, State.USED)
    assert "compared" not in model.quality
    assert len(model.unseen) == 18
    assert {kind: len(keys) for kind, keys in model.unseen["hospital-0"].items()} == {
        "goals": 3,
        "targets": 3,
        "action_lines": 3,
    }


def test_a_model_as_good_as_the_one_in_use_is_used():
    taught_map()
    model = train(material())
    assert (model.version, model.state) == (2, State.USED)
    figures = model.quality["compared"]["figures"]
    assert model.quality["compared"]["with"] == 1
    assert {(figure["group"], figure["rows"], figure["low"], figure["high"]) for figure in figures} == {
        ("all", 18, 0.0, 0.0)
    }


@pytest.fixture
def nothing_right(monkeypatch):
    """Eighteen activities decide, and a new model has none of them right."""
    monkeypatch.setattr(comparing, "DECIDES", 18)
    wrong = {"goals": ["sdg:17"], "targets": ["sdg:17.8"], "action_lines": ["wsis:C11"]}
    monkeypatch.setattr(verdicts, "first_suggestions", lambda _terms, _points, rows: {row.key: wrong for row in rows})


def test_a_worse_model_waits(nothing_right):
    taught_map()
    before = suggesting.model_in_use()[1]
    model = train(material())
    assert (model.version, model.state) == (2, State.WAITING)
    assert suggesting.model_in_use() == (1, before)
    later = train(material())  # at most one waits
    assert list(SuggestionModel.objects.values_list("version", "state")) == [
        (3, State.WAITING),
        (2, State.LEFT),
        (1, State.USED),
    ]
    assert later.quality["compared"]["with"] == 1


def test_fewer_than_thirty_activities_hold_no_model_back(nothing_right, monkeypatch):
    monkeypatch.setattr(comparing, "DECIDES", 30)
    taught_map()
    assert train(material()).state == State.USED


def test_a_model_without_stored_suggestions_is_compared_by_its_figures(monkeypatch):
    taught_map()
    monkeypatch.setattr(comparing, "DECIDES", 18)
    old = SuggestionModel.objects.get()
    old.unseen = {}
    old.save()
    assert train(material()).state == State.USED
    for model in SuggestionModel.objects.all():
        model.unseen, model.quality["goals"]["hit@3"] = {}, 1.1
        model.save()
    model = train(material())
    assert model.state == State.WAITING
    assert [f.kind for f in verdicts.fallen(model)] == ["goals"]
    assert model.quality["compared"]["figures"][0]["low"] is None


def test_the_job_and_the_command_say_that_a_model_waits(nothing_right, staff, ana, monkeypatch):
    taught_map()
    monkeypatch.setattr(jobs.current_app, "send_task", lambda *_, **__: None)
    job = request_training(by=ana)
    assert jobs.run(job.pk, RUNNERS)
    assert Job.objects.get().result["waits"] == 3
    page = text(staff.get(reverse("job", args=[job.pk])))
    assert "Model 2 is waiting for a decision" in page
    assert "3 figures are worse than those of the model in use, so that model is still in use." in page
    assert "Model 2 is in use" not in page
    out = io.StringIO()
    call_command("train_suggestions", stdout=out)
    assert "Model 3 is waiting for a decision: it is worse than model 1.\n" in out.getvalue()
    assert "goals hit@3: 1.000 → 0.000 on 18 activities\n" in out.getvalue()
    assert out.getvalue().endswith("Model 1 is still in use. Coordinators can decide at /suggestions/.\n")


def test_deciding_on_a_model(nothing_right):
    taught_map()
    train(material())
    assert use_model(version=1).version == 1  # in use already: the other one still waits
    assert SuggestionModel.objects.get(version=2).state == State.WAITING
    assert leave_model(version=2)
    assert not leave_model(version=2)
    assert use_model(version=2).version == 2
    assert suggesting.model_in_use()[0] == 2
    again = use_model(version=1)
    assert (again.version, again.state, again.quality["again"]) == (3, State.USED, 1)
    assert "compared" not in use_model(version=2).quality  # of model 4, a copy
    with pytest.raises(SuggestionModel.DoesNotExist):
        use_model(version=9)
