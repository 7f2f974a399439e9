"""The history names who wrote: every staff form, Job and command writes in a Change with an actor, and with the person
if there is one. A new route that accepts POST needs a line here."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import models

from activities import rules
from activities.actions import jobs
from activities.actions.reference.load import REFERENCE
from activities.models import Change, Job
from activities.queries.history.tracked import tracked
from activities.tasks import RUNNERS
from tests.activities.editing.sheets.books import content, downloaded, put
from tests.activities.editing.staff_forms import WRITES, Desk
from tests.factories.activities import GoalFactory, UserFactory
from tests.routes import NO, STAFF

#: Forms that write what is no fact of the map: nothing of theirs is published, counted or kept by version.
NO_FACTS = {
    "next-step-new",  # working matter of staff
    "next-step-edit",
    "change-batch",  # creates a Job, which reverts the Changes of an import or a large edit
    "freshness-remind",
    "job-cancel",
    "mail-again",
    "note-list",
    "note-restore",
    "note-withdraw",
    "round-close",  # rounds are working matter; what is said of an activity is written by its own actions
    "round-edit",
    "round-new",
    "round-open",
    "round-remind",
    "round-reopen",
    "roadmap-report-withdraw",  # reports that wait are not published
    "review-membership",  # memberships are not published
    "review-assign",
    "review-held",  # each decision writes like review-submission
    "review-reason",  # nothing of a reason is published
    "review-reason-new",
    "review-reason-withdraw",
    "review-take",
    "saved-filter-list",
    "saved-filter-rename",
    "saved-filter-remove",
    "sheet-list",  # creates a Job, which only checks
    *(name for name in STAFF if name.startswith("task-force-")),  # the Task Force's working matter is not published
    "guidance-follow-up",  # nor is who follows guidance up
    "suggestion-leave",  # a model is derived data
    "suggestion-train",  # creates a Job; a model is derived data
    "suggestion-try",  # writes nothing
    "suggestion-use",  # a model is derived data
}


def written_since(marks: dict[str, int]) -> list[models.Model]:
    """All versions written after the marks."""
    return [
        event
        for name, table in tracked().items()
        for event in table.event.objects.filter(pgh_id__gt=marks[name]).select_related("change")
    ]


def marks() -> dict[str, int]:
    return {
        name: table.event.objects.aggregate(last=models.Max("pgh_id"))["last"] or 0 for name, table in tracked().items()
    }


def test_every_form_of_staff_is_walked_here():
    takes_posts = {name for name, (_path, _gets, posts) in STAFF.items() if posts != NO}
    assert takes_posts - NO_FACTS == set(WRITES)


@pytest.mark.django_db
@pytest.mark.parametrize("name", [name for name, form in WRITES.items() if form])
def test_a_form_writes_under_the_name_of_who_sent_it(client, name):
    desk = Desk(client)
    path, data = WRITES[name](desk)
    before, last = marks(), Change.objects.latest("id").pk
    response = client.post(path, data)
    assert response.status_code in (200, 302), response.content.decode()[:2000]
    events = written_since(before)
    assert events
    assert {(event.change.by, event.change.actor) for event in events} == {(desk.user, "Ama Owusu")}
    assert {event.change_id for event in events} == {Change.objects.latest("id").pk}
    assert Change.objects.filter(id__gt=last).count() == 1


@pytest.mark.django_db
def test_a_job_writes_under_the_name_of_who_asked_for_it(client):
    desk = Desk(client)
    book = downloaded(client)
    put(book, "Activities", 3, Title="Renamed in a sheet")
    client.post("/sheets/", {"file": SimpleUploadedFile("mine.xlsx", content(book))})
    check = Job.objects.get()
    jobs.run(check.pk, RUNNERS)
    before = marks()
    client.post(f"/sheets/{check.pk}/apply/")
    jobs.run(Job.objects.exclude(pk=check.pk).get().pk, RUNNERS)
    events = written_since(before)
    assert events
    assert {(event.change.by, event.change.actor) for event in events} == {(desk.user, "Ama Owusu")}


@pytest.mark.django_db
def test_the_admin_writes_under_the_name_of_who_is_signed_in(client):
    user = UserFactory(role=rules.ADMINISTRATOR, name="Boris")
    client.force_login(user)
    term = GoalFactory(code="9")
    page = client.get(f"/admin/activities/term/{term.pk}/change/")
    form = page.context["adminform"].form
    data = {name: form[name].value() or "" for name in form.fields} | {"title": "Renamed"}
    data |= {f"texts-{name}": 0 for name in ("TOTAL_FORMS", "INITIAL_FORMS")}
    before = marks()
    response = client.post(f"/admin/activities/term/{term.pk}/change/", data)
    assert response.status_code == 302, response.content.decode()[:3000]
    assert {(e.change.by, e.change.actor, e.change.verb) for e in written_since(before)} == {
        (user, "Boris", "term.edit")
    }


@pytest.mark.django_db
def test_commands_write_under_their_own_names(tmp_path):
    call_command("load_reference", stdout=io.StringIO())
    events = written_since(dict.fromkeys(tracked(), 0))
    assert {(event.change.by, event.change.actor) for event in events} == {(None, "load_reference")}
    with open(REFERENCE / "activities_itu.csv", encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source))
    path, before = tmp_path / "more.csv", marks()
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerow(rows[0] | {"slug": "one-activity-more", "title": "One activity more"})
    call_command("import_activities", str(path), stdout=io.StringIO())
    events = written_since(before)
    assert events
    assert {(event.change.by, event.change.actor) for event in events} == {(None, "import_activities")}
