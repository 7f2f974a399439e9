"""`?as_of=`: every page as it stood at a Change, from one place that no page, query or cache can get round."""

import random
import re
import threading
from contextlib import closing
from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import InternalError, connection, connections
from django.utils import timezone

from activities import rules
from activities.actions import jobs
from activities.actions import past as actions
from activities.actions.ledger import record
from activities.actions.notes import write_note
from activities.models import Activity, Change, Crosswalk, Job, Mapping, Organisation, PastMoment, Term
from activities.queries.compare import compare
from activities.queries.moment import Moment, NoSuchMoment, NothingYet, cache_mark, find, shown
from activities.queries.vocabulary import vocabulary
from activities.summaries import past, rebuild
from activities.tasks import RUNNERS
from sdgmap.past_links import Links
from tests.factories.activities import (
    ActionLineFactory,
    ActivityFactory,
    FrameworkFactory,
    GoalFactory,
    MappingFactory,
    OrganisationFactory,
    TargetFactory,
    UserFactory,
)
from tests.factories.small_map import small_map
from tests.reading import text


@pytest.fixture
def moments(transactional_db):
    """Moments are schemas, which a flush of the tables leaves standing."""
    yield
    for number in past.built():
        past.drop(number)


def last() -> int:
    return Change.objects.latest("id").id


# What was shown then is what is shown of then

READ = (
    "/api/v1/activities/?limit=200",
    "/api/v1/mappings/?limit=200",
    "/api/v1/summaries/terms/?limit=200",
    "/api/v1/matrix/",
    "/api/v1/organisations/",
    "/api/v1/activities/?q=school",
)
SEEN = ("/goals/9/", "/activities/", "/activities/?goal=9", "/matrix/", "/organisations/", "/about/")


def snapshot(client, as_of: int | None = None) -> dict:
    """Whatever a reader finds: answers of the API, words of pages, the file of all activities."""

    def answer(path):
        sign = "&" if "?" in path else "?"
        response = client.get(f"{path}{sign}as_of={as_of}" if as_of else path)
        assert response.status_code == 200, (path, as_of)
        return response

    found = {path: answer(path).json() for path in READ}
    found |= {path: text(answer(path)) for path in SEEN}
    return found | {"csv": b"".join(answer("/activities.csv"))}


def live() -> dict:
    """What a comparison is made of: {link: strength}, {activity: Sector}, {Goal: activities}."""
    return {
        "links": {(m.activity_id, m.term_id): m.strength for m in Mapping.objects.live()},
        "activities": dict(Activity.objects.live().values_list("id", "organisation__sector")),
        "goals": dict(
            Term.objects.goals().order_by("id").values_list("code", "summary__activities"),
        ),
    }


