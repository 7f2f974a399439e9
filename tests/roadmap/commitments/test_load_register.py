"""manage.py load_register, and how the 58 commitments name their bodies and rules."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from roadmap.exchange.frequency import KNOWN, rule_of
from roadmap.models import Action, ActionBody, Body, Edition
from tests.factories.activities import OrganisationFactory, TargetFactory
from tests.factories.roadmap import BodyFactory

HEAD = (
    "section_no,section_title,action_id,action,kind,frequency,responsible,linked_sdgs,evidence,para_ref,"
    "linked_sdgs_basis\n"
)
ROWS = (
    "11,Follow-up,11.1,Report each year.,report,annual,General Secretariat; CSTD,9.c,Res. 71,para 1,proposed\n"
    "11,Follow-up,11.2,Hold the Forum.,event,annual,ITU,,,para 2,\n"
)


@pytest.fixture
def sectors(db):
    for slug in ("itu-r", "itu-t", "itu-d", "general-secretariat"):
        OrganisationFactory(slug=slug)
    TargetFactory(code="9.c")


def load(path, *more) -> str:
    out = StringIO()
    call_command(
        "load_register", str(path), "--code", "outcome", "--title", "Outcome", "--date", "2025-12-17", *more, stdout=out
    )
    return out.getvalue()


def test_a_register_is_loaded_as_a_draft(sectors, tmp_path):
    path = tmp_path / "outcome.csv"
    path.write_text(HEAD + ROWS)
    BodyFactory(name="General Secretariat")
    assert load(path) == "Loaded outcome with 1 sections as a draft: /roadmap/editions/outcome/\n"
    edition = Edition.objects.get()
    assert (edition.register, edition.state, edition.current) == ("wsis-outcome", "draft", False)
    assert list(Action.objects.order_by("position").values_list("code", "rule")) == [
        ("11.1", "yearly"),
        ("11.2", "yearly"),
    ]
    names = ActionBody.objects.filter(action__code="11.1").order_by("position").values_list("body__name", flat=True)
    assert list(names) == ["General Secretariat", "CSTD"]
    assert Body.objects.count() == 3


def test_a_register_is_published_at_once(sectors, tmp_path):
    path = tmp_path / "outcome.csv"
    path.write_text(HEAD + ROWS)
    assert "as published" in load(path, "--publish", "--register", "action-line")
    edition = Edition.objects.get()
    assert (edition.register, edition.state, edition.current) == ("action-line", "published", True)
    with pytest.raises(CommandError, match="An edition already has the code outcome"):
        load(path)


def test_every_fault_is_named_and_nothing_is_loaded(sectors, tmp_path):
    path = tmp_path / "outcome.csv"
    path.write_text(
        HEAD
        + "11,Follow-up,12.1,Report.,report,annual,ITU,9.z,,,proposed\n"
        + "11,Other title,11.2,,event,every full moon,,,,,\n"
        + "x,Follow-up,11.3,Report.,report,annual,ITU,,,,\n"
        + ",Follow-up,11.4,Report.,report,annual,ITU,,,,\n"
    )
    with pytest.raises(CommandError) as error:
        load(path)
    assert str(error.value).splitlines() == [
        "outcome.csv, row 2, column action_id: “12.1” is not the code of a commitment in section 11. Codes look like "
        "6.5 or 8.d.1.",
        "outcome.csv, row 2, column linked_sdgs: “9.z” is not a Goal or an SDG target. Did you mean 9.c?",
        "outcome.csv, row 3, column section_title: Section 11 has two titles. Write the same title in all its rows.",
        "outcome.csv, row 3, column responsible: The body responsible is missing. Name at least one body.",
        "outcome.csv, row 3, column frequency: “every full moon” is not a known frequency. Begin with one of these: "
        "annual, annual (July, HLPF), each Council, biennial, four-year cycle, once, continuing, as scheduled.",
        "outcome.csv, row 3, column action: The cell is empty. Fill it in.",
        "outcome.csv, row 4, column section_no: “x” is not a whole number. Enter a number from 0 to 99.",
        "outcome.csv, row 5, column section_no: The section number is missing. Enter a number from 0 to 99.",
        "Nothing was loaded.",
    ]
    assert not Edition.objects.exists()


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ("continuing since 2016", "ongoing"),
        ("four-year cycle", "four-years"),
        ("annual", "yearly"),
        ("annual since Council 2017", "yearly"),
        ("annual (rolling four years)", "yearly"),
        ("annual (July, HLPF)", "hlpf"),
        ("annual, before HLPF", "hlpf"),
        ("annual (July)", "hlpf"),
        ("each working group session", "council"),
        ("biennial", "two-years"),
        ("periodic", "ongoing"),
        ("as reports fall due", "ongoing"),
        ("as scheduled", "ongoing"),
        ("", "ongoing"),
        ("every full moon", ""),
        ("assorted", ""),
    ],
)
def test_the_rule_of_a_frequency(words, rule):
    assert rule_of(words) == rule


def test_the_frequencies_that_an_error_offers_are_known():
    assert {rule_of(words) for words in KNOWN} == {*Action.Frequency.values}


def test_what_reports_to_council_is_due_before_council():
    assert rule_of("annual", "Secretary-General; Council") == "council"
