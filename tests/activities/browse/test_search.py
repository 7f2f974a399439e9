"""The search page: what words find, in which group, and the text when nothing is found."""

import re
from html import unescape
from types import SimpleNamespace

import pytest

from activities import tasks
from activities.actions.ledger import record
from activities.models import Change, SearchWord, SearchWordState
from activities.queries.search import spelling
from activities.queries.search import words as search_words
from activities.queries.search.words import Sought, understood
from activities.queries.vocabulary import vocabulary
from activities.summaries import rebuild, words
from tests.factories.activities import (
    ActionLineFactory,
    ActivityFactory,
    CountryFactory,
    GoalFactory,
    MappingFactory,
    OrganisationFactory,
    TargetFactory,
    TermFactory,
    UserFactory,
)
from tests.factories.small_map import small_map
from tests.reading import text

pytestmark = pytest.mark.django_db


def links(body, label):
    """The addresses of the links with this text."""
    return [
        unescape(href) for href, inner in re.findall(r'<a [^>]*?href="([^"]*)"[^>]*>(.*?)</a>', body) if inner == label
    ]


@pytest.fixture
def searched(client):
    """search(words, …) returns the context's results and the whole page's text."""

    def search(q, **more):
        response = client.get("/search/", {"q": q, **more})
        assert response.status_code == 200
        found = response.context["found"]
        return SimpleNamespace(
            exact=[hit.href for hit in found.exact],
            groups={group.key: [hit.href for hit in group.hits] for group in found.groups},
            counted={group.key: group.counted for group in found.groups},
            hits={hit.href: hit for group in found.groups for hit in group.hits},
            body=response.content.decode(),
            text=re.sub(r" ([,.?])", r"\1", text(response)),
        )

    return search


@pytest.fixture
def kenya():
    """Activities that name Kenya in the title, as a country, through a partner, through the organisation, and not."""
    CountryFactory(code="KE", name="Kenya")
    CountryFactory(code="ZA", name="South Africa")
    body = OrganisationFactory(name="Kenya Library Service", slug="kenya-library-service")
    found = SimpleNamespace(
        title=ActivityFactory(title="Health data in Kenya", description="Clinics."),
        country=ActivityFactory(title="Health records", description="Clinics.", countries=["KE", "ZA"]),
        partner=ActivityFactory(title="Reading", description="Books.", partners=["Kenya Red Cross"]),
        body=ActivityFactory(title="Lending", description="Books.", organisation=body),
        other=ActivityFactory(title="Elsewhere", description="Nothing to see.", countries=["ZA"]),
        withdrawn=ActivityFactory(title="Kenya again", countries=["KE"], withdrawn=True),
    )
    rebuild()
    words.rebuild()
    return found


def at(*activities):
    return {f"/activities/{one.id}/" for one in activities}


class TestActivities:
    def test_text_country_organisation_and_partner_find_it_and_the_row_says_why(self, searched, kenya):
        found = searched("kenya")
        assert set(found.groups["activities"]) == at(kenya.title, kenya.country, kenya.partner, kenya.body)
        assert {href: hit.why for href, hit in found.hits.items() if href.startswith("/activities/")} == {
            f"/activities/{kenya.title.id}/": "",
            f"/activities/{kenya.country.id}/": "in Kenya",
            f"/activities/{kenya.partner.id}/": "with Kenya Red Cross",
            f"/activities/{kenya.body.id}/": "by Kenya Library Service",
        }
        assert "Health data in <mark>Kenya</mark>" in found.body
        assert found.counted["activities"] == "4 activities"

    @pytest.mark.parametrize(
        ("q", "names"),
        [
            ("health kenya", ["title", "country"]),
            ("records in Kenya", ["country"]),
            ("kenya south africa", ["country"]),
            ("kenya red cross", ["partner"]),
            ("books red cross", []),
            ('"Kenya"', ["title", "partner", "body"]),
            ("kenya -health", ["partner", "body"]),
        ],
    )
    def test_words_of_several_kinds_have_to_agree(self, searched, kenya, q, names):
        found = searched(q, exact=1).groups.get("activities", [])
        assert set(found) == at(*(getattr(kenya, name) for name in names))

    def test_a_partner_of_very_many_activities_is_found_too(self, searched, monkeypatch):
        monkeypatch.setattr(search_words, "PARTNERED", 1)
        made = [ActivityFactory(description="", partners=["Red Cross"]) for _ in range(3)]
        assert set(searched("red cross").groups["activities"]) == at(*made)

    def test_the_list_and_the_api_find_the_same(self, searched, client, kenya):
        rows = client.get("/api/v1/activities/?q=kenya").json()["results"]
        assert {f"/activities/{row['id']}/" for row in rows} == set(searched("kenya").groups["activities"])
        assert len(client.get("/activities/?q=kenya").context["cards"]) == 4

    def test_a_short_name_finds_what_it_is_short_for(self, searched):
        whole = ActivityFactory(title="Partner2Connect Digital Coalition")
        part = ActivityFactory(title="Partner2Connect pledges")
        rebuild()
        found = searched("P2C")
        assert found.exact == [f"/activities/{whole.id}/"]
        assert set(found.groups["activities"]) == at(whole, part)

    def test_more_than_five_are_on_the_list(self, searched):
        for number in range(6):
            ActivityFactory(title=f"Village network {number}")
        rebuild()
        found = searched("village")
        assert len(found.groups["activities"]) == 5
        assert '<a href="/activities/?q=village">See all 6 activities</a>' in found.body


