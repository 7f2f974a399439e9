"""Organisations are found by any spelling, and similar names are recognised."""

import pytest

from activities.queries.submissions.organisations import find_organisations, names_like
from activities.summaries import words as search_words
from tests.activities.submissions.test_joining import HOSTILE, body

pytestmark = pytest.mark.django_db


def names(words):
    return [one.organisation.name for one in find_organisations(words).found]


@pytest.mark.parametrize(
    "words",
    [
        "Ministério da Educação e Cultura",
        "ministerio da educacao",
        "EDUCAÇÃO",
        "cultura educ",
        "MEC",
        "mec",
        "M.E.C.",
        "MdEeC",
    ],
)
def test_an_organisation_is_found_by_any_spelling(words):
    body("Ministério da Educação e Cultura")
    body("Ministry of Finance")
    assert names(words) == ["Ministério da Educação e Cultura"]


def test_an_abbreviation_in_the_list_is_found_by_its_full_name():
    body("APC")
    assert names("Association for Progressive Communications") == ["APC"]


def test_typing_errors_are_corrected():
    body("Ministry of Connectivity")
    search_words.rebuild()
    found = find_organisations("conectivity")
    assert ([one.organisation.name for one in found.found], found.instead) == (
        ["Ministry of Connectivity"],
        "connectivity",
    )


def test_a_merged_organisation_leads_to_the_one_that_remains():
    survivor = body("Ministry of Digital Affairs")
    body("Office for Telegraphs", withdrawn=True, merged_into=survivor)
    body("Office for Ghosts", withdrawn=True)
    (found,) = find_organisations("office").found
    assert (found.organisation, found.former) == (survivor, "Office for Telegraphs")


@pytest.mark.parametrize("words", ["", "%", "\\", "the", "x" * 5000, HOSTILE.replace("\0", ""), "(((", "[a-"])
def test_no_search_fails(words):
    assert find_organisations(words).found == ()


@pytest.mark.parametrize("items", [1, 3])
def test_the_search_is_one_query(items, django_assert_num_queries):
    for number in range(items):
        body(f"Ministry {number}")
    with django_assert_num_queries(1):
        assert len(names("ministry")) == items


def test_similar_names_are_found():
    known = body("Kenya Institute for Rural Networks", country_id=None)
    body("Kenya School of Law")
    assert names_like("Institute for Rural Networks of Kenya") == [known]
    assert names_like("KIRN") == [known]
    assert names_like("Bread") == []
