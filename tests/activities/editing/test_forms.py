"""What people type: cleaned, or refused with a reason."""

import pytest

from activities.forms.mapping import MappingForm
from activities.validators import clean_line, clean_prose


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("One.\r\n\r\n\r\n\r\nTwo.  And   three.\r", "One.\n\nTwo. And three."),
        ("\x00A\x07 line\x0b", "A line"),
        ("pay \u202egpj.exe\u202c now\u2066", "pay gpj.exe now"),
        ("caf\u0065\u0301", "café"),
        ("\n\n \t\n", ""),
        ("one\u2028two\x85three", "one\ntwo\nthree"),
        ("مشروع ‏القرى", "مشروع ‏القرى"),
    ],
)
def test_prose_keeps_its_paragraphs_and_loses_what_deceives(typed, kept):
    assert clean_prose(typed) == kept


def test_a_line_is_one_line():
    assert clean_line("a\nb\u202e\x00  c") == "a b c"


def link_form(**changes):
    return MappingForm({"strength": "2", "certainty": "proposed", "seen": "0"} | changes)


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("strength", "", "Choose a strength."),
        ("strength", "4", "Select a valid choice. 4 is not one of the available choices."),
        ("strength", "\x00", "Select a valid choice. \x00 is not one of the available choices."),
        ("evidence_url", "javascript:alert(1)", "Enter a full web address"),
        ("evidence_url", "ftp://itu.int/x", "Enter a full web address"),
        ("evidence_url", "not an address", "Enter a full web address"),
        ("evidence_url", "http://[", "Enter a full web address"),
        ("evidence_url", "https://me:secret@itu.int/x", "contains a user name or a password"),
        ("evidence_url", "https://www.itu.int@example.org/", "contains a user name or a password"),
        ("evidence_url", "https://itu.int/" + "x" * 1000, "at most 1000 characters"),
        ("certainty", "", "Choose how certain it is."),
        ("certainty", "verified", "Select a valid choice."),
        ("rationale", "x" * 5001, "at most 5000 characters"),
        ("reason", "x" * 501, "at most 500 characters"),
        ("seen", "", "This field is required."),
        ("seen", "-1", "greater than or equal to 0"),
        ("seen", "9" * 30, "less than or equal to"),
        ("base", "x", "Enter a whole number."),
    ],
)
def test_a_link_refuses(field, value, message):
    form = link_form(**{field: value})
    assert not form.is_valid()
    assert [*form.errors] == [field]
    assert message in form.errors[field][0]


def test_a_link_is_cleaned():
    form = link_form(
        rationale="Masts\x00\r\n\r\ncarry\u202e it.", evidence_url=" www.itu.int/report ", certainty="confirmed"
    )
    assert form.is_valid()
    assert form.values() == {
        "strength": 2,
        "rationale": "Masts\n\ncarry it.",
        "evidence_url": "https://www.itu.int/report",
        "certainty": "confirmed",
    }