class Writer:
    """One act after the other, each a Change, by every way there is to write."""

    def __init__(self, seed: int):
        self.choose = random.Random(seed)
        FrameworkFactory(slug="wsis", position=1)
        self.terms = [GoalFactory(code="9"), TargetFactory(code="9.c"), ActionLineFactory(code="C2"), GoalFactory()]
        self.owners = [OrganisationFactory(sector="ITU-D"), OrganisationFactory(sector="ITU-R"), OrganisationFactory()]
        for _n in range(5):
            self.enter()

    def some(self, rows, count=2):
        ids = list(rows.order_by("id").values_list("id", flat=True))
        return rows.model.objects.filter(id__in=self.choose.sample(ids, min(count, len(ids))))

    def enter(self):
        with record("tests", "activity.create") as change:
            activity = ActivityFactory(
                title=f"School {self.choose.random()}",
                organisation=self.choose.choice(self.owners),
                change=change,
            )
            Mapping.objects.bulk_create(
                Mapping(activity=activity, term=term, strength=2, origin="staff", change=change)
                for term in self.choose.sample(self.terms, 2)
            )

    def act(self):
        self.choose.choice(
            [self.enter, self.strengthen, self.rename, self.withdraw, self.restore, self.unlink, self.move, self.delete,
             self.relabel]
        )()  # fmt: skip

    def strengthen(self):
        with record("tests", "mapping.set") as change:
            self.some(Mapping.objects.all()).update(strength=self.choose.randint(1, 3), change=change)

    def rename(self):
        with record("tests", "activity.update") as change, connection.cursor() as cursor:
            cursor.execute(
                "UPDATE activities_activity SET title = title || ' again', countries = '{}', change_id = %s "
                "WHERE id IN (SELECT id FROM activities_activity ORDER BY id LIMIT 2)",
                [change.id],
            )

    def withdraw(self):
        with record("tests", "activity.withdraw") as change:
            self.some(Activity.objects.live()).update(withdrawn=True, change=change)

    def restore(self):
        with record("tests", "activity.restore") as change:
            self.some(Activity.objects.filter(withdrawn=True)).update(withdrawn=False, change=change)

    def unlink(self):
        with record("tests", "mapping.withdraw") as change:
            self.some(Mapping.objects.filter(withdrawn=False)).update(withdrawn=True, change=change)

    def move(self):
        with record("tests", "activity.update") as change:
            self.some(Activity.objects.all()).update(organisation=self.choose.choice(self.owners), change=change)

    def delete(self):
        with record("tests", "mapping.delete"), connection.cursor() as cursor:
            cursor.execute("DELETE FROM activities_mapping WHERE id = (SELECT min(id) FROM activities_mapping)")

    def relabel(self):
        with record("tests", "term.update") as change:
            term = self.choose.choice(self.terms)
            Term.objects.filter(id=term.id).update(title=f"Label {self.choose.random()}", change=change)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_each_moment_is_what_was_seen_then_and_comparisons_are_their_differences(client, moments, seed):
    writer, seen, facts = Writer(seed), {}, {}
    for _act in range(7):
        writer.act()
        rebuild()
        seen[last()], facts[last()] = snapshot(client), live()
    for number, then in seen.items():
        now = snapshot(client, number)
        assert [path for path in then if now[path] != then[path]] == [], number
    assert snapshot(client) == seen[last()]
    numbers = list(facts)
    for one, other in zip(numbers, [*numbers[1:], numbers[-1]], strict=True):
        refuse_wrong_comparison(facts, one, other)
    refuse_wrong_comparison(facts, numbers[0], numbers[-1])


def refuse_wrong_comparison(facts: dict, one: int, other: int) -> None:
    found = compare(find(str(one)), find(str(other)))
    before, after = facts[one], facts[other]
    both = before["links"].keys() & after["links"].keys()
    assert found.links == {
        "added": len(after["links"].keys() - before["links"].keys()),
        "removed": len(before["links"].keys() - after["links"].keys()),
        "strengthened": sum(after["links"][key] > before["links"][key] for key in both),
        "weakened": sum(after["links"][key] < before["links"][key] for key in both),
    }
    assert (found.before, found.after) == (len(before["activities"]), len(after["activities"]))
    assert {act.id for act in found.came} == after["activities"].keys() - before["activities"].keys()
    assert {act.id for act in found.went} == before["activities"].keys() - after["activities"].keys()
    assert {goal.code: (goal.before, goal.after) for goal in found.goals} == {
        code: (before["goals"][code], after["goals"][code]) for code in after["goals"]
    }
    for row in found.sectors:
        sector = "" if row.code == "stakeholders" else row.code
        held = [list(side["activities"].values()).count(sector) for side in (before, after)]
        assert [row.before, row.after] == held, row.code


def test_a_moment_before_the_figures_were_ever_counted_can_be_seen(client, moments):
    ActivityFactory(title="The first")
    number = last()
    assert "The first" in text(client.get(f"/activities/?as_of={number}"))


# Which moment


def at(day: str, hour: int = 12) -> datetime:
    return datetime.fromisoformat(day).replace(hour=hour, tzinfo=UTC)


