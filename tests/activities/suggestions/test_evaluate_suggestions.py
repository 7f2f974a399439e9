"""manage.py evaluate_suggestions: unbiased figures for a file, even if some rows are in the database."""

import csv
import io
import json

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from activities.actions.reference.load import REFERENCE
from activities.models import SuggestionModel
from activities.queries.suggestions import evaluation
from activities.queries.suggestions.evaluation import _known
from activities.queries.suggestions.material import material
from activities.suggesting.material import Example
from activities.suggesting.measuring import VIEWS
from activities.suggesting.model import Model
from tests.activities.suggestions.taught import make_map, taught_map
from tests.loaded import loaded_map

FIGURES = ["hit@1", "hit@3", "hit@5", "recall@5", "mrr", "activities"]
NEW = [
    ("The lake hospital", "patients see a doctor by video", "C7-ehealth", "3", "3.8"),
    ("Village fibre", "masts for the valley", "C2", "9", ""),
    ("Spreadsheets", "learners practise", "", "", "4.4"),
]


@pytest.fixture
def file(tmp_path):
    def write(rows, columns=("title", "description", "action_lines", "sdgs", "targets")):
        path = tmp_path / "rows.csv"
        with path.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows([columns, *rows])
        return path

    return write


def run(*arguments, **options):
    """(standard output, error output)."""
    out, errors = io.StringIO(), io.StringIO()
    call_command("evaluate_suggestions", *map(str, arguments), stdout=out, stderr=errors, **options)
    return out.getvalue(), errors.getvalue()


def printed(*arguments, **options):
    return run(*arguments, **options)[0]


@pytest.mark.django_db
def test_json_has_each_figure_of_each_kind_and_nothing_else(file):
    taught_map()
    out, told = run(file(NEW), json=True)
    assert told == "3 rows are not in the database. They were scored by model 1.\n"
    found = json.loads(out)
    assert {kind: list(figures) for kind, figures in found.items()} == {
        kind: [*FIGURES, "title"] for kind in ("goals", "targets", "action_lines")
    }
    assert list(found["goals"]["title"]) == FIGURES
    assert all(0 <= found[kind][name] <= 1 for kind in found for name in FIGURES[:-1])


@pytest.mark.django_db
def test_a_blank_label_leaves_the_row_out_of_that_figure_only(file):
    taught_map()
    found = json.loads(printed(file(NEW), json=True))
    # the third row has a target and no Goal: its Goals are unknown, although 4.4 belongs to one
    assert {kind: found[kind]["activities"] for kind in found} == {"goals": 2, "targets": 2, "action_lines": 2}


@pytest.mark.django_db
def test_one_label_column_is_enough(file):
    taught_map()
    found = json.loads(printed(file([r[:2] + r[3:4] for r in NEW], ("title", "description", "sdgs")), json=True))
    assert {kind: found[kind]["activities"] for kind in found} == {"goals": 2, "targets": 0, "action_lines": 0}
    assert found["goals"]["hit@3"] == 1.0
    assert found["targets"]["hit@3"] is found["targets"]["title"]["mrr"] is None


@pytest.mark.django_db
def test_titles_without_descriptions_are_enough(file):
    taught_map()
    found = json.loads(printed(file([(r[0], r[3]) for r in NEW], ("title", "sdgs")), json=True))
    assert found["goals"]["hit@3"] == found["goals"]["title"]["hit@3"] == 1.0


@pytest.mark.django_db
def test_a_file_without_any_label_has_no_figures_and_no_fault(file):
    taught_map()
    rows = file([("Ant", "of the hill", "", "", "")])
    found = json.loads(printed(rows, json=True))
    nothing = dict.fromkeys(FIGURES[:-1]) | {"activities": 0}
    assert found == {kind: nothing | {"title": nothing} for kind in ("goals", "targets", "action_lines")}
    assert printed(rows).count("–") == 6
    assert json.loads(printed(rows, json=True, cross_validate=True)) == found


