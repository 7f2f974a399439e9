"""The twenty questions of docs/first-visit.md in a real browser: as many clicks as it says, and the words it quotes."""

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.xdist_group("journeys")
GUIDE = Path(__file__).resolve().parents[2] / "docs" / "first-visit.md"
MOST_CLICKS = 3


def one_line(text: str) -> str:
    return " ".join(text.split())


def section(number: int) -> str:
    """What the guide says of one question, after its heading."""
    text = GUIDE.read_text()
    return text[text.index(f"\n## {number}. ") :].split("\n## ")[1].partition("\n")[2]


class Visit:
    """A newcomer on the first page: clicks are counted, and what the pages say is remembered."""

    def __init__(self, page, question):
        self.page, self.guide = page, section(question)
        self.clicks, self.read = 0, []
        page.goto("/")
        self.look()

    def look(self):
        self.read.append(one_line(self.page.locator("body").inner_text()))

    def click(self, place, until=None):
        """Click, wait until the page says `until` or another page has come, and read it."""
        place.click()
        self.clicked(until)

    def clicked(self, until=None):
        self.clicks += 1
        self.page.wait_for_load_state()
        if until:
            expect(self.page.locator("body")).to_contain_text(until, use_inner_text=True)
        self.look()

    def search(self, words, until=None):
        main = self.page.get_by_role("main")
        main.get_by_role("searchbox").fill(words)
        self.click(main.get_by_role("button", name="Search"), until)

    def go_to(self, name):
        """The exact match above the results."""
        self.click(self.page.locator(".search-exact").get_by_role("link", name=name))

    def menu(self, name):
        self.click(self.page.get_by_role("navigation", name="Main").get_by_role("link", name=name, exact=True))


@pytest.fixture
def visit(page, request):
    """A Visit for the question that the test's name ends in; at the end it must have kept what the guide promises."""
    visit = Visit(page, int(request.node.name.rpartition("_")[2]))
    yield visit
    assert visit.clicks == len(re.findall(r"^\d\. ", visit.guide, re.MULTILINE)) <= MOST_CLICKS
    quoted = re.findall("“([^”]+)”", one_line(visit.guide))
    assert quoted
    assert [each for each in quoted if not any(each in said for said in visit.read)] == []


def test_what_serves_9c_in_africa_and_why_1(visit, page):
    visit.click(page.get_by_role("main").locator("a[href='/targets/9.c/']").last)
    visit.click(page.locator("#where a[href$='region=africa']"), "10 activities of 341")
    titles = page.locator(".card__title").all_inner_texts()
    assert len(titles) == 10
    visit.click(page.get_by_role("link", name="Smart Villages pilot in Niger"))


def test_where_the_matrix_expects_work_that_nobody_does_2(visit, page):
    visit.menu("Matrix")
    expect(page.locator("td.is-gap")).to_have_count(31)
    visit.click(page.get_by_role("link", name="C6, Goal 2: activities 0"), "No activity in both")


def test_what_itu_does_in_rwanda_3(visit, page):
    visit.menu("Countries")
    visit.click(page.get_by_role("link", name="Rwanda"))
    visit.click(page.get_by_role("link", name="4 by ITU"))
    expect(page.locator(".card__title")).to_have_count(4)


def test_commitments_that_concern_member_states_4(visit, page):
    visit.menu("Roadmap")
    visit.click(page.get_by_role("link", name="Engagement with Member States"))
    responsible = re.findall(r"Responsible (.*?) Frequency", visit.read[-1])
    assert responsible == [
        "ITU",
        "ITU, Member States",
        "ITU, Member States",
        "ITU, Member States",
        "ITU (New York)",
        "ITU (New York)",
        "ITU, Member States",
    ]
    visit.click(page.get_by_role("link", name="6.5", exact=True))


def test_how_mobile_coverage_developed_5(visit, page):
    visit.click(page.get_by_role("main").locator("a[href='/targets/9.c/']").last)
    visit.click(page.get_by_role("main").locator("a[href='/roadmap/indicators/9.c.1/']"))


def test_who_serves_goal_4_through_which_action_line_6(visit, page):
    visit.click(page.get_by_role("link", name="Flow from Sectors through Action Lines to Goals"))
    page.get_by_label("Goal", exact=True).select_option("4")
    visit.clicked()
    visit.click(page.get_by_role("main").get_by_role("button", name="Show", exact=True))
    band = page.locator(".picture__frame--wide a[aria-label='ITU-D → C4 Capacity building: 31 activities']")
    expect(band).to_have_attribute("href", "/activities/?sector=ITU-D&action_line=C4&goal=4")


