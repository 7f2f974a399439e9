"""Every text comes back from a workbook as it went in, and no hostile file gets further than its outside."""

import subprocess
import sys
import time
import zipfile
from datetime import date, datetime, timedelta
from functools import cache
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook as OpenpyxlWorkbook
from openpyxl import load_workbook

from activities.exchange.sheets.reading import Book, look_over
from activities.exchange.sheets.words import Words
from activities.exchange.sheets.writing import write_workbook
from activities.exchange.xlsx.cells import Odd, as_text, coded, decoded, neutralised, restored
from activities.exchange.xlsx.reading import Unfit, Workbook

WORDS = Words(
    {1: "ITU-D"}, {"event": "Event"}, {"ongoing": "Ongoing"}, {"africa": "Africa"}, {}, {1: ("sdg", "9", "N")}
)
#: What PostgreSQL can hold: no NUL, no halves of characters. Formulas and their guards come often.
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
RISKY = st.builds(
    str.__add__, st.sampled_from(["=", "+", "-", "@", "\t", "\r", "'", "''=", "'=", "_x000D_", "#N/A", "  "]), TEXTS
)


def workbook(*titles):
    """A workbook with activities of those titles, as bytes."""
    file = BytesIO()
    activities = ({"Activity": n, "Title": title, "Change": 1} for n, title in enumerate(titles, 1))
    write_workbook(file, activities=activities, mappings=[], words=WORDS, facts=[])
    return file.getvalue()


def titles(data):
    return [row.raw("Title") for row in rows_in(data)]


def rows_in(data):
    book = Book(BytesIO(data))
    return [row for table in book.sheets() for row in book.rows(table) if table.name == "Activities"]


@given(st.lists(TEXTS | RISKY, min_size=1, max_size=6))
@settings(deadline=None, max_examples=80)
def test_texts_come_back_exactly(texts):
    assert titles(workbook(*texts)) == texts


@given(TEXTS | RISKY)
def test_no_text_is_a_formula_to_any_program(text):
    guarded = neutralised(text)
    assert not guarded.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert restored(guarded) == text
    assert decoded(coded(guarded)) == guarded


@pytest.mark.parametrize("text", ["=1+1", "#N/A", "007", "مرحبا", "e\u0301", "a\r\nb\tc", " padded ", "x" * 30_000])
def test_other_programs_read_the_same_text(text):
    sheet = load_workbook(BytesIO(workbook(text)))["Activities"]
    assert sheet["B3"].data_type == "s"
    assert restored(decoded(sheet["B3"].value)) == text


@pytest.mark.parametrize("text", ["=1+1", "مرحبا", "e\u0301", " padded ", "a\nb", "_x0041_"])
def test_a_file_that_another_program_has_saved_reads_the_same(text):
    saved = BytesIO()
    load_workbook(BytesIO(workbook(text))).save(saved)
    assert titles(saved.getvalue()) == [text]


def test_what_cells_can_hold():
    book = OpenpyxlWorkbook()
    sheet = book.active
    sheet.title = "Activities"
    noon = datetime(2026, 1, 9, 12)  # noqa: DTZ001 - cells know no time zone
    values = [2024, 2024.0, 8.1, True, "=A1", date(2026, 1, 9), noon, timedelta(1), "#REF!"]
    sheet.append(values)
    data = BytesIO()
    book.save(data)
    ((number, cells),) = Workbook(data).rows("Activities")
    assert number == 1
    assert list(cells.values()) == [
        2024,
        2024,
        8.1,
        True,
        Odd("formula", "=A1"),
        Odd("date", "2026-01-09"),
        Odd("date", "2026-01-09T12:00:00"),
        Odd("date", "1900-01-01"),
        Odd("error", "#REF!"),
    ]
    assert [as_text(cells[n]) for n in (1, 2, 3, 4)] == ["2024", "2024", "8.1", "yes"]


def test_rich_text_and_readings_of_characters():
    shared = (
        '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><r><t>東</t></r><r><t>京</t></r>'
        "<rPh><t>トウキョウ</t></rPh></si></sst>"
    )
    data = rebuilt(workbook("x"), {"xl/sharedStrings.xml": shared}, {"Activities": '<c r="B3" t="s"><v>0</v></c>'})
    assert titles(data) == ["東京"]


