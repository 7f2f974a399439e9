"""Choose a Term by code, by words in any language, or by going through the frameworks."""

import html
import re

import pytest

from activities import rules
from activities.models import Term
from activities.queries.editing.term_pick import choices_for, shelf
from tests.factories.activities import (
    ActionLineFactory,
    ActivityFactory,
    GoalFactory,
    MappingFactory,
    OrganisationFactory,
    TargetFactory,
    TermFactory,
    TermTextFactory,
    UserFactory,
)
from tests.reading import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper(client):
    user = UserFactory(role=rules.FOCAL_POINT, sectors=["ITU-D"])
    client.force_login(user)
    return user


@pytest.fixture
def terms():
    for code, title in (("8.1", "Growth"), ("8.10", "Banks for all"), ("9.1", "Roads"), ("9.c", "Internet access")):
        TargetFactory(code=code, title=title)
    GoalFactory(code="4", title="Quality education")
    for code, title in (("C7", "Applications"), ("C7-ehealth", "E-health"), ("C2", "Infrastructure")):
        ActionLineFactory(code=code, title=title)
    TermFactory(kind="output", code="R.1-1", title="Radio Regulations")
    TermFactory(kind="indicator", code="9.c.1", title="Population covered")


def codes(words, **asked) -> list[str]:
    return [choice.code for choice in choices_for(words, **asked)]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("9.c", ["9.c"]),
        ("9.C", ["9.c"]),
        ("Target 9.c", ["9.c"]),
        ("SDG 9", ["9", "9.1", "9.c"]),
        ("goal 9", ["9", "9.1", "9.c"]),
        ("8.1O", ["8.10"]),
        ("8.l", ["8.1"]),
        ("c7", ["C7", "C7-ehealth"]),
        ("C7-ehealth", ["C7-ehealth"]),
        ("r.1-1", ["R.1-1"]),
        ("", []),
        ("\x00", []),
        ("roads", ["9.1"]),
        ("banks all", ["8.10"]),
        ("ehealth zzz", []),
        ("%", []),
        ("_", []),
        ("\\", []),
    ],
)
def test_codes_in_any_spelling_and_words(terms, words, found):
    assert codes(words) == found


def test_a_wrong_code_finds_what_looks_like_it(terms):
    assert "9.c" in codes("9.d")


def test_words_are_found_in_every_language_that_is_loaded(terms):
    goal = Term.objects.get(code="4")
    TermTextFactory(term=goal, language="ar", title="التعليم الجيد")
    TermTextFactory(term=goal, language="fr", title="Éducation de qualité")
    sentence = "Ensure inclusive and equitable quality education for all."
    TermTextFactory(term=goal, language="en", title="Quality education", official_text=sentence)
    for words, spoken, wording in (
        ("التعليم", "ar", "التعليم الجيد"),
        ("éducation", "fr", "Éducation de qualité"),
        ("ÉDUCATION qualité", "fr", "Éducation de qualité"),
        ("equitable", "", ""),
        ("quality", "", ""),
    ):
        (choice,) = choices_for(words)
        assert (choice.code, choice.language, choice.found) == ("4", spoken, wording), words
        assert choice.official == sentence


def test_a_language_that_the_site_does_not_speak_is_no_error(client, keeper, terms):
    TermTextFactory(term=Term.objects.get(code="4"), language="xx", title="Zzz")
    assert "Zzz" in text(client.get("/terms/pick/?q=zzz"))


def test_titles_come_before_sentences_and_goals_before_plans(terms):
    TermFactory(kind="output", code="T.1-1", title="Internet numbers")
    TermTextFactory(term=Term.objects.get(code="9.1"), language="en", official_text="Roads and Internet exchanges.")
    assert codes("internet") == ["9.c", "T.1-1", "9.1"]


def test_kinds_narrow_the_choice(terms):
    assert codes("9", kinds=["goal"]) == ["9"]
    assert codes("9.c", kinds=["indicator"]) == ["9.c.1"]


def test_what_is_linked_already_is_marked(terms):
    activity = ActivityFactory()
    MappingFactory(activity=activity, term=Term.objects.get(code="9.c"), strength=3)
    MappingFactory(activity=activity, term=Term.objects.get(code="9.1"), withdrawn=True)
    found = {choice.code: choice.strength for choice in choices_for("sdg 9", activity=activity.pk)}
    assert found == {"9": None, "9.1": None, "9.c": 3}