@pytest.fixture
def three_changes(db):
    """On the 1st at noon, on the 1st at eleven at night, and on the 5th."""
    days = (("2026-10-01", 12), ("2026-10-01", 23), ("2026-10-05", 9))
    return [Change.objects.create(at=at(*day), actor="tests", verb="test.write").id for day in days]


@pytest.mark.parametrize(
    ("asked", "place"), [("2026-10-01", 1), ("2026-10-04", 1), ("2026-10-05", 2), ("2026-11-01", 2)]
)
def test_a_day_means_its_end(three_changes, asked, place):
    assert find(asked).number == three_changes[place]


def test_a_day_is_that_of_the_site_s_time_zone(three_changes):
    with timezone.override("Asia/Tokyo"):  # where it was the 2nd already when it was eleven at night in UTC
        assert find("2026-10-01").number == three_changes[0]


def test_a_gap_in_the_numbers_means_the_change_before(three_changes):
    Change.objects.filter(id=three_changes[1]).delete()
    assert find(str(three_changes[1])).number == three_changes[0]


def test_before_the_first_change_there_is_nothing(three_changes):
    with pytest.raises(NothingYet) as caught:
        find("2026-09-30")
    assert caught.value.first.id == three_changes[0]


def test_addresses_name_a_past_day_as_a_day_and_today_by_its_change():
    noon, today = at("2026-10-01"), timezone.localdate()
    assert Moment(7, noon, day=date(2026, 10, 1)).name == "2026-10-01"
    assert Moment(7, noon, day=today).name == "7"
    assert Moment(7, noon).name == "7"


HOSTILE = ["\x00", "1\x00", "9" * 400, "'; DROP SCHEMA public --", "2026-13-45", "-1", "1.5", "٣", "today", "²", "0x1"]


@pytest.mark.django_db
@pytest.mark.parametrize("asked", HOSTILE)
def test_what_is_no_moment_is_refused_with_a_way_out(client, asked):
    Change.objects.create(at=timezone.now(), actor="tests", verb="test.write")
    response = client.get("/goals/", {"as_of": asked, "show": "all"})
    assert response.status_code == 400
    assert "There is no such moment" in text(response)
    assert 'href="/goals/?show=all"' in response.content.decode()
    answer = client.get("/api/v1/activities/", {"as_of": asked})
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert list(answer.json()["errors"]) == ["as_of"]
    with pytest.raises(NoSuchMoment):
        find(asked)


def test_a_number_beyond_the_last_says_which_is_the_last(client, three_changes):
    response = client.get(f"/goals/?as_of={three_changes[2] + 1}")
    assert response.status_code == 400
    assert f"The last one is number {three_changes[2]}." in text(response)


def test_a_day_to_come_is_refused(client, three_changes):
    tomorrow = timezone.localdate() + timedelta(days=1)
    response = client.get(f"/goals/?as_of={tomorrow}")
    assert (response.status_code, f"The {tomorrow} has not come yet." in text(response)) == (400, True)


def test_two_moments_at_once_are_refused(client, three_changes):
    assert client.get("/goals/?as_of=1&as_of=2").status_code == 400


def test_a_day_before_everything_tells_when_it_began(client, three_changes):
    response = client.get("/goals/?as_of=2020-02-02")
    assert response.status_code == 404
    assert "The first Change was made on 1 October 2026" in text(response)
    assert f'href="?as_of={three_changes[0]}"' in response.content.decode()


def test_an_empty_map_has_no_past(client, db):
    response = client.get("/goals/?as_of=2020-02-02")
    assert (response.status_code, "Nothing has been published at all yet." in text(response)) == (404, True)


def test_an_empty_form_leads_to_the_present(client, db):
    response = client.get("/activities/?goal=9&as_of=")
    assert (response.status_code, response["Location"]) == (302, "/activities/?goal=9")
    assert client.get("/api/v1/activities/?as_of=").status_code == 400


# What cannot be done in the past


