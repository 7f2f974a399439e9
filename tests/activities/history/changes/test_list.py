"""The list of Changes, the history of one row and the page of a revert, for staff."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.utils import timezone

from activities import rules
from activities.actions.activities import create_activity, update_activity, withdraw_activity
from activities.actions.ledger import record
from activities.actions.links.mappings import set_mapping
from activities.actions.reference.edit import save_reference
from activities.models import Activity, Change, Mapping
from activities.queries.history.changes import ChangeFilter, changes, filtered, history_of
from activities.queries.history.tracked import tracked
from tests.factories.activities import (
    ActivityFactory,
    CrosswalkFactory,
    GoalFactory,
    MappingFactory,
    OrganisationFactory,
    TermTextFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def last() -> Change:
    return Change.objects.latest("id")


# --- The list ---


def numbers(**asked) -> list[int]:
    return [entry.number for entry in changes(ChangeFilter(**asked))[0]]


def test_the_list_narrows_by_who_what_where_and_when():
    amina = UserFactory(role=rules.COORDINATOR, name="Amina", email="amina@example.org")
    here, there = OrganisationFactory(sector="ITU-D"), OrganisationFactory(sector="ITU-R")
    one, two = ActivityFactory(organisation=here), ActivityFactory(organisation=there)
    before = last().pk
    update_activity(activity=one, fields={"title": "New"}, seen=one.change_id, by=amina)
    edited = last().pk
    set_mapping(activity=two, term=GoalFactory(code="9"), seen=0, by="robot")
    linked = Mapping.objects.get().change_id
    old = Change.objects.create(at=timezone.now() - timezone.timedelta(days=9), actor="Amina", verb="x").pk
    assert [n for n in numbers(who="amina") if n > before] == [old, edited]
    assert numbers(who="amina@example.org") == [edited]
    assert numbers(verb="mapping.set") == [linked]
    assert [n for n in numbers(sector="ITU-R") if n > before] == [linked]
    assert [n for n in numbers(activity=one.pk) if n > before] == [edited]
    day = timezone.localdate()
    assert old not in numbers(since=day)
    assert numbers(until=day - timezone.timedelta(days=1)) == [old]


def test_days_of_the_list_are_those_of_the_site_s_time_zone(settings):
    settings.TIME_ZONE = "Asia/Tokyo"  # nine hours ahead
    begins = datetime(2026, 10, 1, 15, tzinfo=UTC)  # midnight of the second, there
    moment = timezone.timedelta(microseconds=1)
    times = (begins - moment, begins, begins + timezone.timedelta(days=1) - moment, begins + timezone.timedelta(days=1))
    _before, first, final, _after = [Change.objects.create(at=at, actor="t", verb="day").pk for at in times]
    day = date(2026, 10, 2)
    assert numbers(verb="day", since=day, until=day) == [final, first]
    assert len(numbers(verb="day", since=date.min, until=date.max)) == 4


def test_a_day_is_found_by_the_index():
    day = date(2026, 10, 2)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = filtered(ChangeFilter(since=day, until=day)).order_by("at").explain()
    assert "Index Scan using change_at" in plan
    assert plan.count("Index Cond") == 1


def test_the_list_goes_on_by_number():
    with record("tests", "x"):
        pass
    first = last().pk
    for _number in range(3):
        with record("tests", "y"):
            pass
    page, further = changes(ChangeFilter(), limit=2)
    rest, end = changes(ChangeFilter(), before=further, limit=2)
    assert [e.number for e in page + rest][-1] == first
    assert end == 0


def test_the_list_says_who_what_why_and_how_much(client, chair):
    fields = {"title": "Radio", "kind": "project", "status": "ongoing", "organisation_id": OrganisationFactory().pk}
    activity = create_activity(fields=fields, reason="New phase", by=chair)
    withdraw_activity(activity=activity, seen=activity.change_id, reason="<script>alert(1)</script>", by="a_job")
    page = client.get("/changes/").content.decode()
    for text in ("Ama Owusu", "Activity entered", "New phase", "Activities: 1 added", "a_job", "Activity withdrawn",
                 "Activities: 1 changed", "&lt;script&gt;alert(1)"):  # fmt: skip
        assert text in page
    assert "<script>alert" not in page


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("activity=x", "Enter a whole number."),
        ("verb=nonsense", "Select a valid choice"),
        ("since=yesterday", "Enter a valid date."),
        ("since=2026-02-02&until=2026-01-01", "“To” is earlier than “From”."),
    ],
)
def test_a_wrong_filter_is_said(client, chair, query, message):
    response = client.get(f"/changes/?{query}")
    assert (response.status_code, message in response.content.decode()) == (400, True)


@pytest.mark.parametrize("items", [1, 3])
def test_list_query_count(client, chair, items, django_assert_num_queries):
    for _number in range(items):
        MappingFactory()
        Mapping.objects.all().delete()
    client.get("/changes/")
    with django_assert_num_queries(4):
        client.get("/changes/?sector=ITU-D")


# --- The history of one row ---


def test_history_of_an_activity_a_term_and_a_crosswalk(client, chair):
    activity, term = ActivityFactory(title="Radio"), GoalFactory(code="9")
    set_mapping(activity=activity, term=term, strength=3, seen=0, by=chair)
    text = TermTextFactory(term=term, language="fr", title="Ancien", change=term.change)
    text.title = "Nouveau"
    save_reference(rows=[text], verb="termtext.edit", reason="Proofread", seen=last().pk, by=chair)
    link = CrosswalkFactory(to_term=term)
    steps = history_of(tracked()["activity"], activity.pk)[0]
    assert [(entry.what, [(row.kind, row.act) for row in found]) for entry, found in steps] == [
        ("Link edited", [("mapping", "added")]),
        ("Facts updated", [("activity", "added")]),
    ]
    steps = history_of(tracked()["term"], term.pk)[0]
    assert [[(row.kind, row.act) for row in found] for _entry, found in steps][:2] == [
        [("crosswalk", "added")],
        [("termtext", "changed")],
    ]
    for kind, row in (
        ("activity", activity),
        ("term", term),
        ("crosswalk", link),
        ("organisation", activity.organisation),
    ):
        assert client.get(f"/history/{kind}/{row.pk}/").status_code == 200
    assert "Proofread" in client.get(f"/history/term/{term.pk}/").content.decode()


def test_the_history_of_a_link_is_headed_by_its_two_ends(client, chair):
    link = MappingFactory(activity=ActivityFactory(title="Radio"), term=GoalFactory(code="9"))
    client.force_login(chair)
    assert "<h1>History: <bdi>Radio · 9</bdi></h1>" in client.get(f"/history/mapping/{link.pk}/").content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "/history/user/1/",
        "/history/nonsense/1/",
        "/history/term/9999999/",
        f"/history/term/{10**30}/",
        f"/changes/{10**30}/",
        "/changes/0/",
    ],
)
def test_what_has_no_history_is_404(client, chair, path):
    assert client.get(path).status_code == 404


# --- The page of a revert ---


def test_one_click_reverts_and_the_change_says_so(client, chair):
    activity = ActivityFactory(title="Before")
    update_activity(activity=activity, fields={"title": "After"}, seen=activity.change_id, by=chair)
    change = last()
    assert "Revert this change" in client.get(f"/changes/{change.pk}/").content.decode()
    response = client.post(f"/changes/{change.pk}/revert/")
    assert (response.status_code, response["Location"]) == (302, f"/changes/{last().pk}/")
    assert Activity.objects.get().title == "Before"
    page = client.get(f"/changes/{change.pk}/").content.decode()
    assert f"Reverted by change {last().pk}" in page
    assert "Revert this change" not in page
    assert client.post(f"/changes/{change.pk}/revert/").status_code == 409


def test_the_page_shows_both_values_and_asks(client, chair):
    one, two = ActivityFactory(title="One", status="ongoing"), ActivityFactory(title="Two", status="ongoing")
    with record(chair, "activities.bulk") as change:
        Activity.objects.update(status="completed", change=change)
    update_activity(activity=one, fields={"status": "suspended"}, seen=change.pk, by="another")
    newest = last()
    response = client.post(f"/changes/{change.pk}/revert/", {"reason": "Kept words"})
    page = response.content.decode()
    assert (response.status_code, last()) == (409, newest)
    for text in (
        "Nothing was saved",
        "1 row cannot be reverted",
        "Completed",
        "Suspended",
        "Kept words",
        "Revert the others",
    ):
        assert text in page
    assert client.post(f"/changes/{change.pk}/revert/", {"reason": "Kept words", "others": "on"}).status_code == 302
    assert [Activity.objects.get(pk=a.pk).status for a in (one, two)] == ["suspended", "ongoing"]
    assert (last().reverts, last().reason, last().by) == (change, "Kept words", chair)


def test_a_focal_point_may_not_revert_others_changes(client):
    client.force_login(UserFactory(role=rules.FOCAL_POINT, sectors=["ITU-D"]))
    theirs = ActivityFactory(organisation=OrganisationFactory(sector="ITU-R"), title="Before")
    update_activity(activity=theirs, fields={"title": "After"}, seen=theirs.change_id, by="another")
    path = f"/changes/{last().pk}/"
    assert "Revert this change" not in client.get(path).content.decode()
    assert client.get(f"{path}revert/").status_code == 403
    assert client.post(f"{path}revert/").status_code == 403
    assert Activity.objects.get().title == "After"


def test_a_focal_point_reverts_a_change_of_own_activities(client):
    client.force_login(UserFactory(role=rules.FOCAL_POINT, sectors=["ITU-D"]))
    mine = ActivityFactory(organisation=OrganisationFactory(sector="ITU-D"), title="Before")
    update_activity(activity=mine, fields={"title": "After"}, seen=mine.change_id, by="another")
    path = f"/changes/{last().pk}/"
    assert "Revert this change" in client.get(path).content.decode()
    assert client.post(f"{path}revert/").status_code == 302
    assert Activity.objects.get().title == "Before"


def test_an_activity_that_goes_to_another_sector_after_the_page_asked_is_not_reverted(client, monkeypatch):
    client.force_login(UserFactory(role=rules.FOCAL_POINT, sectors=["ITU-D"]))
    mine = ActivityFactory(organisation=OrganisationFactory(sector="ITU-D"))
    link = set_mapping(activity=mine, term=GoalFactory(code="9"), seen=0, by="another")

    def moved_since(user, entry):
        Activity.objects.filter(pk=mine.pk).update(organisation=OrganisationFactory(sector="ITU-R"))
        return True

    monkeypatch.setattr("activities.pages.history.changes.may_revert", moved_since)
    assert client.post(f"/changes/{link.change_id}/revert/").status_code == 403
    link.refresh_from_db()
    assert (link.withdrawn, Change.objects.filter(reverts=link.change_id).exists()) == (False, False)


def test_stakeholders_see_no_changes(client):
    with record("tests", "x") as change:
        ActivityFactory(change=change)
    client.force_login(UserFactory())
    for path in ("/changes/", f"/changes/{change.pk}/", f"/changes/{change.pk}/revert/", "/history/activity/1/"):
        assert client.get(path).status_code == 403
