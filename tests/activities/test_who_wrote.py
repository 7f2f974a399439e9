"""Whoever writes stands in the history: every form of staff, every job and every command writes under a Change with an
actor, and with the person where a person acted. A new route that takes POSTs needs a line here."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import models
from django.urls import reverse

from activities import rules
from activities.actions import jobs
from activities.actions.activities import update_activity
from activities.actions.mappings import withdraw_mapping
from activities.actions.reference import REFERENCE
from activities.models import Change, Job, LexiconEntry, Mapping
from activities.queries.bulk import chosen, fingerprint
from activities.queries.tracked import tracked
from activities.tasks import RUNNERS
from tests.activities.sheets.books import content, downloaded, put
from tests.factories.activities import ActivityFactory, GoalFactory, MappingFactory, OrganisationFactory, UserFactory
from tests.routes import NO, STAFF

#: Forms that write what is no fact of the map: nothing of theirs is published, counted or kept by version.
NO_FACTS = {
    "job-cancel",
    "note-list",
    "note-withdraw",
    "saved-filter-list",
    "saved-filter-rename",
    "saved-filter-remove",
    "sheet-list",  # asks for a Job, which only checks
    "suggestion-train",  # asks for a Job, whose model is derived
    "suggestion-try",  # writes nothing
}


class Desk:
    """What the forms are about: an activity of ITU-D with a link, a second one, and a coordinator who is signed in."""

    def __init__(self, client):
        self.client = client
        self.user = UserFactory(role=rules.COORDINATOR, name="Ama Owusu")
        client.force_login(self.user)
        self.body = OrganisationFactory(sector="ITU-D")
        self.activity, self.other = ActivityFactory(organisation=self.body), ActivityFactory(organisation=self.body)
        self.link = MappingFactory(activity=self.activity, term=GoalFactory(code="9"), verified=False, strength=1)
        self.free = GoalFactory(code="4")

    @property
    def seen(self) -> int:
        return type(self.activity).objects.get(pk=self.activity.pk).change_id

    @property
    def link_seen(self) -> int:
        return Mapping.objects.get(pk=self.link.pk).change_id

    def on_activity(self, act):
        return reverse(f"activity-{act}", args=[self.activity.pk])

    def on_link(self, name, term=None):
        return reverse(name, args=[self.activity.pk, (term or self.link.term).pk])

    def described(self, **more):
        return {"organisation": self.body.pk, "title": "Smart villages", "kind": "project", "status": "ongoing"} | more

    def withdrawn_link(self):
        withdraw_mapping(activity=self.activity, term=self.link.term, seen=self.link_seen, by="tests")

    def edited(self, by="tests") -> int:
        update_activity(activity=self.activity, fields={"title": "Edited"}, seen=self.seen, by=by)
        return Change.objects.latest("id").pk


def bulk(desk):
    activities = type(desk.activity).objects.all()
    data = {"step": "apply", "act": "status", "status-status": "planned", "scope": "all"}
    last = Change.objects.latest("id").pk
    return "/activities/bulk/", data | {"seen": last, "selection": fingerprint(chosen(activities, 10))}


def restored(desk):
    desk.client.post(desk.on_activity("withdraw"), {"seen": desk.seen, "reason": "Ended"})
    return desk.on_activity("restore"), {"seen": desk.seen}


def undone(desk):
    path = f"/workspace/stale/{desk.activity.pk}/"
    desk.client.post(f"{path}confirm/", {"seen": desk.seen})
    return f"{path}undo/", {"change": desk.seen}


def link_restored(desk):
    desk.withdrawn_link()
    return desk.on_link("mapping-restore"), {"seen": desk.link_seen}


def rejected(desk):
    answer = {"score": "0.8", "version": "1"}
    desk.client.post(desk.on_link("activity-suggestion-reject", desk.free), answer)
    return desk.on_link("activity-suggestion-reopen", desk.free), {}


WORDS = {"phrase": "radar", "synonyms": "", "terms": "9", "note": "", "reason": "", "seen": "0"}


def entry(desk) -> LexiconEntry:
    desk.client.post("/suggestions/lexicon/new/", WORDS)
    return LexiconEntry.objects.get()


def entry_edited(desk):
    row = entry(desk)
    return f"/suggestions/lexicon/{row.pk}/", WORDS | {"note": "Ships, too", "seen": row.change_id}


def entry_withdrawn(desk):
    row = entry(desk)
    return f"/suggestions/lexicon/{row.pk}/withdraw/", {"seen": row.change_id}


def entry_restored(desk):
    path, data = entry_withdrawn(desk)
    desk.client.post(path, data)
    row = LexiconEntry.objects.get()
    return f"/suggestions/lexicon/{row.pk}/restore/", {"seen": row.change_id}


#: Route → the address and what is typed there.
WRITES = {
    "activity-new": lambda d: ("/activities/new/", d.described()),
    "activity-edit": lambda d: (d.on_activity("edit"), d.described(seen=d.seen)),
    "activity-confirm": lambda d: (d.on_activity("confirm"), {"seen": d.seen}),
    "activity-withdraw": lambda d: (d.on_activity("withdraw"), {"seen": d.seen, "reason": "Ended"}),
    "activity-restore": restored,
    "activity-merge": lambda d: (
        d.on_activity("merge"),
        {"with": d.other.pk, "keep": "this", "seen": d.seen, "seen_other": d.other.change_id, "reason": "Same"},
    ),
    "mapping": lambda d: (d.on_link("mapping", d.free), {"strength": 2, "seen": 0, "verified": "on"}),
    "mapping-confirm": lambda d: (d.on_link("mapping-confirm"), {"seen": d.link_seen}),
    "mapping-withdraw": lambda d: (d.on_link("mapping-withdraw"), {"seen": d.link_seen}),
    "mapping-restore": link_restored,
    "matrix-edit-cell": lambda d: (d.on_link("matrix-edit-cell", d.free), {"strength": 3, "seen": 0}),
    "workspace-confirm": lambda d: (f"/workspace/stale/{d.activity.pk}/confirm/", {"seen": d.seen}),
    "workspace-undo": undone,
    "activity-suggestion-accept": lambda d: (
        d.on_link("activity-suggestion-accept", d.free),
        {"score": "0.8", "version": "1", "strength": 3, "rationale": "They heal", "seen": 0},
    ),
    "activity-suggestion-reject": lambda d: (
        d.on_link("activity-suggestion-reject", d.free),
        {"score": "0.8", "version": "1"},
    ),
    "activity-suggestion-reopen": rejected,
    "lexicon-new": lambda d: ("/suggestions/lexicon/new/", WORDS),
    "lexicon-edit": entry_edited,
    "lexicon-withdraw": entry_withdrawn,
    "lexicon-restore": entry_restored,
    "bulk-edit": bulk,
    "change-revert": lambda d: (f"/changes/{d.edited()}/revert/", {}),
    "sheet-apply": None,  # a Job does it, see below
}


def written_since(marks: dict[str, int]) -> list[models.Model]:
    """All versions of facts written after the marks."""
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