@pytest.mark.django_db
def test_nothing_is_written(client):
    small_map(1)
    moment = find(str(last()))
    with pytest.raises(InternalError, match="read-only transaction"), actions.reading(moment):
        Activity.objects.update(title="x")
    assert not Activity.objects.filter(title="x").exists()


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/goals/", "/jobs/8e0dbb8e-0000-4000-8000-000000000000/cancel/"])
def test_a_post_is_refused(client, path):
    assert client.post(f"{path}?as_of=1").status_code == 400


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/workspace/", "/accounts/login/", "/admin/", "/health/live", "/compare/"])
def test_pages_without_a_past_refuse_a_moment(client, path):
    assert client.get(f"{path}?as_of=1").status_code == 400


def test_an_address_that_is_not_there_is_not_there_then_either(client, db):
    assert client.get("/nowhere/?as_of=1").status_code == 404


# Past and present never mix


def test_the_present_is_back_after_a_look_at_the_past(client, moments):
    small_map(1)
    then = last()
    with record("tests", "activity.update") as change:
        Activity.objects.update(title="Later", change=change)
        Term.objects.filter(code="9").update(title="Later", change=change)
    rebuild()
    for _turn in range(2):
        assert "Later" not in text(client.get(f"/activities/?as_of={then}"))
        assert "Later" in text(client.get("/activities/"))
        assert "Later" not in text(client.get(f"/goals/9/?as_of={then}"))
        assert "Later" in text(client.get("/goals/9/"))


def test_what_staff_say_today_is_not_shown_of_then(client, moments):
    row = ActivityFactory()
    rebuild()
    reader = UserFactory(role=rules.COORDINATOR)
    write_note(activity=row, text="Said today", mentions=[], by=reader)
    client.force_login(reader)
    path = f"/activities/{row.pk}/"
    assert "Said today" in text(client.get(path))
    then = client.get(f"{path}?as_of={last()}")
    assert (then.status_code, then.context["notes"]) == (200, None)


def test_what_the_process_keeps_is_of_one_time(moments):
    small_map(1)
    number, moment = last(), find(str(last()))
    present = vocabulary()
    with actions.reading(moment):
        assert (shown(), cache_mark()) == (moment, f":past-{number}")
        assert vocabulary() is not present
        assert vocabulary() == present
    assert (shown(), cache_mark()) == (None, "")
    assert vocabulary() is present


def test_tags_of_past_and_present_differ(client, moments):
    small_map(1)
    number = last()
    for path in ("/activities/", "/api/v1/activities/"):
        now, then = client.get(path), client.get(f"{path}?as_of={number}")
        assert now["ETag"] != then["ETag"]
        again = client.get(f"{path}?as_of={number}", headers={"If-None-Match": then["ETag"]})
        assert again.status_code == 304
        assert client.get(f"{path}?as_of={number}", headers={"If-None-Match": now["ETag"]}).status_code == 200


def test_sign_in_and_messages_stay_in_the_present(client, moments):
    small_map(1)
    client.force_login(UserFactory(email="reader@example.org"))
    response = client.get(f"/goals/9/?as_of={last()}")
    assert response.status_code == 200
    assert "account-menu" in response.content.decode()


# Links lead on within the moment


def test_a_session_that_no_longer_fits_ends_in_the_present(client, moments):
    small_map(1)
    number, user = last(), UserFactory(role=rules.COORDINATOR)
    client.force_login(user)
    user.set_password("another, from another place")
    user.save()
    response = client.get(f"/goals/?as_of={number}")
    assert (response.status_code, b"as it stood on" in response.content) == (200, True)
    assert Session.objects.count() == 0


