"""Pages of engagement for readers: what they say, what they refuse, and how often they ask the database."""

import re
from datetime import date
from html import unescape

import pytest
from icalendar import Calendar

from activities import rules
from tests.factories.activities import CountryFactory, GoalFactory, UserFactory
from tests.factories.engagement import (
    CooperationFrameworkFactory,
    EngagementActivityFactory,
    EngagementDocumentFactory,
    EngagementFactory,
    EngagementTermFactory,
    InputFactory,
    InputTermFactory,
    MaterialFactory,
    MaterialTermFactory,
    MechanismFactory,
    NextStepFactory,
    ReviewFactory,
)
from tests.factories.roadmap import ActionFactory, HlpfGoalFactory, HlpfYearFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 5, 10)


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: TODAY)


def words(response) -> str:
    """What the page says, with single spaces."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", response.content.decode())).split())


def titles(response) -> list[str]:
    return re.findall(r'class="events__title"><a href="[^"]*">([^<]*)</a>', response.content.decode())


def test_upcoming_events_come_first_and_past_ones_by_year(client):
    EngagementFactory(title="Last year", start="2025-05-01")
    EngagementFactory(title="Yesterday", start="2026-05-09")
    EngagementFactory(title="Running", start="2026-05-08", end="2026-05-12")
    EngagementFactory(title="This month", start="2026-05")
    EngagementFactory(title="Some time this year", start="2026")
    EngagementFactory(title="Next year", start="2027-01")
    EngagementFactory(title="Withdrawn", start="2027-01", withdrawn=True)
    page = client.get("/roadmap/calendar/")
    assert titles(page) == [
        "Some time this year",
        "This month",
        "Running",
        "Next year",
        "Yesterday",
        "Last year",
    ]
    assert "6 events. 3 have no exact date yet, so they are not in the calendar file." in words(page)
    assert titles(client.get("/roadmap/calendar/?year=2025")) == ["Last year"]


def test_the_calendar_is_filtered_by_kind_goal_country_and_mechanism(client):
    forum = EngagementFactory(title="Forum", kind="sti-forum", mechanism=MechanismFactory(code="sti-forum"))
    EngagementTermFactory(engagement=forum, term=GoalFactory(code="9"))
    there = EngagementFactory(title="In Kenya", country=CountryFactory(code="KE"))
    about = EngagementFactory(title="About Kenya", countries=["KE"])
    EngagementTermFactory(engagement=about, term=GoalFactory(code="9"), withdrawn=True)
    assert titles(client.get("/roadmap/calendar/?kind=sti-forum")) == ["Forum"]
    counted = client.get("/roadmap/calendar/?kind=sti-forum").context["years"]
    assert not any(one["number"] for one in counted), "a year has the number of all events, not of those shown"
    assert titles(client.get("/roadmap/calendar/?goal=9")) == ["Forum"]
    assert set(titles(client.get("/roadmap/calendar/?country=KE"))) == {there.title, about.title}
    assert titles(client.get("/roadmap/calendar/?mechanism=sti-forum&kind=")) == ["Forum"]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("kind=forum", "“forum” is not a value of kind."),
        ("goal=18", "“18” is not a value of goal."),
        ("country=XX", "“XX” is not a value of country."),
        ("mechanism=none", "“none” is not a value of mechanism."),
        ("place=Geneva", "“place” is not a filter of this list and has no effect."),
    ],
)
def test_a_wrong_filter_is_named_on_the_page_and_refused_by_the_file(client, query, message):
    GoalFactory(code="9")
    EngagementFactory(title="Forum")
    page = client.get(f"/roadmap/calendar/?{query}")
    assert (page.status_code, titles(page)) == (400, ["Forum"])
    assert message in words(page)
    refused = client.get(f"/roadmap/calendar.ics?{query}")
    assert (refused.status_code, message in refused.content.decode()) == (400, True)


def test_an_empty_list_says_why_and_what_next(client):
    assert "No events have been added yet An operator loads them" in words(client.get("/roadmap/calendar/"))
    EngagementFactory(title="Forum")
    page = words(client.get("/roadmap/calendar/?kind=information-session"))
    assert "No information session for Permanent Missions has been added yet." in page
    assert "No campaign material has been added yet Section 9 of the Roadmap asks for it." in words(
        client.get("/roadmap/materials/")
    )


def test_the_calendar_file_has_whole_days_and_lasting_uids(client):
    forum = EngagementFactory(
        title="Forum, with a comma; and more",
        start="2026-07-07",
        end="2026-07-15",
        place="New York",
        url="https://x.org/",
    )
    EngagementTermFactory(engagement=forum, term=GoalFactory(code="9"))
    EngagementFactory(title="One day", start="2026-05-12", certainty="unconfirmed", contribution="A statement.")
    EngagementFactory(title="First day alone", start="2026-05-13", end="2026-06")
    EngagementFactory(title="Month alone", start="2026-06")
    answer = client.get("/roadmap/calendar.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))
    events = {str(one["SUMMARY"]): one for one in Calendar.from_ical(answer.content).walk("VEVENT")}
    assert {name: (one.decoded("DTSTART"), one.decoded("DTEND")) for name, one in events.items()} == {
        "One day": (date(2026, 5, 12), date(2026, 5, 13)),
        "First day alone": (date(2026, 5, 13), date(2026, 5, 14)),
        "Forum, with a comma; and more": (date(2026, 7, 7), date(2026, 7, 16)),
    }
    one = events["Forum, with a comma; and more"]
    assert (str(one["LOCATION"]), str(one["STATUS"]), one["CATEGORIES"].cats) == (
        "New York",
        "CONFIRMED",
        ["Other event", "Goal 9"],
    )
    assert one.decoded("DTSTAMP").replace(microsecond=0) == forum.change.at.replace(microsecond=0)
    assert str(events["One day"]["STATUS"]) == "TENTATIVE"
    assert str(events["One day"]["DESCRIPTION"]).startswith("A statement.")
    forum.slug, forum.title = "moved", "Renamed"
    forum.save()
    [again] = Calendar.from_ical(client.get("/roadmap/events/moved.ics").content).walk("VEVENT")
    assert (again["UID"], str(again["SUMMARY"])) == (one["UID"], "Renamed")


def test_an_event_shows_what_belongs_to_it(client):
    event = EngagementFactory(
        slug="forum",
        title="Forum",
        start="2026-05-01",
        contribution="A session.",
        outcome="A summary.",
        countries=["KE"],
    )
    CountryFactory(code="KE")
    EngagementDocumentFactory(engagement=event)
    EngagementActivityFactory(engagement=event, activity__title="Smart villages")
    InputFactory(engagement=event, title="Statement")
    InputFactory(engagement=event, title="Withdrawn statement", withdrawn=True)
    page = words(client.get("/roadmap/events/forum/"))
    for part in ("1 May 2026", "Kenya", "A session.", "A summary.", "Smart villages", "Statement Statement"):
        assert part in page
    assert "Withdrawn statement" not in page


def test_an_hlpf_event_is_shown_as_its_session(client):
    session = HlpfYearFactory(year=2026)
    EngagementFactory(slug="hlpf-2026", kind="hlpf", start="2026-07-07", hlpf_year=session)
    answer = client.get("/roadmap/events/hlpf-2026/")
    assert (answer.status_code, answer["Location"]) == (302, "/roadmap/hlpf/2026/")
    assert "7 July 2026" in words(client.get("/roadmap/hlpf/"))


def test_unknown_pages_suggest_what_is_there(client):
    EngagementFactory(slug="cstd-28", title="CSTD")
    MechanismFactory(code="cstd")
    ReviewFactory(year=2024)
    for path, message in (
        ("/roadmap/events/cstd-29/", "cstd-28"),
        ("/roadmap/mechanisms/cst/", "cstd"),
        ("/roadmap/reviews/KE/2023/", "No review of Kenya from 2023 is known. There may still be one."),
        ("/roadmap/hlpf/2031/", "no HLPF session of 2031"),
    ):
        answer = client.get(path)
        assert (answer.status_code, message in words(answer)) == (404, True), path


def test_a_session_says_what_itu_brings_for_each_goal_and_who_reports(client):
    session = HlpfYearFactory(year=2025)
    HlpfGoalFactory(hlpf_year=session, term=GoalFactory(code="9"))
    HlpfYearFactory(year=2026)
    event = EngagementFactory(kind="hlpf", start="2025-07-14", end="2025-07-23", hlpf_year=session)
    EngagementFactory(kind="information-session", title="Session in New York", start="2025-06-03", hlpf_year=session)
    EngagementFactory(kind="sti-forum", title="STI Forum", start="2025-05-07")
    film = MaterialFactory(title="Film", hlpf_year=session)
    MaterialTermFactory(material=film, term=GoalFactory(code="9"))
    MaterialFactory(title="Poster", hlpf_year=session)
    InputFactory(title="Input of Council", engagement=event)
    ReviewFactory(country=CountryFactory(code="KE"), year=2025, certainty="unconfirmed")
    page = client.get("/roadmap/hlpf/2025/")
    text = words(page)
    for part in (
        "14–23 July 2025",
        "0 ITU activities (of 0 for this Goal)",
        "Film",
        "Poster",
        "Input of Council",
        "Session in New York",
        "STI Forum",
        "1 review is known for this session. Most entries for this year have not been checked yet. "
        "The list may be incomplete: a review may exist even if it is not listed.",
    ):
        assert part in text, part
    assert page.context["page"].next == 2026
    assert "For this year, only African countries are listed so far." not in text


def test_a_mechanism_has_its_role_commitments_meetings_and_inputs(client):
    ActionFactory(code="8.d", text="Take part in the team.", number=1)
    team = MechanismFactory(code="iatt-sti", abbreviation="IATT", itu_role="Member.", roadmap_refs=["8.d", "8.z"])
    MechanismFactory(code="cstd", abbreviation="CSTD", roadmap_refs=["8.7"])
    EngagementFactory(title="Meeting", mechanism=team, start="2025-05-01", outcome="A plan.")
    InputFactory(title="Data", mechanism=team, date="")
    page = words(client.get("/roadmap/mechanisms/iatt-sti/"))
    for part in (
        "Member.",
        "8.d Take part in the team.",
        "2025 1 event 1 May 2025 Meeting",
        "Outcome : A plan.",
        "Without a date",
    ):
        assert part in page, part
    listed = client.get("/roadmap/mechanisms/")
    assert [line.mechanism.code for line in listed.context["listed"]] == ["iatt-sti"]
    assert [line.mechanism.code for line in listed.context["others"]] == ["cstd"]


def test_reviews_are_listed_by_year_and_by_country(client):
    kenya, chad = CountryFactory(code="KE"), CountryFactory(code="TD", name="Chad")
    ReviewFactory(country=kenya, year=2017, round=1)
    ReviewFactory(country=kenya, year=2024, round=2, certainty="unconfirmed", good_practices="Mobile money.")
    ReviewFactory(country=chad, year=2024)
    ReviewFactory(country=chad, year=2020, withdrawn=True)
    page = client.get("/roadmap/reviews/")
    assert [(group.year, [one.country.name for one in group.reviews]) for group in page.context["years"]] == [
        (2024, ["Chad", "Kenya"]),
        (2017, ["Kenya"]),
    ]
    text = words(page)
    assert "The list may be incomplete: a review may exist even if it is not listed." in text
    assert (
        "3 reviews by 2 countries and territories are known. The description says how ICTs feature in 1 of them."
        in text
    )
    by = client.get("/roadmap/reviews/?by=country")
    assert [(row.country.name, [one.year for one in row.reviews]) for row in by.context["countries"]] == [
        ("Chad", [2024]),
        ("Kenya", [2017, 2024]),
    ]
    assert client.get("/roadmap/reviews/?by=region").status_code == 400
    assert "No known review matches these filters" in words(client.get("/roadmap/reviews/?country=TD&year=2017"))


def test_a_review_says_how_icts_feature_and_what_support_was_requested(client):
    review = ReviewFactory(year=2024, good_practices="Mobile money.", support_finance="For towers.", policies="A plan.")
    CooperationFrameworkFactory(title="Framework for Kenya", country=review.country)
    page = words(client.get("/roadmap/reviews/KE/2024/"))
    for part in ("Good practices with ICTs Mobile money.", "finance For towers.", "A plan.", "Framework for Kenya"):
        assert part in page, part
    moved = client.get("/roadmap/reviews/ke/2024/")
    assert (moved.status_code, moved["Location"]) == (301, "/roadmap/reviews/KE/2024/")
    ReviewFactory(year=2017)
    assert "Not described yet." in words(client.get("/roadmap/reviews/KE/2017/"))


def test_frameworks_in_force_come_first(client):
    kenya = CountryFactory(code="KE")
    CooperationFrameworkFactory(country=kenya, title="Now", ict_component="Digital skills.")
    CooperationFrameworkFactory(country=kenya, title="Before", start_year=2018, end_year=2021)
    bare = CooperationFrameworkFactory(country=CountryFactory(code="TD", name="Chad"), title="Bare")
    context = client.get("/roadmap/cooperation-frameworks/?country=KE&country=TD").context
    assert [[line.title for line in context[name]] for name in ("current", "bare", "others")] == [
        ["Now"],
        ["Bare"],
        ["Before"],
    ]
    digital = client.get("/roadmap/cooperation-frameworks/?country=KE&country=TD&digital=yes").context
    assert [[line.title for line in digital[name]] for name in ("current", "bare", "others")] == [["Now"], [], []]
    assert client.get("/roadmap/cooperation-frameworks/?digital=no").status_code == 400
    assert bare.get_absolute_url() == "/roadmap/cooperation-frameworks/?country=TD#TD-2022"


def test_frameworks_are_found_by_region(client):
    kenya = CountryFactory(code="KE", region="africa")
    CooperationFrameworkFactory(country=kenya, title="Now", ict_component="Digital skills.")
    CooperationFrameworkFactory(country=kenya, title="Before", start_year=2018, end_year=2021)
    tuvalu = CountryFactory(code="TV", name="Tuvalu", region="asia-pacific")
    CooperationFrameworkFactory(country=tuvalu, title="There")

    def regions(address):
        return [
            (one.region, [line.title for line in one.lines], one.other_years)
            for one in client.get(address).context["regions"]
        ]

    assert regions("/roadmap/cooperation-frameworks/") == [("africa", ["Now"], 1), ("asia-pacific", ["There"], 0)]
    assert regions("/roadmap/cooperation-frameworks/?digital=yes") == [("africa", ["Now"], 0)]
    page = client.get("/roadmap/cooperation-frameworks/?region=africa")
    assert [[line.title for line in page.context[name]] for name in ("current", "bare", "others")] == [
        ["Now"],
        [],
        ["Before"],
    ]
    assert page.context["regions"] == ()
    assert client.get("/roadmap/cooperation-frameworks/?region=global").status_code == 400


def test_the_page_of_a_country_has_its_reviews_framework_and_events(client):
    kenya = CountryFactory(code="KE")
    ReviewFactory(country=kenya, year=2017)
    ReviewFactory(country=kenya, year=2024, certainty="unconfirmed")
    CooperationFrameworkFactory(country=kenya, title="Old", start_year=2014, end_year=2021)
    CooperationFrameworkFactory(country=kenya, title="Current", ict_component="Digital skills.")
    for day in (1, 2, 3, 4):
        EngagementFactory(title=f"Past {day}", start=f"2026-04-0{day}", country=kenya)
    EngagementFactory(title="To come", start="2026-06", countries=["KE"])
    page = words(client.get("/countries/KE/"))
    block = page[page.index("Roadmap, reviews and cooperation") :]
    assert "National reviews 2017 , 2024 (Unconfirmed)" in block
    assert "Cooperation Framework 2022–2026 . Digital component: Digital skills." in block
    assert "Events To come June 2026 ; 5 events in the calendar" in block
    CountryFactory(code="CH")
    assert "Reviews and cooperation" not in words(client.get("/countries/CH/"))


def test_next_steps_are_for_staff_alone(client):
    event = EngagementFactory(slug="forum")
    NextStepFactory(engagement=event, text="Send the draft.", owner="A. Owner", due=date(2026, 5, 1))
    assert "A. Owner" not in words(client.get("/roadmap/events/forum/"))
    client.force_login(UserFactory(role=rules.FOCAL_POINT, sectors=["ITU-D"]))
    page = words(client.get("/roadmap/events/forum/"))
    assert ("A. Owner" in page, "due on 1 May 2026" in page, "Add a next step" in page) == (True, True, False)
    client.force_login(UserFactory(role=rules.COORDINATOR))
    assert "Add a next step" in words(client.get("/roadmap/events/forum/"))
    assert "Next steps: 1 overdue" in words(client.get("/roadmap/next-steps/"))
    workspace = words(client.get("/workspace/"))
    assert "1 is overdue." in workspace


def many(items: int) -> None:
    """`items` rows of everything, with all that they can have."""
    kenya = CountryFactory(code="KE")
    session = HlpfYearFactory(year=2026)
    for n in range(items):
        goal = GoalFactory(code=str(9 + n))
        HlpfGoalFactory(hlpf_year=session, term=goal)
        mechanism = MechanismFactory(code="cstd", roadmap_refs=["8.7"])
        event = EngagementFactory(
            slug=f"event-{n}", mechanism=mechanism, country=kenya, countries=["KE"], start=f"2026-04-0{n + 1}",
            hlpf_year=session,
        )  # fmt: skip
        EngagementTermFactory(engagement=event, term=goal)
        EngagementDocumentFactory(engagement=event)
        EngagementActivityFactory(engagement=event)
        given = InputFactory(mechanism=mechanism, engagement=event)
        InputTermFactory(input=given, term=goal)
        material = MaterialFactory(hlpf_year=session)
        MaterialTermFactory(material=material, term=goal)
        ReviewFactory(country=kenya, year=2026 - n)
        CooperationFrameworkFactory(country=kenya, start_year=2026 - n)
    ActionFactory(code="8.7", number=1)


@pytest.mark.parametrize("items", [1, 3])
@pytest.mark.parametrize(
    ("path", "queries"),
    [
        ("/roadmap/calendar/", 10),
        ("/roadmap/calendar.ics", 5),
        ("/roadmap/events/event-0/", 9),
        ("/roadmap/events/event-0.ics", 4),
        ("/roadmap/hlpf/", 5),
        ("/roadmap/hlpf/2026/", 14),
        ("/roadmap/mechanisms/", 2),
        ("/roadmap/mechanisms/cstd/", 9),
        ("/roadmap/reviews/", 4),
        ("/roadmap/reviews/KE/2026/", 2),
        ("/roadmap/cooperation-frameworks/", 4),
        ("/roadmap/inputs/", 8),
        ("/roadmap/materials/", 5),
    ],
)
def test_query_counts(client, path, queries, items, django_assert_num_queries):
    many(items)
    client.get(path)  # reads the vocabulary
    with django_assert_num_queries(queries):
        assert client.get(path).status_code == 200
