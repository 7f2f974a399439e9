"""Pages about progress: the list, the board, late reports, the workspace, and how often they ask the database."""

from datetime import date

import pytest

from activities.extensions import blocks_for, workspace_groups_for
from tests.factories.activities import (
    ActionLineFactory,
    ActivityFactory,
    CountryFactory,
    GoalFactory,
    TargetFactory,
)
from tests.factories.roadmap import (
    ActionActivityFactory,
    ActionBodyFactory,
    ActionFactory,
    ActionTermFactory,
    EditionFactory,
    ProgressReportFactory,
    ProgressUpdateFactory,
    SectionFactory,
)
from tests.roadmap.test_pages import words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
PAGE = "/roadmap/actions/8.d/"
REPORT = "/roadmap/actions/8.d/report/"


def test_the_page_of_progress_counts_by_section_and_status(client):
    reported = ActionFactory(code="6.1", status="done")
    ActionFactory(code="6.2")
    ActionFactory(code="8.1", section=SectionFactory(number=8), status="late")
    ProgressUpdateFactory(action=reported, done="It is done.")
    text = words(client.get("/roadmap/progress/"))
    assert "Progress has been reported on 2 commitments (of 3)." in text
    assert "It is done." in text
    found = client.get("/roadmap/progress/?section=6").context["progress"]
    assert [(line.number, line.counts, len(line.lines)) for line in found.sections] == [(6, (1, 0, 0, 0, 1, 0), 2)]
    assert client.get("/roadmap/progress/?status=sent").status_code == 400
    assert client.get("/roadmap/progress/?section=7").status_code == 400


def test_a_draft_is_on_no_page_of_progress(client, coordinator):
    ActionFactory(code="6.1")
    draft = EditionFactory(code="2027", state="draft", current=False)
    ActionFactory(code="6.9", section=SectionFactory(edition=draft, number=6), text="Words of the draft.")
    client.force_login(coordinator)
    for path in ("/roadmap/progress/?section=6", "/roadmap/board/"):
        assert "Words of the draft." not in client.get(path).content.decode()


def test_the_board_has_a_column_for_each_status_and_filters_in_the_address(client, action, focal):
    ActionFactory(code="8.1", section=action.section, status="late", rule="ongoing")
    client.force_login(focal)
    board = client.get("/roadmap/board/").context["board"]
    assert {column.status: [card.code for card in column.cards] for column in board.columns} == {
        "not-reported": ["8.d"],
        "planned": [],
        "on-track": [],
        "late": ["8.1"],
        "done": [],
        "discontinued": [],
    }
    assert board.work == {"overdue": 1, "needs-reporting": 2, "pending": 0, "returned": 0}
    cards = {card.code: card for column in board.columns for card in column.cards}
    assert (cards["8.d"].mine, cards["8.1"].mine, cards["8.d"].days_late) == (True, False, 334)
    for query, shown in (("work=overdue", 1), ("body=tsb", 1), ("section=8", 2), ("section=8&work=pending", 0)):
        assert client.get(f"/roadmap/board/?{query}").context["board"].shown == shown, query
    for query in ("work=late", "body=nobody", "section=99"):
        assert client.get(f"/roadmap/board/?{query}").status_code == 400


def test_a_long_column_starts_with_what_is_overdue_and_folds_the_rest(client, action, focal):
    for number in range(1, 25):
        ActionFactory(code=f"7.{number}", rule="ongoing")
    client.force_login(focal)
    page = client.get("/roadmap/board/")
    column = page.context["board"].columns[0]
    assert [card.code for card in column.first] == ["8.d", *(f"7.{number}" for number in range(1, 24))]
    assert [card.code for card in column.rest] == ["7.24"]
    assert "Show 1 more commitment<" in page.content.decode()


def test_the_board_leads_to_a_report_with_the_chosen_status(client, action, focal):
    client.force_login(focal)
    assert 'action="/roadmap/actions/8.d/report/"' in client.get("/roadmap/board/").content.decode()
    assert client.get(f"{REPORT}?status=done").context["form"]["status"].value() == "done"
    assert client.get(f"{REPORT}?status=nonsense").context["form"]["status"].value() is None