def test_cybersecurity_at_itu_d_as_a_table_7(visit, page):
    visit.search("cybersecurity ITU-D", "See all 9 activities")
    visit.click(page.get_by_role("link", name="See all 9 activities"), "9 activities of 341")
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV", exact=True).click()
    visit.clicked()
    with open(download.value.path(), encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 9
    assert {row["organisation_sector"] for row in rows} == {"ITU-D"}
    assert rows[0].keys() >= {"goals", "targets", "action_lines", "country_names", "uri", "change"}


def test_which_output_supports_c5_8(visit, page):
    visit.click(page.get_by_role("main").locator("a[href='/action-lines/C5/']"))
    visit.click(page.locator("#proposed").get_by_role("link", name="2020–2023"), "Output D.2-2")
    entries = page.locator("#proposed-sp-2020 li").all_inner_texts()
    assert [entry.split()[1] for entry in entries if entry.startswith("Output")] == ["T.1-4", "D.2-2"]
    visit.click(page.get_by_role("link", name="Output D.2-2"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("building confidence and security")


def test_how_sure_the_figures_are_9(visit, page):
    visit.click(page.get_by_role("contentinfo").get_by_role("link", name="About and method"))
    expect(page.locator("#certainty")).to_contain_text("2,161")


def test_all_mappings_by_api_10(visit, page, live_server):
    visit.click(page.get_by_role("contentinfo").get_by_role("link", name="API", exact=True))
    visit.click(page.get_by_role("link", name="Keep a copy up to date", exact=True))
    address = re.search(r"curl '([^']+/mappings/\?limit=1000)'", visit.read[-1])[1]
    assert address in visit.guide.replace("http://127.0.0.1:8000", live_server.url)
    mappings, requests = [], 0
    while address:
        answer = page.request.get(address).json()
        mappings += answer["results"]
        address, requests = answer["next"], requests + 1
    assert (len({each["id"] for each in mappings}), requests) == (2168, 3)
    later = page.request.get(f"/api/v1/changes/?after={answer['last_change']}").json()
    assert (later["results"], later["next"]) == ([], None)


def test_what_goes_on_in_my_country_11(visit, page):
    visit.search("Kenya", "Go to")
    visit.go_to("Kenya")
    expect(page).to_have_url("/countries/KE/")
    expect(page.locator(".slice-work tbody tr")).to_have_count(10)


def test_a_goal_on_one_sheet_12(visit, page):
    visit.menu("Goals")
    visit.click(page.get_by_role("main").locator("a[href='/goals/9/']").first)
    visit.click(page.get_by_role("link", name="Print or save one page"))
    expect(page).to_have_url("/goals/9/?view=sheet")


def test_official_links_of_a_goal_without_activities_13(visit, page):
    visit.menu("Goals")
    visit.click(page.get_by_role("main").locator("a[href='/goals/9/']").first)
    visit.click(page.get_by_role("link", name="Action Lines and gaps", exact=True))
    gaps = visit.read[-1].partition("Links without activities (3 of 16)")[2].partition("Links with activities")[0]
    assert re.findall(r"\b(C\d[\w-]*) ", gaps) == ["C5", "C7-eagriculture", "C9"]


def test_the_latest_version_of_a_resolution_14(visit, page):
    visit.search("Res. 1332", "Go to")
    visit.go_to("Res. 1332 (Mod. 2024)")
    versions = page.get_by_role("main").locator("a[href^='/roadmap/documents/res-1332']").all_inner_texts()
    named = [re.search(r"\((?:Mod\. (\d{4})|C(\d\d))\)", each) for each in versions]
    assert [year or f"20{council}" for year, council in (each.groups() for each in named)] == ["2019", "2016", "2011"]


def test_a_misspelt_word_15(visit, page):
    visit.search("cybersecurty", "Showing results for")
    visit.click(page.get_by_role("link", name="See all 12 activities"), "12 activities of 341")


def test_an_abbreviation_and_how_sure_its_entry_is_16(visit, page):
    visit.search("P2C", "Go to")
    visit.go_to("Partner2Connect Digital Coalition")


def test_governments_that_are_active_17(visit, page):
    visit.menu("Organisations")
    visit.click(page.get_by_role("link", name="42 of them governments"), "42 of 144")
    expect(page.locator(".organisations tbody tr").first).to_contain_text("Office of Electronic Communications (UKE)")
    assert "Poland 3" in visit.read[-1]


def test_a_commitment_by_its_code_18(visit, page):
    visit.search("8.d", "Go to")
    visit.go_to("8.d")
    assert "Responsible General Secretariat" in visit.read[-1]


def test_what_the_forum_reviewed_19(visit, page):
    visit.menu("Roadmap")
    visit.click(page.locator(".roadmap-nav").get_by_role("link", name="Engagement"))
    visit.click(page.locator(".roadmap-nav").get_by_role("link", name="HLPF", exact=True))
    goals = page.locator("#y2026 a[href^='/goals/']").evaluate_all("all => all.map(each => each.pathname)")
    assert goals == [f"/goals/{number}/" for number in (6, 7, 9, 11, 17)]


def test_a_citation_20(visit, page):
    visit.menu("Countries")
    visit.click(page.get_by_role("link", name="Kenya"))
    visit.click(page.get_by_text("Cite this page"), "International Telecommunication Union, SDG Map: Kenya.")
    said = re.search(r"SDG Map: Kenya\. Data as of (.+?) \(version \d+\)\. (\S+)", visit.read[-1])
    assert said[2].endswith("/countries/KE/")