@pytest.mark.parametrize(
    ("place", "found"),
    [
        ("sdg", ["4", "8", "9"]),
        ("goal:9", ["9", "9.1", "9.c"]),
        ("wsis", ["C2", "C7", "C7-ehealth"]),
        ("sp-2024", ["R.1-1"]),
    ],
)
def test_going_through_the_frameworks(terms, place, found):
    opened = shelf(place)
    assert sorted(choice.code for choice in opened.choices) == found


@pytest.mark.parametrize("place", ["goal:99", "goal:", "nowhere", "goal", "x" * 60])
def test_a_place_that_is_none(client, keeper, terms, place):
    assert shelf(place) is None
    response = client.get("/terms/pick/", {"browse": place})
    assert "This list cannot be found" in text(response)


def links(response) -> list[str]:
    return [html.unescape(href) for href in re.findall(r'class="pick" href="([^"]+)"', response.content.decode())]


def test_a_choice_leads_to_the_form_of_the_link(client, keeper, terms):
    pk, term = ActivityFactory().pk, Term.objects.get(code="9.c").pk
    assert links(client.get(f"/terms/pick/?q=9.c&activity={pk}")) == [f"/activities/{pk}/mappings/{term}/"]
    assert links(client.get("/terms/pick/?q=9.c")) == ["/targets/9.c/"]
    response = client.get("/terms/pick/", {"browse": "sdg", "activity": pk})
    assert f"?browse=goal:9&amp;activity={pk}" in response.content.decode()


@pytest.mark.parametrize(
    ("to", "leads"),
    [
        ("/activities/bulk/?add={term}&goal=9", "/activities/bulk/?add=TERM&goal=9"),
        ("https://evil.example/{term}", "/targets/9.c/"),
        ("//evil.example/{term}", "/targets/9.c/"),
        ("/\\evil.example/{term}", "/targets/9.c/"),
        ("javascript:alert({term})", "/targets/9.c/"),
        ("/nowhere/", "/targets/9.c/"),
    ],
)
def test_a_choice_leads_where_it_was_asked_to_on_this_site_alone(client, keeper, terms, to, leads):
    term = Term.objects.get(code="9.c").pk
    assert links(client.get("/terms/pick/", {"q": "9.c", "to": to})) == [leads.replace("TERM", str(term))]


def test_options_of_a_combobox(client, keeper, terms):
    pk, term = ActivityFactory().pk, Term.objects.get(code="9.c").pk
    response = client.get(f"/terms/pick/?q=9.c&as=options&activity={pk}")
    page = response.content.decode()
    assert "<h1>" not in page
    assert re.findall(r'data-term="(\d+)" data-code="([^"]+)" data-kind="(\w+)"', page) == [
        (str(term), "9.c", "target")
    ]
    assert f'data-href="/activities/{pk}/mappings/{term}/"' in page
    nothing = client.get("/terms/pick/?q=zzzz&as=options").content.decode()
    assert "No results." in nothing
    assert "data-term" not in nothing


@pytest.mark.parametrize("activity", ["other", "none", "x", "9" * 30, "٣"])
def test_another_sectors_activity_is_not_there(client, keeper, activity):
    if activity == "other":
        activity = ActivityFactory(organisation=OrganisationFactory(sector="ITU-R")).pk
    assert client.get("/terms/pick/", {"activity": activity}).status_code == 404


def test_hostile_parameters_are_text(client, keeper, terms):
    client.raise_request_exception = False
    for hostile in ("\x00", "\u202e", "<script>alert(1)</script>", "x" * 5000, "'; DROP TABLE", "%%%s", "\\"):
        for name in ("q", "browse", "kind", "to", "as"):
            response = client.get("/terms/pick/", {"q": "9", name: hostile})
            assert response.status_code == 200, (name, hostile)
            assert b"<script>alert" not in response.content


@pytest.mark.parametrize("items", [1, 3])
def test_query_counts(client, keeper, items, django_assert_num_queries):
    pk = ActivityFactory().pk
    for number in range(items):
        TermTextFactory(term=GoalFactory(code=str(number + 1), title="School"), official_text="Schools for all.")
    with django_assert_num_queries(10):
        client.get(f"/terms/pick/?q=school&activity={pk}")
    with django_assert_num_queries(9):
        client.get(f"/terms/pick/?q=school&as=options&activity={pk}")
    with django_assert_num_queries(10):
        client.get(f"/terms/pick/?browse=sdg&activity={pk}")
