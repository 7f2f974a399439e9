"""Names in a requested language, with the language that each is really in."""

import pytest
from django.db import connection

from activities.queries.languages import country_named, shared_language, spoken, term_named
from tests.factories.activities import CountryFactory, GoalFactory, TargetFactory, TermTextFactory


def names(lang: str) -> dict[str, tuple[str, str]]:
    """{code: (name, language)} of all Terms."""
    named = term_named(lang)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT t.code, {named.name}, {named.language} FROM activities_term t {named.join}")  # noqa: S608
        return {code: (name, tag) for code, name, tag in cursor.fetchall()}


@pytest.fixture
def terms(db):
    goal = GoalFactory(code="9", title="Industry")
    target = TargetFactory(code="9.c", title="Internet access", parent=goal)
    TargetFactory(code="9.1", title="Infrastructure", parent=goal)
    TermTextFactory(term=goal, language="fr", title="Industrie", official_text="Bâtir une infrastructure résiliente")
    TermTextFactory(term=goal, language="zh-hans", title="产业", official_text="")
    TermTextFactory(term=target, language="fr", title="", official_text="Accroître l’accès")
    TermTextFactory(term=target, language="ru", title="", official_text="")


@pytest.mark.usefixtures("terms")
@pytest.mark.parametrize(
    ("lang", "expected"),
    [
        ("en", {"9": ("Industry", "en"), "9.c": ("Internet access", "en"), "9.1": ("Infrastructure", "en")}),
        (
            "fr",
            {"9": ("Industrie", "fr"), "9.c": ("Accroître l’accès", "fr"), "9.1": ("Infrastructure", "en")},
        ),
        ("zh-hans", {"9": ("产业", "zh-hans"), "9.c": ("Internet access", "en"), "9.1": ("Infrastructure", "en")}),
        ("ru", {"9": ("Industry", "en"), "9.c": ("Internet access", "en"), "9.1": ("Infrastructure", "en")}),
    ],
)
def test_names_fall_back_to_english_and_say_so(lang, expected):
    assert names(lang) == expected


def test_countries_fall_back_to_english_and_a_list_of_them_says_how_far(db):
    CountryFactory(code="CH", names={"fr": "Suisse", "es": "Suiza"})
    CountryFactory(code="KE", names={"fr": "Kenya", "es": ""})

    def rows(lang):
        named = country_named(lang)
        sql = f"SELECT {named.name}, {named.language} FROM activities_country c {named.join} ORDER BY c.code"  # noqa: S608
        total = f"SELECT {shared_language(named.language)} FROM activities_country c WHERE c.code = ANY (%s)"  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(sql)
            names = cursor.fetchall()
            summed = []
            for codes in (["CH"], ["CH", "KE"], []):
                cursor.execute(total, [codes])
                summed += cursor.fetchone()
            return names, summed

    assert rows("en") == ([("Switzerland", "en"), ("Kenya", "en")], ["en", "en", None])
    assert rows("fr") == ([("Suisse", "fr"), ("Kenya", "fr")], ["fr", "fr", None])
    assert rows("es") == ([("Suiza", "es"), ("Kenya", "en")], ["es", "mul", None])
    assert rows("zh-hans") == ([("Switzerland", "en"), ("Kenya", "en")], ["en", "en", None])


def test_an_answer_says_which_languages_it_is_in():
    assert [spoken(lang) for lang in ("en", "fr", "zh-hans")] == ["en", "fr, en", "zh-Hans, en"]