@pytest.mark.django_db
def test_a_code_that_the_map_has_not_is_left_out_and_told(file):
    taught_map()
    rows = [("The lake hospital", "patients", "C7-ehealth;C99", "3", "3.8"), ("Ant", "of the hill", "", "91", "")]
    out, told = run(file(rows), json=True)
    assert told.splitlines()[:2] == [
        "rows.csv, row 2, column action_lines: “C99” is not an Action Line. This label is left out.",
        "rows.csv, row 3, column sdgs: “91” is not a Goal. Did you mean 9? This label is left out.",
    ]
    found = json.loads(out)
    assert {kind: found[kind]["activities"] for kind in found} == {"goals": 1, "targets": 1, "action_lines": 1}


@pytest.mark.django_db
def test_a_file_as_spreadsheets_save_it_is_read(tmp_path):
    taught_map()
    path = tmp_path / "rows.csv"
    rows = 'title,description,sdgs\r\n"Больница, 医院","line\nline","3; 9;"\r\n مستشفى القرية,,3\r\n'
    path.write_bytes("\ufeff".encode() + rows.encode())
    assert json.loads(printed(path, json=True))["goals"]["activities"] == 2


@pytest.mark.django_db
def test_the_table_says_what_scored_what(file):
    taught_map()
    out = printed(file([*NEW, ("The North Hospital", "patients", "C7-ehealth", "3", "3.8")]))
    assert "1 rows are in the database" in out
    assert "3 rows are not in the database. They were scored by model 1." in out
    assert out.count("Action Lines") == 2


@pytest.mark.django_db
def test_without_a_model_one_is_fitted_for_the_run_and_not_kept(file):
    make_map()
    assert "They were scored by a model trained for this run." in printed(file(NEW))
    assert not SuggestionModel.objects.exists()


@pytest.mark.django_db
def test_rows_are_known_by_address_or_by_title():
    make_map()
    asked = [
        Example("hospital-0", "Another title", "", frozenset()),
        Example("x", "the  ISLANDS hospital!", "", frozenset()),
        Example("y", "Something new", "", frozenset()),
    ]
    again = [*asked, Example("z", "The islands hospital", "said otherwise", frozenset())]
    # a repeated row is known twice: the current model has seen both
    assert _known(material(), again) == ["hospital-0", "hospital-1", "", "hospital-1"]


@pytest.mark.django_db
def test_cross_validation_learns_from_the_file_alone(file):
    make_map()
    rows = [(f"{word} hospital", f"{word} doctors heal", "C7-ehealth", "3", "3.8") for word in ("Ant", "Bee", "Cat")]
    rows += [(f"{word} cable", f"{word} villages talk", "C2", "9", "9.c") for word in ("Dog", "Eel", "Fox")]
    out = printed(file(rows), cross_validate=True)
    assert out.startswith("6 rows, cross-validated: 3 times in 5 parts")
    assert "Activities in the database were not used." in out


@pytest.mark.django_db
def test_languages_are_reported_beneath_if_there_are_any(file):
    taught_map()
    columns = ("title", "description", "action_lines", "sdgs", "targets", "lang")
    rows = [(*NEW[0], "fr"), (*NEW[1], "en"), (*NEW[2], "")]
    plain, per_language = printed(file(NEW)), printed(file(rows, columns))
    assert per_language.startswith(plain)
    assert [line for line in per_language.removeprefix(plain).splitlines() if "lang" in line] == ["lang fr", "lang en"]
    without = json.loads(printed(file(NEW), json=True))
    found = json.loads(printed(file(rows, columns), json=True))
    assert found.pop("languages") == {
        "fr": json.loads(printed(file(NEW[:1]), json=True)),
        "en": json.loads(printed(file(NEW[1:2]), json=True)),
    }
    assert found == without