def test_links_forms_and_files_keep_the_moment(client, moments):
    small_map(3)
    number = last()
    response = client.get(f"/activities/?goal=9&as_of={number}")
    html = response.content.decode()
    assert (response.status_code, response["X-Robots-Tag"]) == (200, "noindex")
    assert re.search(r'<link rel="canonical" href="https?://[^/]*(.*?)"', html)[1] == "/activities/?goal=9"
    lost = [
        address
        for address in re.findall(r'<(?:a|form)\b[^>]*?\s(?:href|action|hx-get)="([^"#]+)', html)
        if "as_of" not in address and not address.startswith(("/accounts", "/admin", "/compare"))
    ]
    # forms carry the moment in a field; and Back to today
    assert lost == ["/activities/?goal=9", "/activities/"]
    assert html.count(f'<input type="hidden" name="as_of" value="{number}">') == 1
    assert f"/activities.csv?goal=9&amp;as_of={number}" in html


def test_next_pages_of_the_api_keep_the_moment(client, moments):
    small_map(3)
    number = last()
    body = client.get(f"/api/v1/activities/?limit=1&as_of={number}").json()
    assert f"as_of={number}" in body["next"]
    assert client.get(body["next"]).json()["last_change"] == number


def test_files_are_read_to_the_end_and_named_by_their_change(client, moments):
    small_map(3)
    number = last()
    with record("tests", "activity.update") as change:
        Activity.objects.update(title="Later", change=change)
    response = client.get(f"/activities.csv?as_of={number}")
    body = b"".join(response).decode()
    assert response["Content-Disposition"].endswith(f'-change-{number}.csv"')
    assert (body.count("\n"), "Later" in body) == (4, False)
    response = client.get(f"/activities.xlsx?as_of={number}")
    assert (response.status_code, b"".join(response)[:2]) == (200, b"PK")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/goals/9/", "/goals/9/?as_of=7"),
        ("/goals/9/#targets", "/goals/9/?as_of=7#targets"),
        ("?q=a&b", "?q=a&b&as_of=7"),
        ("?", "?as_of=7"),
        ("9/", "9/?as_of=7"),
        ("http://testserver/goals/", "http://testserver/goals/?as_of=7"),
        ("#targets", "#targets"),
        ("", ""),
        ("/static/css/base.css", "/static/css/base.css"),
        ("/accounts/login/", "/accounts/login/"),
        ("/workspace/", "/workspace/"),
        ("/compare/?from=7", "/compare/?from=7"),
        ("/nowhere/", "/nowhere/"),
        ("//elsewhere.example/goals/", "//elsewhere.example/goals/"),
        ("https://elsewhere.example/goals/", "https://elsewhere.example/goals/"),
        ("mailto:a@b.example", "mailto:a@b.example"),
        ("https://[x", "https://[x"),
        ("/goals/?as_of=3", "/goals/?as_of=3"),
    ],
)
def test_addresses_of_a_moment(rf, address, expected):
    links = Links(rf.get("/goals/?as_of=7"), Moment(7, timezone.now()))
    assert links.of_moment(address) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<a title="a > b" href="/goals/?a=1&amp;b=2">', '<a title="a > b" href="/goals/?a=1&amp;b=2&amp;as_of=7">'),
        ('<a href="/goals/?q=&#x27;x">', '<a href="/goals/?q=&#x27;x&amp;as_of=7">'),
        ('<a data-any-moment href="/goals/">', '<a data-any-moment href="/goals/">'),
        ('<link rel="canonical" href="/goals/">', '<link rel="canonical" href="/goals/">'),
        ('<p>href="/goals/" <b title="action=">', '<p>href="/goals/" <b title="action=">'),
        ('<form method="post" action="/goals/">', '<form method="post" action="/goals/?as_of=7">'),
        ("<form class='x'>", '<form class=\'x\'><input type="hidden" name="as_of" value="7">'),
        ('<tr hx-get="/goals/9/">', '<tr hx-get="/goals/9/?as_of=7">'),
        ("<a href='/goals/'>", "<a href='/goals/'>"),
    ],
)
def test_markup_of_a_moment(rf, html, expected):
    assert Links(rf.get("/goals/?as_of=7"), Moment(7, timezone.now())).rewritten(html) == expected


# Building, keeping, dropping


