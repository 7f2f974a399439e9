"""What other apps register appears on the map's pages, which answer without it too."""

import re

import pytest
from django.template import Template

from activities import extensions, rules
from activities.extensions import (
    INDICATOR_FIGURES,
    MENU,
    PROFILE_BLOCKS,
    SEARCH_GROUPS,
    WORKSPACE_GROUPS,
    Block,
    IndicatorFigure,
    Point,
    SearchGroup,
    SearchHit,
    SearchHits,
    WorkspaceGroup,
)
from roadmap.urls import urlpatterns
from tests.factories.activities import CountryFactory, UserFactory
from tests.factories.small_map import small_map
from tests.reading import text

pytestmark = pytest.mark.django_db
#: Pages to which something can be added.
ADDRESSES = ("/goals/9/about/", "/targets/9.c/", "/action-lines/C2/about/", "/countries/KE/")
LISTED = Template("<p>{{ content }} says hello.</p>")


@pytest.fixture
def pages():
    """A small map with the pages of `ADDRESSES`."""
    small_map(1)
    CountryFactory(code="KE")


@pytest.fixture
def register(monkeypatch):
    """register(point, entry), taken back after the test."""

    def register(point, entry):
        monkeypatch.setattr(point, "entries", point.entries)
        point.register(entry)

    return register


def greeting(subject) -> Block:
    return Block("greeting", "A greeting", LISTED, subject.code)


def round_of(count: int, of: int = 0):
    return lambda user, sector: WorkspaceGroup(
        f"Round for {user.name} in {sector or 'all'}", "What to report.", count, "/rounds/2026/", of
    )


class TestPoint:
    def test_entries_keep_the_order_of_registration(self):
        point: Point[str] = Point()
        for entry in ("second", "first"):
            point.register(entry)
        assert [*point] == ["second", "first"]

    def test_the_same_entry_is_refused(self):
        point: Point[str] = Point()
        point.register("once")
        with pytest.raises(ValueError, match="once is registered already"):
            point.register("once")
        assert [*point] == ["once"]


class TestWithoutRegistrations:
    @pytest.fixture(autouse=True)
    def nothing(self, monkeypatch):
        for point in vars(extensions).values():
            if isinstance(point, Point):
                monkeypatch.setattr(point, "entries", ())

    @pytest.mark.parametrize("address", ["/", *ADDRESSES, "/roadmap/"])
    def test_pages_answer(self, client, pages, address):
        response = client.get(address)
        assert (response.status_code, 'href="/roadmap/"' in nav(response)) == (200, False)

    def test_the_workspace_answers(self, client):
        client.force_login(UserFactory(role=rules.FOCAL_POINT, sectors=["ITU-D"]))
        assert client.get("/workspace/").status_code == 200


def nav(response) -> str:
    """The markup of the main menu."""
    return response.content.decode().partition('<nav class="site-nav"')[2].partition("</nav>")[0]


class TestMenu:
    def test_the_roadmap_is_the_last_of_seven(self, client):
        labels = re.findall(r"<a[^>]*>([^<]*)</a>", nav(client.get("/")))
        assert (len(labels), labels[-3:]) == (7, ["Countries", "Matrix", "Roadmap"])

    def test_all_pages_of_the_roadmap_belong_to_its_entry(self):
        assert [entry.routes for entry in MENU] == [tuple(path.name for path in urlpatterns)]
        assert MENU.entries[0].routes[0] == "roadmap"  # the entry links to it

    @pytest.mark.parametrize(("address", "mark"), [("/roadmap/", "page"), ("/roadmap/hlpf/", "true")])
    def test_the_current_entry_is_marked(self, client, address, mark):
        assert f'<a href="/roadmap/" aria-current="{mark}">Roadmap</a>' in nav(client.get(address))


