"""One import is one entry in the history and one revert, which leaves alone what others have edited since."""

import re

import pytest

from activities import rules
from activities.actions import jobs, pace
from activities.actions.history.batches import ask_revert
from activities.actions.ledger import Refused, record
from activities.models import Activity, Change, Job, Mapping
from activities.tasks import RUNNERS
from tests.activities.editing.sheets.asking import applied, edit, sent, written
from tests.activities.editing.sheets.books import append, downloaded, put
from tests.factories.activities import ActivityFactory, GoalFactory, OrganisationFactory, UserFactory
from tests.reading import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper(client):
    user = UserFactory(role=rules.FOCAL_POINT, sectors=["ITU-D"], name="Amina Diallo")
    client.force_login(user)
    return user


@pytest.fixture
def imported(client, keeper, monkeypatch):
    """The check of a file that edited five activities and added a link, in four Changes."""
    monkeypatch.setattr(pace, "CHUNK", 2)
    GoalFactory(code="9")
    for number in range(5):
        written(ActivityFactory, title=f"Activity {number}")
    book = downloaded(client)
    for row in range(3, 8):
        put(book, "Activities", row, Title=f"Row {row}")
    first = Activity.objects.earliest("id")
    append(book, "Mappings", Activity=first.pk, Framework="sdg", Code="9", Strength="contributes")
    check = sent(client, book)
    applied(client, check)
    return check


def titles():
    return list(Activity.objects.order_by("id").values_list("title", flat=True))


def reverted(client, batch):
    response = client.post(f"/changes/batches/{batch}/", {"reason": ""})
    assert response.status_code == 302, text(response)
    job = Job.objects.get(pk=response.url.split("/")[2])
    jobs.run(job.pk, RUNNERS)
    job.refresh_from_db()
    assert (job.state, job.error) == (Job.State.DONE, "")
    return job


def test_an_import_is_one_entry_in_the_history(client, imported):
    changes = Change.objects.filter(verb="sheet.apply")
    assert set(changes.values_list("batch", flat=True)) == {imported.pk}
    number = changes.count()
    assert number == 4
    page = client.get("/changes/?verb=sheet.apply")
    assert page.content.decode().count('<th scope="row"') == 1
    assert f"({number} changes together)" in text(page)
    assert f"/changes/batches/{imported.pk}/" in page.content.decode()
    # a filter by activity shows the Change that wrote it
    last = Activity.objects.latest("id")
    assert client.get(f"/changes/?activity={last.pk}&verb=sheet.apply").content.decode().count('<th scope="row"') == 1
    assert "saved together with others" in text(client.get(f"/changes/{changes.earliest('id').pk}/"))


def test_a_revert_restores_everything_in_chunks_and_can_itself_be_reverted(client, imported):
    job = reverted(client, imported.pk)
    assert titles() == [f"Activity {number}" for number in range(5)]
    assert list(Mapping.objects.values_list("withdrawn", flat=True)) == [True]
    reverts = Change.objects.filter(batch=job.pk)
    assert sorted(reverts.values_list("reverts", flat=True)) == sorted(
        Change.objects.filter(batch=imported.pk).values_list("pk", flat=True)
    )
    assert (job.result["back"], job.result["withdrawn"], job.result["left"]) == (5, 1, [])
    assert "All of these changes have been reverted" in text(client.get(f"/changes/batches/{imported.pk}/"))
    assert "5 rows have their earlier values again." in text(client.get(f"/jobs/{job.pk}/"))
    assert client.post(f"/changes/batches/{imported.pk}/").status_code == 409
    reverted(client, job.pk)
    assert titles() == [f"Row {row}" for row in (7, 6, 5, 4, 3)]