# --- hostile files: each refused within two seconds and 200 MB ---


def rebuilt(data, parts=None, cells=None, drop=()):
    """The workbook with some parts replaced or added, or with a row of cells in place of the sheet's own rows."""
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "xl/worksheets/sheet1.xml" and cells:
                start, _rows, _end = content.partition(b'<row r="3">')
                content = start + f'<row r="3">{cells["Activities"]}</row></sheetData></worksheet>'.encode()
            if name not in (parts or {}) and name not in drop:
                new.writestr(name, content)
        for name, content in (parts or {}).items():
            new.writestr(name, content)
    return made.getvalue()


def sheet_xml(rows, before="", after=""):
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}<worksheet '
        f'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData>{after}'
        "</worksheet>"
    )


def with_sheet(xml):
    return rebuilt(workbook("x"), {"xl/worksheets/sheet1.xml": xml})


def many_rows():
    return with_sheet(sheet_xml("".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 30_000))))


@cache
def bomb():
    """A hundred and sixty megabytes in a hundred and sixty kilobytes."""
    return with_sheet(sheet_xml("<row/>" + " " * 160_000_000))


def lying_bomb():
    """One that declares to be small."""
    data = bytearray(bomb())
    at = data.rfind(b"xl/worksheets/sheet1.xml")  # in the directory, which stands at the end
    data[at - 22 : at - 18] = (1000).to_bytes(4, "little")
    return bytes(data)


def bomb_of_pictures():
    return rebuilt(workbook("x"), {"xl/media/image1.png": b"\0" * 160_000_000})


ENTITY = '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/hostname">]>'
ROW = '<row r="3"><c r="A3" t="inlineStr"><is><t>&{};</t></is></c></row>'


def password():
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 5000


def other_sheets():
    book, file = OpenpyxlWorkbook(), BytesIO()
    book.save(file)
    return file.getvalue()


def parts(count):
    return rebuilt(workbook("x"), {f"xl/media/{n}.png": b"" for n in range(count)})


def cells(in_row, rows):
    return with_sheet(sheet_xml(f"<row>{'<c><v>1</v></c>' * in_row}</row>" * rows))


def utf16():
    return with_sheet(
        sheet_xml(ROW.format("c"), ENTITY).replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16")
    )


HOSTILE = {
    "larger than 20 MB": (lambda: b"PK\x03\x04" + b"\0" * (21 * 2**20), "The file is 21 MB; the limit is 20 MB."),
    "too many rows": (many_rows, "more than 25,000 rows"),
    "rows across the whole sheet": (lambda: cells(16_384, 200), "too many cells"),
    "far too many cells": (lambda: cells(1_000, 2_000), "too many cells"),
    "zip bomb": (bomb, "larger than 150 MB when unpacked"),
    "zip bomb that lies": (lying_bomb, "damaged"),
    "bomb of pictures": (bomb_of_pictures, "larger than 150 MB when unpacked"),
    "entities": (lambda: with_sheet(sheet_xml(ROW.format("b"), ENTITY)), "declares a document type"),
    "external entity": (lambda: with_sheet(sheet_xml(ROW.format("c"), ENTITY)), "declares a document type"),
    "external entity in UTF-16": (utf16, "declares a document type"),
    "document type in the workbook": (
        lambda: rebuilt(workbook("x"), {"xl/workbook.xml": f"<?xml version='1.0'?>{ENTITY}<workbook/>"}),
        "declares a document type",
    ),
    "CSV": (lambda: b"Activity,Title\n1,Giga\n", "not an Excel workbook"),
    "HTML": (lambda: b"<html><table><tr><td>1</td></tr></table>", "not an Excel workbook"),
    "old Excel or password": (password, "has a password or is an old .xls file"),
    "another zip": (lambda: rebuilt(workbook("x"), drop=["xl/workbook.xml"]), "not an Excel workbook"),
    "macros": (lambda: rebuilt(workbook("x"), {"xl/vbaProject.bin": b"x"}), "contains macros"),
    "other sheets": (other_sheets, "neither a sheet “Activities”"),
    "too many parts": (lambda: parts(1200), "damaged or locked"),
    "cut off": (lambda: workbook("x")[:3000], "damaged"),
    "empty": (lambda: b"", "The file is empty."),
    "broken XML": (lambda: with_sheet(sheet_xml("<row>")), "damaged"),
    "NUL in XML": (lambda: with_sheet(sheet_xml("<row><c t='str'><v>a\0b</v></c></row>")), "damaged"),
    "rows without end": (lambda: with_sheet(sheet_xml('<row r="9"><c r="A9"><v>1</v></c></row>' * 40_000)), "25,000"),
}