@pytest.mark.django_db
def test_cross_validation_reports_languages_too(file):
    make_map()
    rows = [(f"{word} hospital", f"{word} doctors heal", "3", "fr") for word in ("Ant", "Bee", "Cat")]
    rows += [(f"{word} cable", f"{word} villages talk", "9", "en") for word in ("Dog", "Eel", "Fox")]
    found = json.loads(printed(file(rows, ("title", "description", "sdgs", "lang")), json=True, cross_validate=True))
    assert {name: own["goals"]["activities"] for name, own in found["languages"].items()} == {"fr": 3, "en": 3}
    assert list(found["languages"]["fr"]["goals"]) == [*FIGURES, "title"]


NOTHING = [
    ("Onion soup", "Cut the onions", "en", "recipe", "held"),
    ("Fibre for villages", "Villages get fibre and masts", "en", "sport", "held"),
    ("Soupe", "Couper", "fr", "recipe", "held"),
    ("Fibre again", "Villages get fibre and masts", "fr", "sport", "fit"),
]
COLUMNS = ("title", "text", "language", "kind", "part")


@pytest.fixture
def nothing(tmp_path):
    def write(rows, columns=COLUMNS, name="nothing.csv"):
        path = tmp_path / name
        with path.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows([columns, *rows])
        return path

    return write


@pytest.fixture
def sure(monkeypatch):
    """Each Term has a chance of 60% if the title has fibre, else of 10%."""

    def chances(model, rows):
        chance = np.array([0.6 if "Fibre" in row.title else 0.1 for row in rows])
        return dict.fromkeys(VIEWS, np.tile(chance[:, None], len(model.terms)))

    monkeypatch.setattr(evaluation, "points_by", chances)
    monkeypatch.setattr(Model, "chances", lambda model, points: points)


@pytest.mark.django_db
def test_texts_without_a_goal_are_reported_per_language_and_kind(file, nothing, sure):
    taught_map()
    path = nothing(NOTHING)
    out, told = run("--none", path, json=True)
    assert told == "Texts without a Goal: 3 rows are not in the database. They were scored by model 1.\n"
    found = json.loads(out)
    assert list(found) == ["none"]
    none = found["none"]
    assert list(none) == ["texts", "goal@50%", "goal@70%", "languages", "kinds"]
    assert (none["texts"], none["goal@50%"], none["goal@70%"]) == (3, pytest.approx(1 / 3), 0)
    assert none["languages"] == {
        "en": {"texts": 2, "goal@50%": 0.5, "goal@70%": 0},
        "fr": {"texts": 1, "goal@50%": 0, "goal@70%": 0},
    }
    assert {kind: own["goal@50%"] for kind, own in none["kinds"].items()} == {"recipe": 0, "sport": 1}
    both = json.loads(printed(file(NEW), "--none", path, json=True))
    assert both == json.loads(printed(file(NEW), json=True)) | found


@pytest.mark.django_db
def test_texts_without_a_goal_have_a_table_beneath_the_others(file, nothing, sure):
    taught_map()
    out = printed(file(NEW), "--none", nothing(NOTHING), "--none", nothing(NOTHING[:1], name="more.csv"))
    lines = out.partition("texts without a Goal")[2].splitlines()
    assert [line.split() for line in lines if line] == [
        ["goal@50%", "goal@70%", "texts"],
        ["all", "0.250", "0.000", "4"],
        ["lang", "en", "0.333", "0.000", "3"],
        ["lang", "fr", "0.000", "0.000", "1"],
        ["kind", "recipe", "0.000", "0.000", "3"],
        ["kind", "sport", "1.000", "0.000", "1"],
    ]


@pytest.mark.django_db
def test_without_columns_for_them_all_rows_count_and_nothing_is_split(nothing, sure):
    taught_map()
    found = json.loads(printed("--none", nothing([r[:2] for r in NOTHING], ("title", "description")), json=True))
    assert found["none"] == {"texts": 4, "goal@50%": 0.5, "goal@70%": 0}


@pytest.mark.django_db
def test_a_text_that_is_in_the_database_is_scored_by_models_that_have_not_seen_it(nothing):
    taught_map()
    path = nothing([("The North hospital", "patients see a doctor", "en", "", "held"), NOTHING[0]])
    told = run("--none", path, json=True)[1]
    assert "1 rows are in the database. Each was scored by one of 5 models trained without it" in told
    assert "1 rows are not in the database. They were scored by model 1." in told


