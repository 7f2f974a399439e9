"""Importing official SDG texts. Sentences here are our own; the real files are read where they are at hand."""

import csv
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError

import activities
from activities.actions.ledger import record
from activities.actions.reference.texts import Counts, NoSdgTerms, import_sdg_texts, preview_sdg_texts
from activities.exchange.sdg_texts import SdgText, SdgTexts, kind_of, read_sdg_texts
from activities.models import Change, Framework, Term, TermText
from tests.activities.reference.test_exchange_sdg_texts import OFFICIAL, needs_official

REFERENCE = Path(activities.__file__).parent / "reference"

pytestmark = pytest.mark.django_db


@pytest.fixture
def sdg():
    """Goal 9 with target 9.c, and our French short name of the Goal."""
    with record("test", "reference.load") as change:
        framework = Framework.objects.create(slug="sdg", title="SDGs", publisher="UN", change=change)
        goal = Term.objects.create(
            framework=framework, kind="goal", code="9", title="Building", position=90_000, change=change
        )
        Term.objects.create(
            framework=framework, kind="target", code="9.c", title="Access", position=90_800,
            parent=goal, goal=goal, change=change,
        )  # fmt: skip
        TermText.objects.create(term=goal, language="fr", title="Bâtir", certainty="unconfirmed", change=change)
    return framework


def texts(*rows: tuple, source: str = "a list") -> SdgTexts:
    return SdgTexts(
        rows=tuple(
            SdgText(code, kind_of(code), language, title, text, uri) for code, language, title, text, uri in rows
        ),
        problems=(),
        source=source,
    )


SAMPLE = texts(
    ("9", "en", "Building", "Build well", ""),
    ("9.c", "en", "", "Connect all", ""),
    ("9.c.1", "en", "", "People with a signal", "http://metadata.un.org/sdg/C090c01"),
    ("9", "fr", "Construction", "Bien bâtir", ""),
    ("9.c.1", "fr", "", "Gens avec réseau", "http://metadata.un.org/sdg/C090c01"),
)


def stored() -> list[tuple]:
    return list(
        TermText.objects.order_by("language", "term__position").values_list(
            "term__code", "language", "title", "official_text", "source"
        )
    )


def take(sample: SdgTexts) -> Counts:
    return import_sdg_texts(texts=sample, reason="wording", by="test")


def test_import_writes_sentences_and_new_indicators_in_one_change(sdg):
    before = Change.objects.count()
    counts = take(SAMPLE)
    assert stored() == [
        ("9", "en", "Building", "Build well", "a list"),
        ("9.c", "en", "", "Connect all", "a list"),
        ("9.c.1", "en", "", "People with a signal", "a list"),
        ("9", "fr", "Bâtir", "Bien bâtir", "a list"),
        ("9.c.1", "fr", "", "Gens avec réseau", "a list"),
    ]
    assert Term.objects.filter(kind="indicator").values_list(
        "code", "title", "parent__code", "goal__code", "position", "uri", "basis", "change"
    ).get() == (
        "9.c.1", "Indicator 9.c.1", "9.c", "9", 90_801, "http://metadata.un.org/sdg/C090c01", "a list", counts.change
    )  # fmt: skip
    assert (counts.new, counts.changed, counts.unchanged, counts.unknown, counts.indicators) == (
        4,
        1,
        0,
        (),
        ("9.c.1",),
    )
    assert counts.by == {
        ("goal", "en", "new"): 1,
        ("target", "en", "new"): 1,
        ("indicator", "en", "new"): 1,
        ("goal", "fr", "changed"): 1,
        ("indicator", "fr", "new"): 1,
    }
    assert Change.objects.count() == before + 1
    assert Change.objects.values_list("actor", "verb", "reason").get(pk=counts.change) == (
        "test", "texts.import", "wording"
    )  # fmt: skip
    assert set(TermText.objects.values_list("change", flat=True)) == {counts.change}


def test_second_import_writes_nothing(sdg):
    take(SAMPLE)
    before = Change.objects.count(), stored()
    counts = take(SAMPLE)
    assert (counts.new, counts.changed, counts.unchanged, counts.change) == (0, 0, 5, None)
    assert (Change.objects.count(), stored()) == before


