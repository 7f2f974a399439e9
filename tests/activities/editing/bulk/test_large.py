"""An edit of more rows than one Change takes: a Job writes it in chunks, one entry in the history and one revert."""

import pytest

from activities import rules
from activities.actions import bulk_jobs, jobs, pace
from activities.actions.activities import update_activity
from activities.actions.history.batches import ask_revert
from activities.actions.ledger import Refused
from activities.models import Activity, Change, Job, Mapping
from activities.tasks import RUNNERS
from tests.activities.editing.bulk.test_page import BULK, preview
from tests.factories.activities import ActivityFactory, GoalFactory, MappingFactory, OrganisationFactory, UserFactory
from tests.reading import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client, monkeypatch):
    monkeypatch.setattr(pace, "CHUNK", 2)
    user = UserFactory(role=rules.FOCAL_POINT, sectors=["ITU-D"], name="Amina Diallo")
    client.force_login(user)
    ActivityFactory.create_batch(5, status="ongoing")
    return user


PARTS = "They are saved in parts, after spreadsheets and large edits that were started before."


def asked(client, **data) -> Job:
    data = preview(client, **data) if data else preview(client, act="status", **{"status-status": "planned"})
    response = client.post(BULK, data | {"step": "apply", "reason": "Agreed"})
    assert response.status_code == 302, text(response)
    return Job.objects.get(pk=response.url.split("/")[2])


def finished(job) -> Job:
    jobs.run(job.pk, RUNNERS)
    job.refresh_from_db()
    assert (job.state, job.error) == (Job.State.DONE, "")
    return job


def statuses():
    return list(Activity.objects.order_by("id").values_list("status", flat=True))


def test_it_is_saved_in_chunks_is_one_entry_and_is_reverted_at_once(client, editor):
    job = asked(client)
    assert statuses() == ["ongoing"] * 5
    finished(job)
    assert statuses() == ["planned"] * 5
    changes = Change.objects.filter(verb="activities.bulk")
    assert list(changes.values_list("batch", "reason", "by").distinct().order_by()) == [(job.pk, "Agreed", editor.pk)]
    assert [chunk["rows"] for chunk in job.result["chunks"]] == [2, 2, 1]
    assert [chunk["change"] for chunk in job.result["chunks"]] == sorted(changes.values_list("id", flat=True))
    page = client.get(f"/jobs/{job.pk}/")
    assert "5 rows were changed. View or revert these changes" in text(page)
    history = client.get("/changes/?verb=activities.bulk")
    assert history.content.decode().count('<th scope="row"') == 1
    assert "Activities edited in bulk (3 changes together)" in text(history)

    response = client.post(f"/changes/batches/{job.pk}/", {"reason": ""})
    back = finished(Job.objects.get(pk=response.url.split("/")[2]))
    assert statuses() == ["ongoing"] * 5
    assert (back.result["back"], back.result["left"]) == (5, [])
    assert set(Change.objects.filter(batch=back.pk).values_list("reason", flat=True)) == {"Reverted: Agreed"}


def test_links_of_an_activity_are_written_together(client, editor):
    codes = [GoalFactory(code=code).code for code in "123"]
    data = {"link-terms": ", ".join(codes), "link-strength": "2", "link-rationale": "Safe networks"}
    job = finished(asked(client, act="link", **data))
    assert [chunk["rows"] for chunk in job.result["chunks"]] == [3] * 5
    assert Mapping.objects.live().count() == 15


def test_the_preview_says_that_it_is_saved_in_parts(client, editor):
    data = {"step": "preview", "act": "status", "status-status": "planned"}
    assert PARTS in text(client.post(BULK, data))
    pk = Activity.objects.latest("id").pk
    assert PARTS not in text(client.post(BULK, data | {"scope": "ticked", "picked": pk}))


def test_as_many_rows_as_a_chunk_takes_are_one_change_at_once(client, editor):
    picked = list(Activity.objects.values_list("id", flat=True)[:2])
    data = preview(
        client, act="status", scope="ticked", picked=",".join(map(str, picked)), **{"status-status": "planned"}
    )
    response = client.post(BULK, data | {"step": "apply"})
    assert response.url == f"/changes/{Change.objects.latest('id').pk}/"
    assert (Job.objects.count(), statuses().count("planned")) == (0, 2)