class TestUnderstood:
    @pytest.mark.parametrize(
        ("words", "places", "rest"),
        [
            ("Kenya", (("Kenya", "KE"),), ""),
            ("health in South Africa", (("South Africa", "ZA"),), "health in"),
            ("in Kenya", (("Kenya", "KE"),), ""),
            ("uk, schools", (("uk,", "GB"),), "schools"),
            ("schools", (), "schools"),
            ('"South Africa" schools', (), '"South Africa" schools'),
            ("kenya OR ghana", (), "kenya OR ghana"),
        ],
    )
    def test_countries_are_taken_out(self, words, places, rest):
        for code, name in (("KE", "Kenya"), ("ZA", "South Africa"), ("GB", "United Kingdom")):
            CountryFactory(code=code, name=name)
        assert understood(words, vocabulary()) == Sought(words, places, rest)

    def test_sectors_too(self):
        sector = OrganisationFactory(sector="ITU-D", type="international-organisation")
        assert understood("cybersecurity at itu-d", vocabulary()) == Sought(
            "cybersecurity at itu-d", (), "cybersecurity at", (("itu-d", sector.id),)
        )


class TestGoTo:
    @pytest.fixture(autouse=True)
    def codes(self, kenya):
        GoalFactory(code="9", title="Industry")
        MappingFactory(term=TargetFactory(code="9.c", title="Internet access"), activity=kenya.title)
        TermFactory(kind="indicator", code="9.c.1", title="Network coverage")
        ActionLineFactory(code="C2", title="Infrastructure")
        ActionLineFactory(code="C7-ehealth", title="E-health")
        ActionLineFactory(code="C7-egov", title="E-government")
        rebuild()

    @pytest.mark.parametrize(
        ("q", "exact"),
        [
            ("9.c", ["/targets/9.c/"]),
            ("SDG target 9.C", ["/targets/9.c/"]),
            ("goal 9", ["/goals/9/"]),
            ("C2", ["/action-lines/C2/"]),
            ("infrastructure", ["/action-lines/C2/"]),
            ("KE", ["/countries/KE/"]),
            ("africa", ["/regions/africa/"]),
            ("Kenya", ["/countries/KE/"]),
            ("kenya library service", ["/organisations/kenya-library-service/"]),
            ("health data in kenya", None),
            ("api", []),
            ("matrix of action lines and goals", ["/matrix/"]),
        ],
    )
    def test_a_whole_code_or_name(self, searched, kenya, q, exact):
        assert searched(q).exact == (exact if exact is not None else [f"/activities/{kenya.title.id}/"])

    def test_it_says_what_it_is_and_how_much_there_is(self, searched):
        assert "Go to 9.c Internet access, target with 1 activity" in searched("9.c").text
        assert "Go to Kenya, country with 1 activity" in searched("Kenya").text

    def test_part_of_a_code_lists_its_family(self, searched):
        found = searched("C7")
        assert (found.exact, found.groups["action-lines"]) == (
            [],
            ["/action-lines/C7-ehealth/", "/action-lines/C7-egov/"],
        )

    def test_what_is_all_under_go_to_is_not_repeated(self, searched):
        body = searched("9.c").body
        assert 'href="#go-to">1 target · 1 indicator</a>' not in body  # the indicator is not the target
        assert 'href="#go-to">1 country</a>' in searched("KE").body