def in_threads(*calls):
    """Run all at once, each with a connection of its own; their results in order."""
    results, barrier = [None] * len(calls), threading.Barrier(len(calls))

    def run(place, call):
        try:
            barrier.wait(10)
            results[place] = call()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results


def test_readers_who_ask_for_a_new_moment_at_once_get_one_that_was_built_once(moments, monkeypatch):
    small_map(1)
    moment, built = find(str(last())), []
    build = past.build
    monkeypatch.setattr(past, "build", lambda number, *rest: (built.append(number), build(number, *rest)))

    def read():
        with actions.reading(moment):
            return Activity.objects.count()

    assert in_threads(read, read, read, read) == [1, 1, 1, 1]
    assert built == [moment.number]
    assert past.built() == [moment.number]


def test_a_moment_is_not_dropped_under_its_reader(moments):
    small_map(1)
    moment = find(str(last()))
    with record("tests", "activity.update") as change:
        Activity.objects.update(title="Later", change=change)
    entered, go_on, read = threading.Event(), threading.Event(), []

    def reader():
        try:
            with actions.reading(moment):
                entered.set()
                go_on.wait(10)
                # the first look at this table in this transaction
                read.extend(Activity.objects.values_list("title", flat=True))
        finally:
            connections.close_all()

    thread = threading.Thread(target=reader)
    thread.start()
    assert entered.wait(10)
    assert actions.drop(moment.number) is False
    go_on.set()
    thread.join(10)
    assert len(read) == 1
    assert "Later" not in read
    assert actions.drop(moment.number) is True
    assert (past.built(), PastMoment.objects.count()) == ([], 0)


def test_readers_see_the_moment_or_wait_while_it_is_dropped_and_built_over_and_over(client, moments):
    small_map(1)
    moment, stop, seen = find(str(last())), threading.Event(), set()
    with record("tests", "activity.update") as change:
        Activity.objects.update(title="Later", change=change)
    rebuild()

    def read():
        for _turn in range(15):
            try:
                with actions.reading(moment):
                    seen.add(Activity.objects.get().title)
            except actions.BeingPrepared:
                seen.add("prepared")
        stop.set()

    def drop():
        while not stop.wait(0.05):
            actions.drop(moment.number)

    in_threads(read, drop)
    assert stop.is_set()
    assert "Later" not in seen
    assert len(seen - {"prepared"}) == 1


def test_a_moment_that_a_crash_has_emptied_is_built_anew(moments):
    small_map(1)
    moment = find(str(last()))
    with actions.reading(moment):
        pass
    with connection.cursor() as cursor:  # what a crash does to unlogged tables
        cursor.execute(
            f"TRUNCATE past_{moment.number}.activities_activity, past_{moment.number}.activities_summarystate"
        )
    with actions.reading(moment):
        assert Activity.objects.count() == 1


def test_a_moment_of_other_code_is_built_anew(moments):
    small_map(1)
    moment = find(str(last()))
    with actions.reading(moment):
        pass
    PastMoment.objects.update(shape="older")
    assert actions.at_hand(moment.number) is False
    with actions.reading(moment):
        assert Activity.objects.count() == 1
    assert PastMoment.objects.get().shape == past.shape()


def test_only_so_many_are_kept_and_the_least_used_go_first(moments, settings):
    settings.PAST_KEPT = 2
    small_map(1)
    numbers = list(Change.objects.order_by("id").values_list("id", flat=True))[-4:]
    for number in numbers[:2]:
        with actions.reading(find(str(number))):
            pass
    PastMoment.objects.filter(number=numbers[0]).update(used_at=timezone.now() + timedelta(hours=1))
    for number in numbers[2:]:
        with actions.reading(find(str(number))):
            pass
    assert sorted(past.built()) == [numbers[0], numbers[3]]
    assert set(PastMoment.objects.values_list("number", flat=True)) == {numbers[0], numbers[3]}