@cache
def hostile(name):
    return HOSTILE[name][0]()


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_at_once(name):
    message = HOSTILE[name][1]
    file = BytesIO(hostile(name))
    began = time.process_time()
    with pytest.raises(Unfit) as refusal:
        look_over(file)
    assert time.process_time() - began < 2
    assert message in str(refusal.value)


MEASURE = r"""
import re, sys
sys.path.insert(0, "")
import os; os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
import django; django.setup()
from activities.exchange.sheets.reading import look_over
from activities.exchange.xlsx.reading import Unfit
for path in sys.argv[1:]:
    try:
        with open(path, "rb") as file:
            look_over(file)
    except Unfit:
        continue
    raise SystemExit(f"{path} was taken")
print(int(re.search(r"VmHWM:\s+(\d+)", open("/proc/self/status").read())[1]) // 1024)
"""


def test_hostile_files_take_little_memory(tmp_path):
    paths = []
    for name in HOSTILE:
        paths.append(tmp_path / f"{name}.xlsx")
        paths[-1].write_bytes(hostile(name))
    done = subprocess.run([sys.executable, "-c", MEASURE, *paths], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 200


def test_formats_that_no_program_writes_keep_nobody_busy():
    """Each would be looked at in quadratic time, once for each style that names it."""
    styles = (
        '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts>'
        f'<numFmt numFmtId="200" formatCode="{"[" * 2_000_000}"/><numFmt numFmtId="201" formatCode="yyyy-mm-dd"/>'
        '</numFmts><cellXfs><xf numFmtId="200"/><xf numFmtId="²"/><xf numFmtId="201"/><xf numFmtId="14"/>'
        "</cellXfs></styleSheet>"
    )
    began = time.process_time()
    assert Workbook(BytesIO(rebuilt(workbook("x"), {"xl/styles.xml": styles})))._date_styles() == {2, 3}
    assert time.process_time() - began < 2


def test_what_a_program_would_follow_is_not_opened():
    """Links to other files, and absurd dimensions, say nothing about what is read."""
    row = '<row r="1"><c r="A1" t="str"><v>Activity</v></c><c r="B1" t="str"><v>Change</v></c></row>'
    far = '<row r="1048576" ht="1"><c r="XFD1048576" s="0"/></row>'
    xml = sheet_xml(row + far).replace("<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>')
    link = '<externalLink xmlns:r="x"><externalBook r:id="rId1"/></externalLink>'
    data = rebuilt(
        workbook("x"), {"xl/worksheets/sheet1.xml": xml, "xl/externalLinks/externalLink1.xml": ENTITY + link}
    )
    began = time.process_time()
    assert look_over(BytesIO(data)) == 2 + 1  # with the heads of both sheets, and Mappings' help
    assert rows_in(data) == []
    assert time.process_time() - began < 1


def test_a_cell_with_more_text_than_a_cell_can_hold_is_not_read():
    data = with_sheet(sheet_xml(f"<row><c t='inlineStr'><is><t>{'x' * 300_000}</t></is></c></row>"))
    with pytest.raises(Unfit, match="contains too much text"):
        rows_in(data)


def test_a_row_beyond_the_last_one_of_any_program_is_damage():
    """The annotated file would repeat all empty rows before it, until the disk is full."""
    text = "<c t='inlineStr'><is><t>x</t></is></c>"
    assert rows_in(with_sheet(sheet_xml(f"<row>{text}</row><row r='1048576'>{text}</row>")))
    with pytest.raises(Unfit, match="damaged"):
        rows_in(with_sheet(sheet_xml(f"<row>{text}</row><row r='1048577'>{text}</row>")))


def test_numbers_that_no_machine_reads_are_damage():
    for text in ("9" * 5000, "1e9999x", "--1"):
        with pytest.raises(Unfit, match="damaged"):
            rows_in(with_sheet(sheet_xml(f"<row><c><v>{text}</v></c></row>")))
