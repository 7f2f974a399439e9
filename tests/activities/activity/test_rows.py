"""A broken file says which row, which column, why, and what to do; nothing of it is taken."""

import pytest

from activities.exchange.csv_files.rows import Fault, Faults, Sheet


def faults_of(tmp_path, text, read=lambda row: None, columns=("code", "year")):
    path = tmp_path / "plan.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    sheet = Sheet(path, columns)
    for row in sheet:
        read(row)
    return sheet.faults


def test_a_sound_file_has_no_faults_and_keeps_codes_as_text(tmp_path):
    codes = []
    assert faults_of(tmp_path, "code,year\n8.10,2024\n\n8.1,\n", lambda row: codes.append(row.text("code"))) == []
    assert codes == ["8.10", "8.1"]


def test_a_missing_column_names_the_likely_one(tmp_path):
    assert faults_of(tmp_path, "code,years\n") == [
        Fault("plan.csv", 1, "year", "The column is missing.", "Is it the one named “years”?")
    ]


def test_a_row_with_too_few_cells(tmp_path):
    assert faults_of(tmp_path, "code,year\n9.c\n") == [
        Fault("plan.csv", 2, "", "The row has 1 cells, the header has 2.", "Is a comma or a quotation mark missing?")
    ]


def test_a_file_that_is_not_utf_8(tmp_path):
    assert faults_of(tmp_path, "code,year\ncafé,1\n".encode("latin-1")) == [
        Fault("plan.csv", 0, "", "The file is not UTF-8 text (byte 13).", "Save it as “CSV UTF-8”.")
    ]


def test_an_open_quotation_mark(tmp_path):
    (fault,) = faults_of(tmp_path, 'code,year\n"9.c,2024\n')
    assert (fault.row, fault.fix) == (2, "Is a quotation mark missing?")


def test_an_unknown_code_offers_the_nearest(tmp_path):
    found = faults_of(tmp_path, "code,year\n8.1O,1\n", lambda row: row.one_of("code", ["8.1", "8.10"], "an SDG target"))
    assert [str(f) for f in found] == ["plan.csv, row 2, column code: “8.1O” is not an SDG target. Did you mean 8.10?"]


def test_each_entry_of_a_list_is_checked(tmp_path):
    got = []
    found = faults_of(
        tmp_path, "code,year\n9.c; ;9.z,1\n", lambda row: got.append(row.all_of("code", ["9.c", "9.1"], "a target"))
    )
    assert got == [["9.c"]]
    assert [f.reason for f in found] == ["“9.z” is not a target."]


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("soon", "“soon” is not a whole number."),
        ("1.5", "“1.5” is not a whole number."),
        ("٢٠٢٤", "“٢٠٢٤” is not a whole number."),
        ("1492", "1492 is not between 1865 and 2100."),
        ("9" * 5000, f"{'9' * 60} is not between 1865 and 2100."),
    ],
)
def test_years_out_of_shape(tmp_path, cell, reason):
    found = faults_of(tmp_path, f"code,year\n9.c,{cell}\n", lambda row: row.whole("year", 1865, 2100))
    assert [f.reason for f in found] == [reason]


def test_a_required_cell_that_is_empty_and_one_that_is_too_long(tmp_path):
    found = faults_of(tmp_path, "code,year\n,1\n", lambda row: row.text("code", required=True))
    assert [(f.row, f.column, f.reason) for f in found] == [(2, "code", "The cell is empty.")]
    found = faults_of(tmp_path, "code,year\nabcdef,1\n", lambda row: row.text("code", most=5))
    assert [f.reason for f in found] == ["The text has 6 characters; the limit is 5."]


def test_a_name_in_a_list_that_is_too_long(tmp_path):
    found = faults_of(tmp_path, "code,year\nabc;abcdef,1\n", lambda row: row.listed("code", most=5))
    said = "plan.csv, row 2, column code: The text has 6 characters; the limit is 5. Shorten it."
    assert [str(f) for f in found] == [said]


@pytest.mark.parametrize(
    "cell", ["javascript:alert(1)", "www.itu.int", "https://", "ftp://itu.int/x", "//itu.int", "https://[x"]
)
def test_what_is_no_web_address(tmp_path, cell):
    found = faults_of(tmp_path, f"code,year\n{cell},1\n", lambda row: row.address("code", most=100))
    assert [str(f) for f in found] == [
        f"plan.csv, row 2, column code: “{cell}” is not a web address. Begin it with https://."
    ]


@pytest.mark.parametrize("cell", ["https://me:secret@itu.int/x", "https://itu.int@example.org"])
def test_an_address_with_a_user_or_password_is_refused_and_not_repeated(tmp_path, cell):
    found = faults_of(tmp_path, f"code,year\n{cell},1\n", lambda row: row.address("code", most=100))
    reason = "The address contains a user name or a password, and everyone can read it."
    assert [str(f) for f in found] == [f"plan.csv, row 2, column code: {reason} Enter the address without them."]


@pytest.mark.parametrize("cell", ["", "https://www.itu.int/en/", "HTTP://itu.int"])
def test_web_addresses(tmp_path, cell):
    got = []
    assert faults_of(tmp_path, f"code,year\n{cell},1\n", lambda row: got.append(row.address("code", most=100))) == []
    assert got == [cell]


def test_all_faults_are_told_at_once(tmp_path):
    path = tmp_path / "plan.csv"
    path.write_text("code,year\n,x\n,y\n")
    sheet = Sheet(path, ["code", "year"])
    for row in sheet:
        row.text("code", required=True)
        row.whole("year", 0, 1)
    with pytest.raises(Faults) as caught:
        sheet.raise_faults()
    assert [(f.row, f.column) for f in caught.value.faults] == [(2, "code"), (2, "year"), (3, "code"), (3, "year")]