def test_only_what_differs_carries_the_new_change(sdg):
    first = take(SAMPLE).change
    counts = take(
        texts(("9", "en", "Building", "Build better", ""), ("9.c", "en", "", "Connect all", ""), source="two")
    )
    assert (counts.new, counts.changed, counts.unchanged) == (0, 1, 1)
    assert TermText.objects.values_list("official_text", "source", "change").get(
        term__code="9", language="en"
    ) == ("Build better", "two", counts.change)  # fmt: skip
    assert TermText.objects.values_list("source", "change").get(term__code="9.c") == ("a list", first)


def test_short_name_fills_a_gap_but_never_replaces_ours(sdg):
    take(texts(("9", "es", "", "Construir bien", "")))
    take(texts(("9", "es", "Construir", "Construir bien", ""), ("9", "fr", "Autre", "Bien bâtir", "")))
    assert stored() == [
        ("9", "es", "Construir", "Construir bien", "a list"),
        ("9", "fr", "Bâtir", "Bien bâtir", "a list"),
    ]


def test_address_of_a_known_indicator_is_filled_in(sdg):
    take(texts(("9.c.1", "en", "", "People with a signal", "")))
    counts = take(texts(("9.c.1", "en", "", "People with a signal", "http://metadata.un.org/sdg/C090c01")))
    assert (counts.unchanged, counts.change) == (1, Change.objects.first().pk)
    assert Term.objects.get(code="9.c.1").uri == "http://metadata.un.org/sdg/C090c01"


def test_unknown_codes_are_counted_and_left_out(sdg):
    counts = take(texts(("9.b", "en", "", "No such target here", ""), ("9.b.1", "en", "", "Nor this", "")))
    assert (counts.new, counts.unknown, counts.change) == (0, ("9.b", "9.b.1"), None)
    assert not Term.objects.filter(code__startswith="9.b").exists()


def test_preview_writes_nothing(sdg):
    before = Change.objects.count(), stored()
    counts = preview_sdg_texts(SAMPLE)
    assert (counts.new, counts.changed, counts.indicators, counts.change) == (4, 1, ("9.c.1",), None)
    assert (Change.objects.count(), stored(), Term.objects.filter(kind="indicator").count()) == (*before, 0)


def test_fault_in_the_middle_leaves_nothing_behind(sdg, monkeypatch):
    before = Change.objects.count(), stored()

    def fail(*args, **kwargs):
        raise DatabaseError("disk full")

    monkeypatch.setattr("django.db.models.query.QuerySet.bulk_update", fail)
    with pytest.raises(DatabaseError, match=r"disk full"):
        take(SAMPLE)
    assert (Change.objects.count(), stored(), Term.objects.filter(kind="indicator").count()) == (*before, 0)


def test_without_reference_data_it_says_what_to_do():
    with pytest.raises(NoSdgTerms, match=r"Load the reference data first: manage.py load_reference"):
        take(SAMPLE)


@pytest.mark.parametrize("languages", [1, 3])
def test_query_count_does_not_grow_with_the_texts(sdg, languages, django_assert_num_queries):
    sample = texts(*[("9.c", language, "", "Connect all", "") for language in ("en", "es", "ru")[:languages]])
    with django_assert_num_queries(11):
        take(sample)


# The command


@pytest.fixture
def folder(tmp_path):
    for language, goal in (("en", "Build well"), ("fr", "Bien bâtir")):
        (tmp_path / language).mkdir()
        (tmp_path / language / "global_goals.yml").write_text(f"9-title: {goal}\n", encoding="utf-8")
    (tmp_path / "en" / "global_targets.yml").write_text("9-c-title: Connect\n9-d-title: Nothing\n99-title: Far\n")
    return tmp_path


def run(*arguments) -> list[str]:
    out = StringIO()
    call_command("import_sdg_texts", *map(str, arguments), stdout=out, no_color=True)
    return out.getvalue().splitlines()