def test_lateness_by_body_and_year(client, action, coordinator):
    report = ProgressReportFactory(action=action, due_on=date(2025, 12, 31), first_submitted_at="2026-01-10T12:00Z")
    assert report.state == "pending"
    ProgressReportFactory(action=ActionFactory(code="8.2"), due_on=date(2026, 12, 31))
    client.force_login(coordinator)
    rows = client.get("/roadmap/board/late/").context["rows"]
    assert [(row.year, row.body, row.due, row.reported, row.late, row.median) for row in rows] == [
        (2026, "", 1, 1, 0, None),
        (2025, "TSB", 1, 1, 1, 10),
    ]
    lines = client.get("/roadmap/board/late-reports.csv").content.decode().splitlines()
    assert lines[2] == "8.d,TSB,2025-12-31,2025-11-01T12:00:00+00:00,2026-01-10T12:00:00+00:00,,pending,10"


def test_the_workspace_says_what_to_report(client, action, focal, coordinator):
    group = workspace_groups_for(focal, "")[0]
    assert (group.title, group.count, group.of, group.short) == ("commitment to report", 1, 1, "1 is overdue.")
    assert group.step_href == REPORT
    assert "commitment to report" in words(sign_in(client, focal).get("/workspace/"))
    assert workspace_groups_for(focal, "ITU-R") == []
    ProgressReportFactory(action=action, due_on=date(2025, 12, 31))
    assert workspace_groups_for(focal, "")[0].count == 0


def sign_in(client, user):
    client.force_login(user)
    return client


def test_pages_of_the_map_say_what_the_roadmap_promises(client, action):
    goal, target = GoalFactory(code="9"), TargetFactory(code="9.c")
    ActionTermFactory(action=action, term=target)
    ActionTermFactory(action=ActionFactory(code="8.1", status="done"), term=goal)
    ActionTermFactory(action=ActionFactory(code="8.2"), term=goal, withdrawn=True)
    ActionFactory(code="0.7", text="Show how WSIS Action Lines and SDGs link.")
    ActionFactory(code="6.2", text="Encourage Member States.")

    def promised(subject):
        return [
            (value, [link.code for link in links])
            for block in blocks_for(subject)
            if block.key in ("roadmap-promises", "engagement")
            for value, _label, links in block.content["promises"].groups
        ]

    assert promised(goal) == [("not-reported", ["8.d"]), ("done", ["8.1"])]
    assert promised(target) == [("not-reported", ["8.d"])]
    assert promised(ActionLineFactory(code="C2")) == [("not-reported", ["0.7"])]
    assert promised(CountryFactory(code="KE")) == [("not-reported", ["6.2"])]
    assert promised(GoalFactory(code="4")) == []


def test_promises_say_what_and_who(client, action):
    ActionTermFactory(action=action, term=TargetFactory(code="9.c"))
    ActionFactory(code="6.2", text="Encourage Member States.", responsible="ITU; Member States")
    assert "8.d Contribute to the STI Forum. (ITU)" in words(client.get("/targets/9.c/"))
    CountryFactory(code="KE")
    said = words(client.get("/countries/KE/"))
    assert "1 commitment to all Member States No progress reported yet 6.2 Encourage Member States." in said


@pytest.mark.parametrize(("number", "folded"), [(3, 0), (4, 1)])
def test_a_page_shows_three_commitments_and_folds_the_others(client, action, number, folded):
    target = TargetFactory(code="9.c")
    for place in range(number):
        ActionTermFactory(action=ActionFactory(code=f"5.{place + 1}"), term=target)
    html = client.get("/targets/9.c/").content.decode()
    assert html.count('href="/roadmap/actions/5.') == number
    assert html.count("<summary>1 more</summary>") == folded


@pytest.mark.parametrize("items", [1, 3])
@pytest.mark.parametrize(
    ("path", "queries"),
    [(PAGE, 8), ("/roadmap/progress/", 5), ("/roadmap/progress/?section=8", 6), ("/roadmap/board/", 10), (REPORT, 9)],
)
def test_query_counts(client, action, coordinator, django_assert_num_queries, items, path, queries):
    for number in range(items):
        other = ActionFactory(code=f"8.{number + 1}", section=action.section, rule="hlpf")
        ActionBodyFactory(action=other)
        ProgressUpdateFactory(action=other, year=2024)
        ProgressUpdateFactory(action=action, year=2026 - number)
        ActionActivityFactory(action=action, activity=ActivityFactory())
    if "board" in path or "report" in path:
        client.force_login(coordinator)
    client.get(path)
    with django_assert_num_queries(queries):
        assert client.get(path).status_code == 200
