"""The pages of the lexicon: what they show and reject, and that no input is lost."""

import pytest
from django.urls import reverse

from activities.actions.suggestions.lexicon import add_entry, edit_entry, withdraw_entry
from activities.models import LexiconEntry
from tests.activities.suggestions.markup import text

pytestmark = pytest.mark.django_db
FIELDS = {
    "phrase": "radar",
    "synonyms": "radars\nsonar",
    "terms": "9.c, wsis:C2",
    "note": "",
    "reason": "",
    "seen": "0",
}


def test_an_entry_is_entered(staff, taught):
    response = staff.post(reverse("lexicon-new"), FIELDS | {"reason": "New study group"}, follow=True)
    entry = LexiconEntry.objects.get(phrase="radar")
    assert (entry.synonyms, entry.terms) == (["radars", "sonar"], ["sdg:9.c", "wsis:C2"])
    assert (entry.change.verb, entry.change.reason, entry.change.actor) == ("lexicon.create", "New study group", "Ana")
    assert "Added: radar." in text(response)


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("phrase", "", "This field is required."),
        ("phrase", "Telemedicine", "“telemedicine” is already in the lexicon."),
        ("phrase", "!?", "“!?” contains no words."),
        ("synonyms", "sonar\nFibres", "“Fibres” is already a wording of “broadband”."),
        ("phrase", "a-", "“a-” is too short. Enter at least three letters before the hyphen."),
        ("synonyms", "b-", "“b-” is too short. Enter at least three letters before the hyphen."),
        ("synonyms", "x" * 121, "has 121 characters"),
        ("terms", "", "Enter at least one Goal, target or Action Line."),
        ("terms", "9.C 9.z", "“9.z” is not a Goal, target or Action Line."),
    ],
)
def test_an_entry_that_makes_no_sense_is_refused_and_kept(staff, taught, field, value, message):
    response = staff.post(reverse("lexicon-new"), FIELDS | {"note": "typed", field: value})
    assert response.status_code == 422
    assert message in text(response)
    assert "typed" in text(response)
    assert LexiconEntry.objects.count() == 2


def test_what_another_entry_listens_to_by_now_does_not_come_back(staff, taught, ana):
    entry = entry_of(ana, synonyms=["sonar"])
    entry = withdraw_entry(entry=entry, seen=entry.change_id, by=ana)
    entry_of(ana, phrase="sonar")
    page = text(staff.post(reverse("lexicon-restore", args=[entry.pk]), {"seen": entry.change_id}, follow=True))
    assert "“sonar” is already a wording of “sonar”." in page
    assert LexiconEntry.objects.get(pk=entry.pk).withdrawn


def entry_of(ana, **fields):
    return add_entry(fields={"phrase": "radar", "synonyms": [], "terms": ["sdg:9.c"], "note": ""} | fields, by=ana)


def test_an_entry_is_edited(staff, taught, ana):
    entry = entry_of(ana)
    staff.post(reverse("lexicon-edit", args=[entry.pk]), FIELDS | {"seen": entry.change_id})
    entry.refresh_from_db()
    assert (entry.synonyms, entry.change.verb) == (["radars", "sonar"], "lexicon.edit")


def test_saving_what_stands_already_writes_nothing(staff, taught, ana):
    entry = entry_of(ana)
    data = FIELDS | {"synonyms": "", "terms": "9.c", "seen": entry.change_id}
    staff.post(reverse("lexicon-edit", args=[entry.pk]), data)
    assert LexiconEntry.objects.get(pk=entry.pk).change_id == entry.change_id


def test_two_editors_of_one_entry_lose_nothing(staff, taught, ana):
    """The second editor chooses a value for each field in conflict, and these values are saved."""
    entry = entry_of(ana)
    seen = entry.change_id
    theirs = {"phrase": "radar", "synonyms": ["lidar"], "terms": ["sdg:9.c"], "note": "theirs"}
    edit_entry(entry=entry, fields=theirs, seen=seen, by=ana)
    here = reverse("lexicon-edit", args=[entry.pk])
    response = staff.post(here, FIELDS | {"terms": "9.c", "seen": seen})
    page = text(response)
    assert response.status_code == 409
    assert ">lidar</span>" in page
    assert ">radars, sonar</span>" in page
    now = LexiconEntry.objects.get(pk=entry.pk).change_id
    undecided = staff.post(here, FIELDS | {"terms": "9.c", "seen": now, "base": seen})
    assert undecided.status_code == 422
    assert "choose a value, or write another" in text(undecided)
    chosen = FIELDS | {"terms": "9.c", "seen": now, "base": seen, "keep_synonyms": "mine", "keep_note": "theirs"}
    assert staff.post(here, chosen).status_code == 302
    entry.refresh_from_db()
    assert (entry.synonyms, entry.note) == (["radars", "sonar"], "theirs")


def test_an_entry_is_withdrawn_and_restored(staff, taught, ana):
    entry = entry_of(ana)
    page = text(staff.post(reverse("lexicon-withdraw", args=[entry.pk]), {"seen": entry.change_id}, follow=True))
    assert "Withdrawn: radar." in page
    entry.refresh_from_db()
    assert entry.withdrawn
    again = staff.post(reverse("lexicon-new"), FIELDS)
    assert "“radar” is already in the lexicon, but withdrawn. Restore it instead." in text(again)
    staff.post(reverse("lexicon-restore", args=[entry.pk]), {"seen": entry.change_id})
    entry.refresh_from_db()
    assert not entry.withdrawn


def test_withdrawing_what_somebody_edited_meanwhile_is_stale(staff, taught, ana):
    entry = entry_of(ana)
    seen = entry.change_id
    edit_entry(entry=entry, fields={"note": "theirs"}, seen=seen, by=ana)
    response = staff.post(reverse("lexicon-withdraw", args=[entry.pk]), {"seen": seen})
    assert response.status_code == 409
    assert "theirs" in text(response)
    assert not LexiconEntry.objects.get(pk=entry.pk).withdrawn


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["broadband", "telemedicine"]),
        ("?q=diagnosis", ["telemedicine"]),
        ("?q=9.c", ["broadband"]),
        ("?q=C7-ehealth", ["telemedicine"]),
        ("?q=BROAD", ["broadband"]),
        ("?q=fibre+diagnosis", []),
        ("?after=broadband", ["telemedicine"]),
        ("?withdrawn", ["sonar"]),
        ("?q=%00", ["broadband", "telemedicine"]),
    ],
)
def test_the_lexicon_is_searched_by_words_and_codes(staff, taught, ana, query, found):
    entry = entry_of(ana, phrase="sonar")
    withdraw_entry(entry=entry, seen=entry.change_id, by=ana)
    response = staff.get(reverse("lexicon") + query)
    assert [line.phrase for line in response.context["page"].lines] == found


@pytest.mark.parametrize("entries", [1, 3])
def test_the_lexicon_takes_as_many_queries_whatever_it_holds(staff, taught, ana, entries, django_assert_num_queries):
    for i in range(entries):
        entry_of(ana, phrase=f"word {i}")
    staff.get(reverse("lexicon"))
    with django_assert_num_queries(6):  # session, user, roles; last Change, count, entries
        staff.get(reverse("lexicon"))