def test_command_reports_counts_problems_and_unknown_codes(sdg, folder):
    lines = run(folder)
    assert lines[0] == f"open-sdg YAML, folder {folder.name}"
    assert [line.split() for line in lines[1:5]] == [
        ["new", "changed", "unchanged"],
        ["goal", "en", "1", "0", "0"],
        ["goal", "fr", "0", "1", "0"],
        ["target", "en", "1", "0", "0"],
    ]
    assert lines[5:] == [
        "“99” is not an SDG code, such as 9, 9.c or 9.c.1. Left out.",
        "9.d is not a known SDG code; left out. Nearest: 9.c.",
        f"Saved as change {Change.objects.first().pk}.",
    ]
    assert run(folder)[-1] == "No differences: nothing was saved."


def test_command_dry_run(sdg, folder):
    before = stored()
    assert run(folder, "--dry-run")[-1] == "Dry run: nothing was saved."
    assert stored() == before


def test_command_takes_only_the_languages_asked_for(sdg, folder):
    run(folder, "--languages", "fr")
    assert stored() == [("9", "fr", "Bâtir", "Bien bâtir", f"open-sdg YAML, folder {folder.name}")]


@pytest.mark.parametrize(
    ("languages", "message"),
    [
        ("de", "Unknown language: de. Choose from en, fr, es, ar, ru, zh-hans."),
        ("en,ru", "has no texts in ru; it has en, fr."),
    ],
)
def test_command_refuses_a_language_that_is_not_there(sdg, folder, languages, message):
    with pytest.raises(CommandError, match=message):
        run(folder, "--languages", languages)


def test_command_path_that_is_not_there(sdg, tmp_path):
    with pytest.raises(CommandError, match=r"nowhere cannot be read: there is no such file or folder."):
        run(tmp_path / "nowhere")


def test_command_unknown_format(sdg, tmp_path):
    (tmp_path / "notes.txt").write_text("Dear all")
    with pytest.raises(CommandError, match=r"begins with “Dear all”. Formats read: the UN’s SKOS Turtle, "):
        run(tmp_path / "notes.txt")


def test_command_host_that_does_not_answer(sdg, monkeypatch):
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with pytest.raises(CommandError, match=r"http://127.0.0.1:1/list cannot be read: .*refused"):
        run("http://127.0.0.1:1/list")


def test_command_before_the_reference_data(folder):
    with pytest.raises(CommandError, match=r"Load the reference data first: manage.py load_reference"):
        run(folder)


@pytest.fixture
def all_targets():
    """Every Goal and target by its code, as the product's own list has them."""
    with (REFERENCE / "sdg_targets.csv").open(encoding="utf-8-sig", newline="") as file:
        codes = [(row["code"], row["goal"]) for row in csv.DictReader(file)]
    with record("test", "reference.load") as change:
        framework = Framework.objects.create(slug="sdg", title="SDGs", publisher="UN", change=change)
        goals = {
            goal.code: goal
            for goal in Term.objects.bulk_create(
                Term(
                    framework=framework, kind="goal", code=str(n), title=f"Goal {n}", position=n * 10_000, change=change
                )
                for n in range(1, 18)
            )
        }
        Term.objects.bulk_create(
            Term(
                framework=framework, kind="target", code=code, title=f"Target {code}", position=position * 100,
                parent=goals[goal], goal=goals[goal], change=change,
            )
            for position, (code, goal) in enumerate(codes, 2000)
        )  # fmt: skip


@needs_official
@pytest.mark.parametrize(
    ("source", "new", "indicators"), [("open-sdg", 6 * 438, 252), ("unsd-kos", 3 * 430 - 1, 244), ("iati", 2 * 186, 0)]
)
def test_real_files_belong_to_known_targets_and_twice_is_once(all_targets, source, new, indicators):
    texts = read_sdg_texts(OFFICIAL / source)
    counts = take(texts)
    assert (counts.new, counts.changed, counts.unchanged, counts.unknown) == (new, 0, 0, ())
    assert Term.objects.indicators().count() == len(counts.indicators) == indicators
    again = take(texts)
    assert (again.new, again.changed, again.unchanged, again.change) == (0, 0, new, None)