def test_what_a_killed_build_has_left_is_cleared_away(moments):
    small_map(1)
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA past_999999")
    with actions.reading(find(str(last()))):
        pass
    assert past.built() == [last()]


def test_all_moments_are_forgotten_by_command(moments, capsys):
    small_map(1)
    with actions.reading(find(str(last()))):
        pass
    call_command("forget_past")
    assert capsys.readouterr().out == "1 moments dropped.\n"
    assert (past.built(), PastMoment.objects.count()) == ([], 0)


def test_migrations_find_no_moment_in_their_way(moments):
    small_map(1)
    with actions.reading(find(str(last()))):
        pass
    call_command("migrate", verbosity=0)
    assert past.built() == []


def test_migrations_wait_for_a_reader(moments):
    small_map(1)
    moment = find(str(last()))
    entered, go_on, read = threading.Event(), threading.Event(), []

    def reader():
        with actions.reading(moment):
            entered.set()
            go_on.wait(10)
            read.append(Activity.objects.count())

    def migrations():
        assert entered.wait(10)
        threading.Timer(0.5, go_on.set).start()
        actions.make_way()
        return read == [1]

    assert in_threads(reader, migrations)[1] is True
    assert past.built() == []
    with actions.reading(moment):  # though the register still names it
        assert Activity.objects.count() == 1


# A large map: by a Job


@pytest.fixture
def large(monkeypatch, moments):
    monkeypatch.setattr(actions, "AT_ONCE", 0)
    small_map(1)
    return last()


def test_a_large_map_s_moment_is_prepared_by_a_job(client, large):
    response = client.get(f"/goals/9/?as_of={large}", headers={"Accept": "text/html"})
    assert (response.status_code, response["Retry-After"], response["Refresh"]) == (202, "3", "3")
    assert "Waiting for its turn" in text(response)
    job = Job.objects.get()
    assert (job.kind, job.asked, job.by) == (Job.Kind.PAST, {"change": large}, None)
    assert client.get(f"/activities/?as_of={large}", headers={"Accept": "text/html"}).status_code == 202
    assert Job.objects.count() == 1

    told = []
    progress = jobs.Progress._write

    def write(self):
        told.append((self.job.step, self.job.total))
        progress(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jobs.Progress, "_write", write)
        assert jobs.run(job.pk, RUNNERS) is True
    job.refresh_from_db()
    assert (job.state, job.result) == (Job.State.DONE, {"change": large})
    assert told[0][0] == "Reading the history"
    assert told[0][1] > 5
    assert told[-1] == ("Counting the figures", None)
    assert client.get(f"/goals/9/?as_of={large}").status_code == 200


def test_programs_are_told_when_to_ask_again(client, large):
    response = client.get(f"/api/v1/activities/?as_of={large}")
    assert (response.status_code, response["Retry-After"]) == (503, "3")
    assert response["Content-Type"] == "application/problem+json"
    assert client.get(f"/activities.csv?as_of={large}", headers={"Accept": "text/csv"}).status_code == 503


def test_a_fragment_gives_way_to_the_page_that_tells(client, large):
    response = client.get(f"/activities/?as_of={large}", headers={"HX-Request": "true"})
    assert (response.status_code, response["HX-Redirect"]) == (202, f"/activities/?as_of={large}")


def ask_for_all(client) -> list:
    """Answers to a reader who asks for every moment there is."""
    numbers = list(Change.objects.order_by("id").values_list("id", flat=True))
    assert len(numbers) > actions.WAITING
    return [client.get(f"/goals/?as_of={number}", headers={"Accept": "text/html"}) for number in numbers]


def test_strangers_cannot_fill_the_queue(client, large):
    answers = ask_for_all(client)
    assert {answer.status_code for answer in answers} == {202}
    assert "Other moments are being prepared first." in text(answers[-1])
    assert list(Job.objects.values_list("by", flat=True)) == [None]


