"""The ledger as staff read it: the list, one Change row by row, the history of one thing, the page of a revert."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.utils import timezone

from activities import rules
from activities.actions.activities import create_activity, update_activity, withdraw_activity
from activities.actions.frameworks import save_reference
from activities.actions.ledger import record
from activities.actions.mappings import set_mapping
from activities.models import Activity, Change, Crosswalk, Mapping, Term
from activities.queries.changes import Asked, changes, history_of, narrowed, rows
from activities.queries.changes import change as entry_of
from activities.queries.differences import Part, text_parts
from activities.queries.tracked import tracked
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


@pytest.fixture
def chair(client):
    user = UserFactory(role=rules.COORDINATOR, name="Ama Owusu")
    client.force_login(user)
    return user


def last() -> Change:
    return Change.objects.latest("id")


def told(number: int) -> list[tuple]:
    """(table, name, act, {label: difference with [-went-] and {+came+}}) of each row."""
    found, _further = rows(entry_of(number))
    return [
        (row.kind, " · ".join(p.text for p in row.name), row.act, {d.label: marked(d.parts) for d in row.differences})
        for row in found
    ]


def marked(parts) -> str:
    shapes = {"del": "[-{}-]", "ins": "{{+{}+}}", "to": " → ", "": "{}"}
    return "".join(shapes[part.kind].format(part.text) for part in parts)


# --- Differences ---


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("", "New words", "{+New words+}"),
        ("Old words", "", "[-Old words-]"),
        ("Trains ten teachers here.", "Trains twelve teachers here.", "Trains [-ten-]{+twelve+} teachers here."),
        ("It trains ten good teachers", "It trains two old teachers", "It trains [-ten good-]{+two old+} teachers"),
        ("One two three four", "One two three four five", "One two three four{+ five+}"),
        ("Entirely different words", "Nothing in common", "[-Entirely different words-] → {+Nothing in common+}"),
        ("信息通信技术促进发展", "信息通信技术推动发展", "信息通信技术[-促进-]{+推动+}发展"),
        ("<b>bold</b> text that stays", "<i>bold</i> text that stays", "<[-b-]{+i+}>bold</[-b-]{+i+}> text that stays"),
    ],
)  # fmt: skip
def test_texts_are_compared_word_by_word(old, new, shown):
    assert marked(text_parts(old, new)) == shown


def test_long_texts_show_what_stands_around_a_change():
    words = " ".join(f"word{n}" for n in range(200))
    parts = text_parts(f"{words} old {words}", f"{words} new {words}")
    assert [part.kind for part in parts] == ["", "del", "ins", ""]
    assert parts[0].text.startswith("… ")
    assert parts[-1].text.endswith(" …")
    assert sum(len(part.text) for part in parts) < 300


def test_a_megabyte_of_text_is_not_compared_word_by_word():
    old, new = "a b " * 250_000, "a c " * 250_000
    assert text_parts(old, new) == (Part(old, "del"), Part("", "to"), Part(new, "ins"))


# --- One Change ---


def test_an_edit_shows_each_value_before_and_after():
    body, other = OrganisationFactory(name="Old body"), OrganisationFactory(name="New body")
    activity = ActivityFactory(
        title="School net", organisation=body, regions=["africa", "cis"], description="It trains ten people."
    )
    fields = {"title": "School network", "organisation_id": other.pk, "status": "completed", "start_year": 2020,
              "regions": ["africa", "europe"], "description": "It trains twelve people."}  # fmt: skip
    update_activity(activity=activity, fields=fields, seen=activity.change_id, by="tests")
    assert told(last().pk) == [
        (
            "activity",
            "School network",
            "changed",
            {
                "Title": "[-School net-] → {+School network+}",
                "Description": "It trains [-ten-]{+twelve+} people.",
                "Status": "[-Ongoing-] → {+Completed+}",
                "Organisation": "[-Old body-] → {+New body+}",
                "Start year": "{+2020+}",
                "Regions": "Africa, [-CIS-], {+Europe+}",
                "Confirmed on": "{+" + timezone.localdate().strftime("%-d %B %Y") + "+}",
            },
        )
    ]


def test_new_withdrawn_restored_and_followed_rows():
    mapping = MappingFactory(activity__title="Radio", term=GoalFactory(code="9"), strength=1)
    with record("tests", "x") as change:
        Activity.objects.update(withdrawn=True, change=change)
        MappingFactory(
            activity=mapping.activity, term=GoalFactory(code="4"), strength=3, rationale="Why", change=change
        )
    assert told(change.pk) == [
        ("activity", "Radio", "withdrawn", {}),
        ("mapping", "Radio · 9", "followed", {}),
        (
            "mapping",
            "Radio · 4",
            "added",
            {
                "Strength": "{+main purpose+}",
                "Rationale": "{+Why+}",
                "Origin": "{+entered by staff+}",
                "Verified": "{+yes+}",
            },
        ),
    ]
    with record("tests", "x") as change:
        Activity.objects.update(withdrawn=False, change=change)
    assert [row[2] for row in told(change.pk)] == ["restored", "followed", "followed"]


def test_terms_texts_and_crosswalks_are_told_by_code():
    term, user = GoalFactory(code="9"), UserFactory(role=rules.COORDINATOR)
    text, link = TermTextFactory(term=term, language="fr", title="Ancien"), CrosswalkFactory(rationale="One reason")
    with record(user, "term.edit") as change:
        Term.objects.filter(pk=term.pk).update(title="Industry and innovation", change=change)
        type(text).objects.update(title="Nouveau", change=change)
        Crosswalk.objects.update(rationale="Another reason", verified=False, change=change)
    assert told(change.pk) == [
        ("term", "9 · Industry and innovation", "changed", {"Title": "[-Title of 9-] → {+Industry and innovation+}"}),
        ("termtext", "9 · fr", "changed", {"Short name": "[-Ancien-] → {+Nouveau+}"}),
        (
            "crosswalk",
            "wsis-sdg-matrix · C2 · 9.c",
            "changed",
            {"Rationale": "[-One-]{+Another+} reason", "Verified": "[-yes-] → {+no+}"},
        ),
    ]
    assert link.pk


def test_a_raw_deletion_is_told():
    mapping = MappingFactory(activity__title="Radio", term=GoalFactory(code="9"))
    with record("tests", "x") as change:
        Mapping.objects.update(strength=3, change=change)
    mapping.delete()
    assert [(kind, act) for kind, _name, act, _differences in told(change.pk)] == [("mapping", "deleted")]


def test_a_large_change_is_paged_over_its_tables():
    with record("load", "reference.load") as change:
        organisation = OrganisationFactory(change=change)
        ActivityFactory.create_batch(3, organisation=organisation, change=change)
    entry, found, after = entry_of(change.pk), [], ""
    while True:
        page, after = rows(entry, after=after, limit=2)
        found.append([row.kind for row in page])
        if not after:
            break
    assert found == [["organisation", "activity"], ["activity", "activity"]]
    assert [(wrote.label, wrote.added, wrote.altered) for wrote in entry.wrote] == [
        ("Organisations", 1, 0),
        ("Activities", 3, 0),
    ]


@pytest.mark.parametrize("items", [1, 3])
def test_change_page_query_count(client, chair, items, django_assert_num_queries):
    with record(chair, "x") as change:
        for activity in ActivityFactory.create_batch(items, change=change):
            MappingFactory(activity=activity, term=GoalFactory(code="9"), change=change)
    client.get(f"/changes/{change.pk}/")  # counts its rows
    with django_assert_num_queries(12):
        client.get(f"/changes/{change.pk}/")


# --- The list ---


def numbers(**asked) -> list[int]:
    return [entry.number for entry in changes(Asked(**asked))[0]]


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
    plan = narrowed(Asked(since=day, until=day)).order_by("at").explain()
    assert "Index Scan using change_at" in plan
    assert plan.count("Index Cond") == 1


def test_the_list_goes_on_by_number():
    with record("tests", "x"):
        pass
    first = last().pk
    for _number in range(3):
        with record("tests", "y"):
            pass
    page, further = changes(Asked(), limit=2)
    rest, end = changes(Asked(), before=further, limit=2)
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


# --- The history of one thing ---


def test_history_of_an_activity_a_term_and_a_crosswalk(client, chair):
    activity, term = ActivityFactory(title="Radio"), GoalFactory(code="9")
    set_mapping(activity=activity, term=term, strength=3, seen=0, by=chair)
    text = TermTextFactory(term=term, language="fr", title="Ancien", change=term.change)
    text.title = "Nouveau"
    save_reference(rows=[text], verb="termtext.edit", reason="Proofread", seen=last().pk, by=chair)
    link = CrosswalkFactory(to_term=term)
    steps = history_of(tracked()["activity"], activity.pk)[0]
    assert [(entry.what, [(row.kind, row.act) for row in found]) for entry, found in steps] == [
        ("Mapping edited", [("mapping", "added")]),
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
    assert f"Change {last().pk} has taken it back" in page
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
        "Nothing was written",
        "1 row cannot go back",
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

    monkeypatch.setattr("activities.pages.changes.may_revert", moved_since)
    assert client.post(f"/changes/{link.change_id}/revert/").status_code == 403
    link.refresh_from_db()
    assert (link.withdrawn, Change.objects.filter(reverts=link.change_id).exists()) == (False, False)


def test_stakeholders_see_no_changes(client):
    with record("tests", "x") as change:
        ActivityFactory(change=change)
    client.force_login(UserFactory())
    for path in ("/changes/", f"/changes/{change.pk}/", f"/changes/{change.pk}/revert/", "/history/activity/1/"):
        assert client.get(path).status_code == 403
