"""manage.py suggest: one line of JSON for each text, from CSV and JSON lines, with errors that name the row."""

import io
import json
import os
import sys

import pytest
from django.core.management import CommandError, call_command

from activities.exchange import texts
from activities.queries.suggestions.suggest import model_in_use, ranked, suggest
from tests.activities.suggestions.taught import make_map, taught_map

TEXTS = [
    {"id": "a", "title": "Remote diagnosis", "text": "Patients see a doctor, in clinics"},
    {"id": "b", "title": "Fibre for villages", "text": ""},
    {"id": "c", "title": "", "text": "Learners practise\nspreadsheets"},
]
CSV = (
    "id,title,text\r\n"
    'a,Remote diagnosis,"Patients see a doctor, in clinics"\r\n'
    "b,Fibre for villages,\r\n"
    'c,,"Learners practise\nspreadsheets"\r\n'
)
KINDS = ("goals", "targets", "action_lines")
NONE = {kind: [] for kind in KINDS}
MISSING = "a.csv, row 1: There is no column title and no column text."
ONE_EACH = "Put each text on a line of its own."
SENTENCE = "\nThe rows before it are printed, the others are not."


def run(file, *options):
    """The objects that the command prints, one a line."""
    out = io.StringIO()
    call_command("suggest", str(file), *options, stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


@pytest.fixture
def write(tmp_path):
    def file(name, content):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return file


def lines(rows):
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


@pytest.mark.django_db
def test_each_row_gets_all_kinds_ranked_with_the_scores_of_the_pages(write):
    taught_map()
    found = run(write("texts.csv", CSV))
    assert [list(row) for row in found] == [["id", *KINDS]] * 3
    assert [row["id"] for row in found] == ["a", "b", "c"]
    assert [row["goals"][0]["code"] for row in found] == ["3", "9", "4"]
    assert [len(found[0][kind]) for kind in KINDS] == [3, 3, 3]  # all Terms
    shown = suggest(TEXTS[0]["title"], TEXTS[0]["text"])
    assert {kind: found[0][kind] for kind in KINDS} == {
        kind: [{"code": s.code, "score": round(s.score, 4)} for s in getattr(shown, kind)] for kind in KINDS
    }


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("name", ["texts.jsonl", "texts.ndjson", "texts.json", "texts.txt", "texts"])
@pytest.mark.django_db
def test_json_lines_give_the_same_as_csv(write, name, mark):
    taught_map()
    assert run(write(name, mark + lines(TEXTS))) == run(write("texts.csv", mark + CSV)) != []


@pytest.mark.parametrize("content", [CSV, lines(TEXTS), "\ufeff" + CSV, "\n" + lines(TEXTS)])
@pytest.mark.django_db
def test_standard_input_shows_its_format_by_the_first_character(write, monkeypatch, content):
    taught_map()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content.encode())))
    assert run("-") == run(write("texts.csv", CSV))


@pytest.mark.django_db
def test_first_limits_each_kind(write):
    taught_map()
    path = write("texts.csv", CSV)
    assert [[len(row[kind]) for kind in KINDS] for row in run(path, "--first", "2")] == [[2, 2, 2]] * 3
    assert run(path, "--first=1")[0]["goals"] == run(path)[0]["goals"][:1]


@pytest.mark.django_db
def test_without_an_id_the_row_has_its_number(write):
    taught_map()
    assert [row["id"] for row in run(write("a.csv", "title,id\nFibre,\n\nFibre,x\nFibre, \n"))] == [1, "x", 4]
    rows = [{"title": "Fibre"}, {"title": "Fibre", "id": 0}, {"title": "Fibre", "id": None}]
    assert [row["id"] for row in run(write("a.jsonl", lines(rows)))] == [1, 0, 3]


@pytest.mark.django_db
def test_a_row_without_words_gets_empty_lists(write):
    taught_map()
    rows = [{}, {"title": None, "text": None}, {"title": "the of", "text": "?!"}, {"title": "\ud800", "text": "Fibre"}]
    found = run(write("a.jsonl", "".join(json.dumps(row) + "\n" for row in rows)))
    assert found[:3] == [{"id": number} | NONE for number in (1, 2, 3)]
    assert found[3]["goals"][0]["code"] == "9"
    assert run(write("a.csv", "title,text\n,\n")) == [{"id": 1} | NONE]
    assert run(write("a.csv", "")) == run(write("a.jsonl", "")) == []