def test_strangers_keep_no_staff_from_the_past(client, large):
    ask_for_all(client)
    user = UserFactory(role=rules.COORDINATOR)
    client.force_login(user)
    ask_for_all(client)
    assert Job.objects.filter(by=user).count() == actions.WAITING
    assert Job.objects.filter(by=None).count() == 1


def test_whoever_has_no_role_is_a_stranger(client, large):
    client.force_login(UserFactory())
    ask_for_all(client)
    assert list(Job.objects.values_list("by", flat=True)) == [None]


@pytest.fixture
def many(large):
    """Strangers have had all their builds, the first half an hour ago."""
    for number in range(actions.STRANGERS_BUILDS):
        now = timezone.now()
        job = Job.objects.create(kind=Job.Kind.PAST, asked={"change": -number}, state=Job.State.DONE, finished_at=now)
        Job.objects.filter(pk=job.pk).update(created_at=now - timedelta(minutes=30 if number == 0 else 1))
    return large


def test_after_many_builds_strangers_are_told_to_try_later(client, many):
    page = client.get(f"/goals/?as_of={many}", headers={"Accept": "text/html"})
    assert (page.status_code, "can be prepared in 30 minutes" in text(page)) == (503, True)
    assert 1790 <= int(page["Retry-After"]) <= 1800
    answer = client.get(f"/api/v1/activities/?as_of={many}")
    assert (answer.status_code, answer["Content-Type"]) == (503, "application/problem+json")
    assert 1790 <= int(answer["Retry-After"]) <= 1800
    fragment = client.get(f"/goals/?as_of={many}", headers={"HX-Request": "true"})
    assert (fragment.status_code, fragment["HX-Redirect"]) == (202, f"/goals/?as_of={many}")
    assert Job.objects.count() == actions.STRANGERS_BUILDS


def test_builds_count_for_an_hour(client, many):
    Job.objects.filter(asked__change=0).update(created_at=timezone.now() - timedelta(minutes=61))
    assert client.get(f"/goals/?as_of={many}", headers={"Accept": "text/html"}).status_code == 202
    assert Job.objects.open().count() == 1


def test_staff_s_builds_are_not_counted(client, many):
    user = UserFactory(role=rules.FOCAL_POINT)
    client.force_login(user)
    assert client.get(f"/goals/?as_of={many}", headers={"Accept": "text/html"}).status_code == 202
    assert Job.objects.open().get().by == user


def test_a_moment_that_could_not_be_prepared_is_left_alone_for_a_minute(client, large):
    client.get(f"/goals/?as_of={large}")
    Job.objects.update(state=Job.State.FAILED, finished_at=timezone.now())
    response = client.get(f"/goals/?as_of={large}", headers={"Accept": "text/html"})
    assert "This moment could not be prepared" in text(response)
    assert "Refresh" not in response
    assert Job.objects.count() == 1
    Job.objects.update(finished_at=timezone.now() - timedelta(minutes=2))
    client.get(f"/goals/?as_of={large}")
    assert Job.objects.open().count() == 1


def test_the_whole_history_is_in_a_moment():
    """A table with a history that the past left out would show its present."""
    tables = {table for table, _events in past.tracked()}
    for model in (Activity, Mapping, Term, Crosswalk, Organisation):
        assert model._meta.db_table in tables
    assert "roadmap_action" in tables
    assert "roadmap_seriesvalue" in tables


@pytest.mark.django_db
def test_a_stream_is_closed_with_its_answer(client):
    small_map(1)
    with closing(client.get(f"/activities.csv?as_of={last()}")) as response:
        assert next(iter(response)).startswith("\ufeff".encode())


@pytest.mark.django_db
def test_links_of_a_mapping_that_came_later_are_not_there(client):
    small_map(1)
    number = last()
    MappingFactory(term=TargetFactory(code="9.5"), activity=Activity.objects.get())
    rebuild()
    assert "9.5" not in text(client.get(f"/activities/{Activity.objects.get().pk}/?as_of={number}"))
    assert "9.5" in text(client.get(f"/activities/{Activity.objects.get().pk}/"))