class TestBlocks:
    @pytest.mark.parametrize("address", ADDRESSES)
    def test_a_block_is_on_the_page_of_its_subject(self, client, pages, register, address):
        register(PROFILE_BLOCKS, greeting)
        html = client.get(address).content.decode()
        code = address.split("/")[2]
        assert html.count('id="greeting"') == html.count(f"<p>{code} says hello.</p>") == 1

    @pytest.mark.parametrize("tab", ["", "profile/", "links/"])
    def test_the_other_tabs_have_no_blocks(self, client, pages, register, tab):
        register(PROFILE_BLOCKS, greeting)
        assert "A greeting" not in text(client.get(f"/goals/9/{tab}"))

    def test_a_provider_may_have_nothing_to_add(self, client, pages, register):
        before = client.get("/countries/KE/").content
        register(PROFILE_BLOCKS, lambda subject: None)
        assert client.get("/countries/KE/").content == before

    def test_no_other_page_of_a_place_has_blocks(self, client, pages, register):
        register(PROFILE_BLOCKS, greeting)
        assert "A greeting" not in text(client.get("/regions/africa/"))


class TestSearchGroups:
    def test_a_group_of_its_own_comes_before_the_pages(self, client, pages, register):
        def find(words, most):
            return SearchHits((SearchHit("/notes/1/", f"A note on {words}", exact=True),), 1, "1 note")

        register(SEARCH_GROUPS, SearchGroup("notes", "Notes", find))
        found = client.get("/search/?q=matrix").context["found"]
        assert [group.key for group in found.groups][-2:] == ["notes", "pages"]
        assert found.exact[0].title == "A note on \x02matrix\x03"

    def test_one_with_the_key_of_another_is_shown_with_it(self, client, pages, register):
        def find(words, most):
            return SearchHits((SearchHit("/notes/1/", "A target of ours"),), 1, "1 note")

        register(SEARCH_GROUPS, SearchGroup("terms", "", find))
        group = client.get("/search/?q=target 9.c").context["found"].groups[0]
        assert (group.key, group.title, group.total) == ("terms", "Goals, targets and indicators", 3)
        assert group.counted == "1 target · 1 indicator · 1 note"


class TestIndicatorFigures:
    def test_the_page_of_a_goal_shows_what_is_registered(self, client, pages, register):
        asked = []

        def figures(codes):
            asked.append([*codes])
            return [IndicatorFigure("9.c.1", "5 km", "Length of something", 2024, "official", others=True)]

        register(INDICATOR_FIGURES, figures)
        assert "5 km in 2024, worldwide: Length of something" in text(client.get("/goals/9/"))
        assert asked == [["9.c.1"]]

    def test_nothing_is_asked_where_there_is_no_indicator(self, client, pages, register):
        register(INDICATOR_FIGURES, lambda codes: 1 / 0)
        assert client.get("/action-lines/C2/").status_code == 200


class TestWorkspaceGroups:
    def workspace(self, client, sectors, query="") -> str:
        client.force_login(UserFactory(role=rules.FOCAL_POINT, sectors=sectors, name="Ines"))
        return text(client.get(f"/workspace/{query}"))

    def test_a_group_is_shown_with_its_share(self, client, register):
        register(WORKSPACE_GROUPS, round_of(12, of=128))
        shown = self.workspace(client, ["ITU-D"])
        assert "12 Round for Ines in all What to report. 9% of 128" in shown
        assert "Nothing to do: With" in shown

    def test_a_group_knows_the_chosen_sector(self, client, register):
        register(WORKSPACE_GROUPS, round_of(12))
        shown = self.workspace(client, ["ITU-D", "ITU-R"], "?sector=ITU-R")
        assert "12 Round for Ines in ITU-R What to report." in shown

    def test_a_group_without_work_is_named_among_those_with_nothing_to_do(self, client, register):
        register(WORKSPACE_GROUPS, round_of(12))
        register(WORKSPACE_GROUPS, lambda user, sector: WorkspaceGroup("Reports", "", 0, "/reports/"))
        shown = self.workspace(client, ["ITU-D"])
        assert "Reports" in shown.partition("Nothing to do:")[2]

    def test_a_user_without_a_sector_sees_it_too(self, client, register):
        register(WORKSPACE_GROUPS, round_of(12))
        shown = self.workspace(client, [])
        assert "No Sector has been assigned to you yet" in shown
        assert "12 Round for Ines" in shown

    def test_a_group_that_does_not_concern_the_user_is_left_out(self, client, register):
        before = self.workspace(client, ["ITU-D"])
        register(WORKSPACE_GROUPS, lambda user, sector: None)
        client.logout()
        assert self.workspace(client, ["ITU-D"]) == before