@pytest.mark.django_db
def test_a_description_is_read_where_there_is_no_text(write):
    taught_map()
    title = "title,description\nA plan,Fibre for villages\n"
    assert run(write("a.csv", title)) == run(write("b.csv", title.replace("description", "text")))


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("a.csv", "id,name\n1,x\n", f"{MISSING} Write the names of the columns in the first row: title, text."),
        ("a.csv", "Title,x\n", f"{MISSING} Is it the one named “Title”?"),
        ("a.csv", "title;text\nx;y\n", f"{MISSING} Separate the columns with commas."),
        (
            "a.csv",
            "title,text\nFibre,x\nMasts\n",
            "a.csv, row 3: The row has 1 cells, the header has 2. Is a comma or a quotation mark missing?",
        ),
        (
            "a.csv",
            'title,text\nFibre,x\n"Masts,y\n',
            "a.csv, row 3: Not valid CSV: unexpected end of data. Is a quotation mark missing?",
        ),
        (
            "a.csv",
            b"title,text\nFibre,x\nMasts\xff,y\n",
            "a.csv, row 3: The row is not UTF-8 text. Save the file as UTF-8.",
        ),
        (
            "a.jsonl",
            '{"title": "Fibre"}\n{"title": "Masts"\n',
            "a.jsonl, row 2: The line is not a JSON object. "
            'Each line must be one object, for example {"title": "…", "text": "…"}.',
        ),
        (
            "a.json",
            '[{"title": "Fibre"}]',
            "a.json, row 1: The line is not a JSON object. "
            'Each line must be one object, for example {"title": "…", "text": "…"}.',
        ),
        (
            "a.jsonl",
            '{"title": "Fibre"}\n{"title": "Masts", "text": ["y"]}\n',
            "a.jsonl, row 2, column text: The value is not a text. Put it in quotation marks, or leave it out.",
        ),
        (
            "a.jsonl",
            b'{"title": "Fibre"}\n{"title": "Masts\xff"}\n',
            "a.jsonl, row 2: The row is not UTF-8 text. Save the file as UTF-8.",
        ),
        *(
            (
                "a.jsonl",
                f'{{"title": "Fibre"}}\n{{"title": "Masts", "id": {value}}}\n',
                "a.jsonl, row 2, column id: NaN and infinity are not values of JSON. "
                "Put it in quotation marks, or leave it out.",
            )
            for value in ("NaN", "-Infinity", "1e999", '[{"a": NaN}]')
        ),
        ("a", "{" * 9999, None),
        ("a.csv", "﻿title\r\n".encode("utf-16"), "a.csv, row 1: The row is not UTF-8 text. Save the file as UTF-8."),
    ],
)
@pytest.mark.django_db
def test_a_row_that_cannot_be_read_is_named_after_those_before_it(write, capsys, name, content, error):
    taught_map()
    out = io.StringIO()
    with pytest.raises(CommandError) as caught:
        call_command("suggest", str(write(name, content)), stdout=out)
    assert str(caught.value) == (error or str(caught.value).removesuffix(SENTENCE)) + SENTENCE
    assert "not a JSON object" in str(caught.value) or error
    before = int("Fibre" in str(content) and not name.endswith(".json"))
    assert len(out.getvalue().splitlines()) == before


@pytest.mark.django_db
def test_a_line_without_an_end_is_refused(write):
    taught_map()
    endless = "x" * 10_000_001
    for path, place in (
        (write("a.csv", f"title\n{endless}"), "a.csv, row 2"),
        (write("a.jsonl", f'{{"title": "Fibre"}}\n{endless}'), "a.jsonl, row 2"),
        ("/dev/zero", "zero, row 1"),
    ):
        with pytest.raises(CommandError, match=f"^{place}: The line is longer than 10 MB. {ONE_EACH}\nThe rows before"):
            run(path)


@pytest.mark.django_db
def test_a_file_that_is_not_there_no_model_and_no_number_are_refused(write, tmp_path):
    make_map()
    path = write("a.csv", CSV)
    with pytest.raises(CommandError, match=r"No model has been trained yet. Run manage.py train_suggestions first."):
        run(path)
    for number in ("0", "-1", "two", "²"):
        with pytest.raises(CommandError, match=r"is not a number of suggestions. Enter a whole number above 0."):
            run(path, f"--first={number}")


@pytest.mark.django_db
def test_a_path_that_cannot_be_opened_is_refused(tmp_path):
    taught_map()
    with pytest.raises(CommandError) as caught:
        run(tmp_path / "absent.csv")
    assert str(caught.value) == (
        f"{tmp_path / 'absent.csv'} cannot be read: No such file or directory. "
        "Enter the path of a CSV or JSON lines file, or - for standard input."
    )
    with pytest.raises(CommandError, match="cannot be read: Is a directory"):
        run(tmp_path)


@pytest.mark.django_db
def test_a_reader_that_goes_away_ends_the_command_quietly(write, monkeypatch):
    taught_map()
    closed = []
    monkeypatch.setattr(os, "dup2", lambda *descriptors: closed.append(descriptors))

    class Gone(io.StringIO):
        def write(self, *_):
            raise BrokenPipeError

    errors = io.StringIO()
    call_command("suggest", str(write("a.csv", CSV)), stdout=Gone(), stderr=errors)
    assert (errors.getvalue(), len(closed)) == ("", 1)


def test_a_long_file_is_read_portion_by_portion(monkeypatch):
    monkeypatch.setattr(texts, "PORTION", 2)
    file = io.BytesIO(b"title\n" + b"".join(b"Text %d\n" % number for number in range(5)))
    portions = texts.portions(file, "a.csv")
    assert ([text.title for text in next(portions)], file.readline()) == (["Text 0", "Text 1"], b"Text 2\n")
    file.seek(-len(b"Text 2\n"), io.SEEK_CUR)
    assert [len(portion) for portion in portions] == [2, 1]


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.django_db
def test_scoring_takes_as_many_queries_however_many_texts(count, django_assert_num_queries):
    taught_map()
    _version, model = model_in_use()
    ranked(model, [("Fibre", "")])
    with django_assert_num_queries(1):  # the last Change
        ranked(model, [("Fibre for villages", "")] * count)