@pytest.mark.django_db
def test_without_a_model_its_chances_are_measured_for_the_run(nothing, monkeypatch):
    make_map()
    scales = []
    chances = Model.chances
    monkeypatch.setattr(Model, "chances", lambda model, points: scales.append(model.scale) or chances(model, points))
    printed("--none", nothing(NOTHING))
    assert scales[-1] != {}
    assert not SuggestionModel.objects.exists()


@pytest.mark.django_db
def test_no_file_and_no_text_that_counts_are_refused(nothing, tmp_path):
    make_map()
    with pytest.raises(CommandError, match=r"Enter the path of a CSV file, or --none and a path"):
        printed()
    with pytest.raises(CommandError, match=r"no texts, or no row with the value held in the column part.\nNothing was"):
        printed("--none", nothing(NOTHING[3:]))
    with pytest.raises(CommandError, match=r"nothing.csv, row 1: There is no column title .*\nNothing was measured"):
        printed("--none", nothing([("x",)], ("y",)))
    with pytest.raises(CommandError, match=r"absent.jsonl cannot be read: No such .* of a CSV or JSON lines file\.\n"):
        printed("--none", tmp_path / "absent.jsonl")


@pytest.mark.django_db
def test_cross_validation_without_rows_to_train_on_is_refused(nothing):
    make_map()
    with pytest.raises(CommandError, match=r"--cross-validate has no rows to train on. Enter the path of a CSV file"):
        printed("--none", nothing(NOTHING), "--cross-validate")


@pytest.mark.parametrize(
    ("columns", "row", "message"),
    [
        (("name", "sdgs"), ("A", "9"), "rows.csv, row 1, column title: The column is missing."),
        (("title", "description"), ("A", "b"), "At least one of action_lines, sdgs, targets is needed."),
        (("title", "description", "sdgs"), ("", "b", "9"), "row 2, column title: The cell is empty."),
    ],
)
@pytest.mark.django_db
def test_a_file_that_cannot_be_read_is_refused_by_place_and_reason(file, columns, row, message):
    make_map()
    with pytest.raises(CommandError) as error:
        printed(file([row], columns))
    assert message in str(error.value)
    assert str(error.value).endswith("Nothing was measured.")


@pytest.mark.django_db
def test_an_empty_file_no_file_and_no_text_are_refused(file, tmp_path):
    make_map()
    with pytest.raises(CommandError, match="no rows below the header"):
        printed(file([]))
    with pytest.raises(CommandError, match=r"absent.csv cannot be read: No such file or directory. Enter the path"):
        printed(tmp_path / "absent.csv")
    with pytest.raises(CommandError, match="cannot be read: Is a directory"):
        printed(tmp_path)
    (tmp_path / "sheet.csv").write_bytes(b"PK\x03\x04\xff\xfe")
    with pytest.raises(CommandError, match=r"sheet.csv: The file is not UTF-8 text .* Save it as “CSV UTF-8”"):
        printed(tmp_path / "sheet.csv")


@pytest.mark.django_db
def test_before_the_reference_data_the_command_says_what_to_do(file):
    with pytest.raises(CommandError, match="Run load_reference first"):
        printed(file([("A", "b", "")], ("title", "description", "sdgs")))


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_on_the_real_activities_suggestions_are_good(django_db_blocker):
    """Minimum quality, some points below the figures in docs/suggestions.md: out-of-fold on all 341 activities."""
    with loaded_map(django_db_blocker):
        names = ("activities_itu.csv", "activities_stakeholders.csv")
        found = json.loads(printed(*(REFERENCE / name for name in names), json=True))
    assert found["goals"]["activities"] > 330
    assert found["goals"]["hit@3"] >= 0.94
    assert found["action_lines"]["hit@3"] >= 0.85
    assert found["targets"]["hit@5"] >= 0.80
    assert found["goals"]["title"]["hit@3"] >= 0.85