def test_rows_edited_since_are_listed_and_left_alone(client, imported):
    theirs = Activity.objects.get(title="Row 5")
    edit(theirs, title="Theirs")
    moved = Activity.objects.get(title="Row 3")
    with record("Jan", "activity.update") as change:
        Activity.objects.filter(pk=moved.pk).update(
            organisation=OrganisationFactory(sector="ITU-R"), title="Moved", change=change
        )
    job = reverted(client, imported.pk)
    assert titles() == ["Activity 0", "Activity 1", "Theirs", "Activity 3", "Moved"]
    assert job.result["left_count"] == 2
    assert [(row["name"], row["why"]) for row in job.result["left"]] == [
        ("Moved", "Someone has changed it since."),
        ("Theirs", "Someone has changed it since."),
    ] or {row["pk"] for row in job.result["left"]} == {theirs.pk, moved.pk}
    assert "2 rows were left as they are" in text(client.get(f"/jobs/{job.pk}/"))


def test_a_row_of_another_sector_is_left_alone(client, keeper, imported):
    foreign = OrganisationFactory(sector="ITU-R")
    number = Change.objects.filter(batch=imported.pk).earliest("id").pk
    row = Activity.objects.filter(change=number).earliest("id")
    # moved without touching its versions, as when the organisation itself changes its Sector
    Activity.objects.filter(pk=row.pk).update(organisation=foreign)
    job = reverted(client, imported.pk)
    assert row.pk in {left["pk"] for left in job.result["left"]}
    row.refresh_from_db()
    assert row.title.startswith("Row")


def test_a_part_reverted_by_itself_is_passed_over(client, imported):
    number = Change.objects.filter(batch=imported.pk).earliest("id").pk
    client.post(f"/changes/{number}/revert/")
    job = reverted(client, imported.pk)
    assert job.result["parts"][str(number)] is None
    assert titles() == [f"Activity {number}" for number in range(5)]


def test_a_worker_that_dies_goes_on_after_the_last_part(client, imported, monkeypatch):
    response = client.post(f"/changes/batches/{imported.pk}/", {"reason": "Wrong file"})
    job = Job.objects.get(pk=response.url.split("/")[2])
    calls = []

    def dying(*args):
        calls.append(args)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(*args)

    from activities.actions.history import batches

    real = batches.revert_part
    monkeypatch.setattr(batches, "revert_part", dying)
    with pytest.raises(KeyboardInterrupt):
        jobs.run(job.pk, RUNNERS)
    monkeypatch.undo()
    assert Change.objects.filter(batch=job.pk).count() == 1
    jobs.run(job.pk, RUNNERS)
    job.refresh_from_db()
    assert (job.state, Change.objects.filter(batch=job.pk).count()) == (Job.State.DONE, 4)
    assert set(Change.objects.filter(batch=job.pk).values_list("reason", flat=True)) == {"Wrong file"}
    assert job.result["back"] == 5


def test_the_reason_of_the_import_is_not_that_of_its_revert(client, imported):
    Change.objects.filter(batch=imported.pk).update(reason="Yearly review")
    page = client.get(f"/changes/batches/{imported.pk}/").content.decode()
    assert "<dt>Reason</dt>" in page
    assert re.findall(r"<label[^>]*>([^<]*)</label>", page.partition("<main")[2]) == ["Reason for the revert"]


# --- Refusals ---


def test_only_coordinators_and_its_maker_revert_an_import(client, imported):
    client.force_login(UserFactory(role=rules.FOCAL_POINT, sectors=["ITU-D"]))
    page = client.get(f"/changes/batches/{imported.pk}/")
    assert (page.status_code, "Revert these changes" in text(page)) == (200, False)
    refused = client.post(f"/changes/batches/{imported.pk}/")
    assert refused.status_code == 403
    assert "Only coordinators and the person who made these changes can revert them." in text(refused)
    client.force_login(UserFactory(role=rules.COORDINATOR))
    assert "Revert these changes" in text(client.get(f"/changes/batches/{imported.pk}/"))


def test_an_import_that_is_still_being_saved_is_not_reverted(client, keeper, imported):
    Job.objects.filter(kind=Job.Kind.SHEET_APPLY).update(state=Job.State.RUNNING, finished_at=None)
    with pytest.raises(Refused, match="still being saved"):
        ask_revert(batch=imported.pk, reason="", language="en", by=keeper)


def test_an_unknown_import_is_not_found(client, keeper):
    assert client.get("/changes/batches/00000000-0000-0000-0000-000000000000/").status_code == 404