class TestSpelling:
    def test_a_misspelt_word_is_corrected_and_the_page_says_so(self, searched, kenya):
        found = searched("heatlh recrods")
        assert set(found.groups["activities"]) == at(kenya.country)
        assert "Showing results for health records. Search for heatlh recrods instead" in found.text
        assert links(found.body, "Search for heatlh recrods instead") == ["/search/?q=heatlh+recrods&exact=1"]

    def test_as_typed_it_finds_nothing_and_offers_the_other(self, searched, kenya):
        found = searched("heatlh", exact=1)
        assert found.groups == {}
        assert "No results for “heatlh” Did you mean health? Check the spelling, or use fewer words." in found.text

    def test_nothing_is_like_it(self, searched, kenya):
        found = searched("qqqqqqqq")
        assert "You can also browse Goals, Countries or Organisations." in found.text
        assert "Did you mean" not in found.text

    def test_the_list_of_activities_offers_it_too_where_it_gives_results(self, client, kenya):
        body = client.get("/activities/?q=heatlh&country=KE").content.decode()
        assert links(body, "<bdi>health</bdi>") == ["?country=KE&q=health"]
        assert "Did you mean" not in client.get("/activities/?q=heatlh&kind=event").content.decode()

    @pytest.mark.parametrize(
        ("typed", "meant"),
        [
            ("keyna", "kenya"),
            ("Elswhere", "elsewhere"),
            ("clinnics", "clinics"),
            ("kenya", ""),
            ("ken", ""),
            ("bokos", "books"),
            ("k3nya", ""),
            ("clinics elsewhere", ""),
        ],
    )
    def test_corrected(self, kenya, typed, meant):
        assert spelling.corrected(typed) == meant

    @pytest.mark.parametrize(
        ("one", "other", "edits"),
        [("kenya", "kenya", 0), ("keyna", "kenya", 1), ("kena", "kenya", 1), ("abc", "xyz", 3), ("", "ab", 2)],
    )
    def test_edits(self, one, other, edits):
        assert spelling.edits(one, other, 3) == spelling.edits(other, one, 3) == edits

    def test_edits_are_counted_up_to_a_limit(self):
        assert spelling.edits("abcdefgh", "stuvwxyz", 2) == 3
        assert spelling.edits("kenya", "keyna", 1) == 1

    def test_the_frequent_word_among_equals(self):
        for title in ("Broad one", "Broad two", "Bread"):
            ActivityFactory(title=title, description="")
        words.rebuild()
        assert spelling.corrected("Brxad") == "broad"


class TestWords:
    def test_of_live_entries_with_their_number(self, kenya):
        stored = dict(SearchWord.objects.values_list("word", "entries"))
        assert (stored["kenya"], stored["clinics"]) == (4, 2)  # title, partner, organisation, country
        assert "again" not in stored
        assert set(SearchWord.objects.get(word="red").trigrams) == set(spelling.trigrams("red"))
        assert spelling.trigrams("red") == ["  r", " re", "red", "ed "]

    def test_they_follow_the_facts_when_it_is_time(self, kenya):
        with record("tests", "activity.edit"):
            kenya.other.title = "Zanzibar"
            kenya.other.save()
        SearchWordState.objects.update(seconds=10)
        assert words.catch_up() is False
        SearchWordState.objects.update(seconds=0)
        assert words.catch_up() is True
        assert SearchWord.objects.filter(word="zanzibar").exists()
        assert not SearchWord.objects.filter(word="elsewhere").exists()
        assert words.catch_up() is False
        assert tasks.catch_up_search_words() is None
        assert SearchWordState.objects.get().built_through == Change.objects.order_by("-id")[0].id


class TestPage:
    def test_empty_box(self, searched):
        assert "Type a name, place or code, such as Kenya, 9.c or C7-ehealth." in searched("").text

    def test_one_box_on_every_page_leads_here(self, client):
        small_map(1)
        everywhere = ("/goals/9/", "/about/", "/activities/?q=net", "/activities/?goal=99", "/roadmap/", "/nowhere/")
        for address in (*everywhere, "/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"):
            assert client.get(address).content.decode().count('class="site-search') == 1, address
        client.force_login(UserFactory())
        for address in ("/accounts/", "/accounts/email/", "/accounts/2fa/", "/workspace/"):
            assert client.get(address).content.decode().count('class="site-search') == 1, address

    def test_one_box_on_the_first_page_and_on_the_results(self, client):
        small_map(1)
        for address in ("/", "/search/", "/search/?q=kenya"):
            assert client.get(address).content.decode().count('role="search"') == 1, address

    def test_one_group_alone(self, searched, kenya):
        found = searched("kenya", **{"in": "organisations"})
        assert found.groups == {"organisations": ["/organisations/kenya-library-service/"]}
        assert links(found.body, "Show all groups") == ["?q=kenya"]

    def test_a_strange_group_is_left_out(self, searched, kenya):
        assert len(searched("kenya", **{"in": "nothing"}).groups) > 1

    @pytest.mark.parametrize(
        "q",
        ["\x00", "x" * 5000, "<script>alert(1)</script>", "' OR 1=1--", "((&|!:*", "\u202eevil", "a & b:* | !c", "-"],
    )
    def test_hostile_words(self, searched, kenya, q):
        assert "<script>alert" not in searched(q).body

    @pytest.mark.parametrize("items", [1, 3])
    @pytest.mark.parametrize("q", ["activity", "national reviews"])
    def test_query_count(self, client, items, q, django_assert_num_queries):
        small_map(items)
        words.rebuild()
        client.get(f"/search/?q={q}")
        with django_assert_num_queries(14):
            client.get(f"/search/?q={q}")
