"""Strength and reason of links as the editors propose them, and titles in other languages."""

from collections import Counter

import pytest

from activities.actions.ledger import record
from activities.actions.reference import load as reference
from activities.exchange.csv_files.rationales import COLUMNS, Rationale, read_rationales
from activities.exchange.csv_files.rows import Faults
from activities.exchange.csv_files.term_titles import read_term_titles
from activities.models import Mapping, TermText

#: Links of the data that ships, by strength.
STRENGTHS = {1: 296, 2: 884, 3: 988}


def load():
    with record("load_reference", "reference.load") as change:
        return {outcome.label: outcome for outcome in reference.load_map(change)}


@pytest.fixture
def loaded(db):
    return load()


def link(slug: str, code: str) -> Mapping:
    return Mapping.objects.get(activity__slug=slug, term__code=code, term__framework__slug__in=["sdg", "wsis"])


def test_links_differ_in_strength_and_most_say_why(loaded):
    assert Counter(Mapping.objects.values_list("strength", flat=True)) == STRENGTHS
    assert Mapping.objects.exclude(rationale="").count() == 1264


def test_what_the_editors_propose_is_proposed(loaded):
    given = Mapping.objects.exclude(rationale="").values_list("certainty", flat=True)
    assert set(given) == {"proposed"}


def test_a_goal_takes_the_strength_of_its_strongest_target_without_its_reason(loaded):
    slug = "national-cirt-readiness-and-maturity-assessments-2025"
    target, goal = link(slug, "16.a"), link(slug, "16")
    assert (target.strength, bool(target.rationale)) == (3, True)
    assert (goal.strength, goal.rationale) == (3, "")
    assert link("regional-cyberdrills-2025", "17").strength == 1


def test_a_link_without_a_row_contributes(loaded):
    rows = reference.read_activities(reference.REFERENCE / "activities_itu.csv", reference.known_codes())
    bare = next(row for row in rows if row.fields["slug"].startswith("national-cirt-readiness"))
    with record("load_reference", "reference.load") as change:
        reference.load_activities([bare], change)
    strengths = Mapping.objects.filter(activity__slug=bare.fields["slug"]).values_list("strength", flat=True)
    assert set(strengths) == {2}


def test_what_a_person_edited_confirmed_or_withdrew_stays_and_is_named(loaded):
    slug = "national-cirt-readiness-and-maturity-assessments-2025"
    with record("tests", "mapping.set") as change:
        Mapping.objects.filter(pk=link(slug, "16.a").pk).update(strength=1, rationale="Ours", change=change)
        Mapping.objects.filter(pk=link(slug, "17.9").pk).update(certainty="confirmed", change=change)
        Mapping.objects.filter(pk=link(slug, "C5").pk).update(withdrawn=True, strength=1, change=change)
    outcome = load()["mappings"]
    assert (outcome.new, outcome.changed) == (0, 0)
    assert set(outcome.left) == {f"{slug} → {name}" for name in ("sdg 16.a", "sdg 17.9", "wsis C5")}
    assert (link(slug, "16.a").strength, link(slug, "16.a").rationale) == (1, "Ours")
    assert link(slug, "17.9").certainty == "confirmed"
    assert link(slug, "C5").withdrawn


def test_a_map_without_reasons_gets_them(loaded):
    with record("load_reference", "reference.load") as change:
        Mapping.objects.update(strength=2, rationale="", change=change)
    assert load()["mappings"].changed > 1264
    assert Counter(Mapping.objects.values_list("strength", flat=True)) == STRENGTHS


HEADER = ",".join(COLUMNS)
LINKS = {("here", "sdg", "9.c"), ("here", "wsis", "C2")}


def written(tmp_path, *rows):
    path = tmp_path / "link_rationales.csv"
    path.write_text("\n".join([HEADER, *rows]))
    return path


def test_rows_are_read_by_their_link(tmp_path):
    path = written(tmp_path, "here,sdg,9.c,3,Why", "here,wsis,C2,1,")
    assert read_rationales(path, LINKS) == {
        ("here", "sdg", "9.c"): Rationale(3, "Why"),
        ("here", "wsis", "C2"): Rationale(1, ""),
    }


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("her,sdg,9.c,3,Why", "column slug: “her” is not the address of an activity in the files. Did you mean here?"),
        ("here,sdg,9.b,3,Why", "column code: The activity has no link to sdg:9.b."),
        ("here,sdg,9.c,4,Why", "column strength: “4” is not a strength from 1 to 3."),
        ("here,wsis,C2,2,Why", "column code: The link to wsis:C2 is in the file twice."),
    ],
)
def test_a_row_that_fits_no_link_is_named(tmp_path, row, fault):
    with pytest.raises(Faults) as caught:
        read_rationales(written(tmp_path, "here,wsis,C2,1,", row), LINKS)
    assert str(caught.value).startswith(f"link_rationales.csv, row 3, {fault}")


def test_titles_in_other_languages_are_texts_without_a_source_and_unconfirmed(loaded):
    text = TermText.objects.get(term__code="C2", term__framework__slug="wsis", language="fr")
    assert text.title
    assert (text.source, text.certainty, text.official_text) == ("", "unconfirmed", "")
    found = TermText.objects.filter(term__framework__slug="wsis").exclude(language="en")
    assert Counter(found.values_list("language", flat=True)) == dict.fromkeys(("ar", "es", "fr", "ru", "zh-hans"), 18)


def test_a_title_that_a_person_wrote_stays(loaded):
    with record("tests", "term.edit") as change:
        own = TermText.objects.filter(term__code="C2", term__framework__slug="wsis", language="fr")
        own.update(title="Notre titre", certainty="confirmed", change=change)
    assert load()["texts"].left == ("wsis C2, fr",)
    assert own.get().title == "Notre titre"


def test_a_title_of_a_code_that_there_is_not_is_named(tmp_path):
    path = tmp_path / "term_titles.csv"
    path.write_text("framework,code,lang,title,source,certainty\nwsis,C77,fr,Titre,,\ngdc,GDC-1,fr,Titre,,\n")
    with pytest.raises(Faults) as caught:
        read_term_titles(path, {("wsis", "C7")}, {"wsis"})
    assert str(caught.value) == (
        "term_titles.csv, row 2, column code: “C77” is not a code of the framework. Did you mean C7?"
    )