def test_what_others_change_while_it_runs_is_left_and_listed(client, editor):
    job = asked(client)
    first, moved, *_rest, gone = Activity.objects.order_by("id")
    update_activity(activity=first, fields={"title": "Theirs"}, seen=first.change_id, by="Jan")
    # moved without touching its version, as when the organisation itself changes its Sector
    Activity.objects.filter(pk=moved.pk).update(organisation=OrganisationFactory(sector="ITU-R"))
    Activity.objects.filter(pk=gone.pk).update(withdrawn=True, change=Change.objects.latest("id"))
    finished(job)
    assert statuses() == ["ongoing", "ongoing", "planned", "planned", "ongoing"]
    assert (job.result["written"], job.result["left_count"]) == (2, 3)
    assert {(row["activity"], row["why"]) for row in job.result["left"]} == {
        (first.pk, "Someone has changed it since."),
        (moved.pk, "You cannot edit it: it belongs to another Sector."),
        (gone.pk, "Someone has changed it since."),
    }
    page = text(client.get(f"/jobs/{job.pk}/"))
    assert "3 rows were left as they are" in page
    assert "Theirs" in page


def test_a_link_that_others_changed_is_left_and_its_neighbours_are_not(client, editor):
    one, two = GoalFactory(code="1"), GoalFactory(code="2")
    for activity in Activity.objects.all():
        for term in (one, two):
            MappingFactory(activity=activity, term=term, strength=1, change=activity.change)
    job = asked(client, act="strength", **{"strength-terms": "1, 2", "strength-strength": "3"})
    row = Mapping.objects.filter(term=two).earliest("id")
    Mapping.objects.filter(pk=row.pk).update(rationale="Theirs", change=ActivityFactory().change)
    finished(job)
    assert (Mapping.objects.filter(strength=3).count(), Mapping.objects.get(strength=1).pk) == (9, row.pk)
    assert [(left["activity"], left["why"]) for left in job.result["left"]] == [
        (row.activity_id, "Someone has changed it since.")
    ]
    assert job.result["left"][0]["name"].endswith(" · 2")


def test_a_worker_that_dies_goes_on_after_the_last_chunk(client, editor, monkeypatch):
    job, real, calls = asked(client), bulk_jobs.write_part, []

    def dying(*args):
        calls.append(args)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(*args)

    with monkeypatch.context() as patch:
        patch.setattr(bulk_jobs, "write_part", dying)
        with pytest.raises(KeyboardInterrupt):
            jobs.run(job.pk, RUNNERS)
    assert statuses() == ["planned", "planned", "ongoing", "ongoing", "ongoing"]
    finished(job)
    assert statuses() == ["planned"] * 5
    assert [chunk["rows"] for chunk in job.result["chunks"]] == [2, 2, 1]


def test_what_was_saved_before_it_was_cancelled_is_shown(client, editor):
    job = asked(client)

    class Cancelling(jobs.Progress):
        def report(self, done):
            jobs.cancel(job=self.job)
            self._reported_at = 0
            super().report(done)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jobs, "Progress", Cancelling)
        jobs.run(job.pk, RUNNERS)
    page = text(client.get(f"/jobs/{job.pk}/"))
    assert "2 rows were changed." in page
    assert "The other rows were not changed. To change them, make the same edit again." in page
    again = finished(asked(client))
    assert (statuses(), again.result["written"]) == (["planned"] * 5, 3)


# --- Refusals ---


def test_sent_twice_it_is_made_once(client, editor):
    data = preview(client, act="status", **{"status-status": "planned"}) | {"step": "apply"}
    assert client.post(BULK, data).url == client.post(BULK, data).url
    assert Job.objects.count() == 1


def test_rows_changed_since_the_preview_stop_it_before_it_begins(client, editor):
    data = preview(client, act="status", **{"status-status": "planned"})
    one = Activity.objects.earliest("id")
    update_activity(activity=one, fields={"title": "Theirs"}, seen=one.change_id, by="Jan")
    response = client.post(BULK, data | {"step": "apply"})
    assert (response.status_code, Job.objects.count()) == (409, 0)


def test_it_is_not_reverted_while_it_is_saved(client, editor):
    job = finished(asked(client))
    Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING, finished_at=None)
    with pytest.raises(Refused, match="still being saved"):
        ask_revert(batch=job.pk, reason="", language="en", by=editor)
