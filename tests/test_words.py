"""No text for people contains a phrase that docs/design.md rules out."""

import re

import pytest

from tests.words_shown import ROOT, files, texts

#: Files that name fields of the API, of data files, of spreadsheets and of the database.
NOT_PAGES = ("/api/", "/exchange/", "/management/", "/migrations/", "/models/", "/sheets/", "/sheet_", "api_docs")
NOT_PAGES += ("sdgmap/", "activities/columns.py", "queries/facts", "queries/linked_data/")


def table(heading: str) -> dict[str, str]:
    """Phrase that is ruled out → what to say instead, from the table under a heading of docs/design.md."""
    section = (ROOT / "docs/design.md").read_text().partition(f"\n### {heading}\n")[2].partition("\n#")[0]
    rows = [line.strip("| ").split(" | ") for line in section.splitlines() if line.startswith("| ") and '"' in line]
    return {phrase.lower(): say for say, banned in rows for phrase in re.findall('"([^"]+)"', banned)}


EVERYWHERE = table("Everywhere")
ON_PAGES = EVERYWHERE | table("On pages")


def pattern(phrases) -> re.Pattern[str]:
    either = "|".join(sorted(map(re.escape, phrases), key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:{either})(?![\w-])", re.IGNORECASE)


PATTERNS = {True: pattern(ON_PAGES), False: pattern(EVERYWHERE)}


def faults(path) -> list[str]:
    """One line for each phrase that is ruled out: file, line, phrase, what to say instead."""
    name = str(path.relative_to(ROOT))
    sought = PATTERNS[not any(part in name for part in NOT_PAGES)]
    return [
        f"{name}:{line}: “{match[0]}”. Say: {ON_PAGES[match[0].lower()]}"
        for line, text in texts(path)
        for match in sought.finditer(text)
    ]


FAULTS = {str(path.relative_to(ROOT)): faults(path) for path in files()}


def test_texts_use_the_words_of_the_table():
    assert [fault for found in FAULTS.values() for fault in found] == []


@pytest.mark.parametrize(
    ("name", "source", "expected"),
    [
        (
            "a.py",
            'def f():\n    """It stood."""\nA = _("stood")\nB = f"it {x} stood"\nC = "code"\n',
            [(4, "it … stood"), (3, "stood")],
        ),
        (
            "a.html",
            '{% comment %}stood{% endcomment %}<p\nclass="stood up" title="One">Two <b>{{ n }}</b> three</p>\n'
            '{% translate "Four" as four %}{{ x|default:_("Five") }}{% if a == "Six" %}'
            '<a href="#" aria-label="{{ n }} up"></a>',
            [(1, "One"), (2, "Two … three"), (3, "Four"), (3, "…"), (3, "Five"), (3, "… up")],
        ),
        ("a.js", 'const words = "not saved"; // it "stood there"\nfetch("x")', [(1, "not saved")]),
    ],
)
def test_extraction(tmp_path, name, source, expected):
    """Docstrings, comments, code and markup are no texts; what is filled in becomes “…”."""
    (tmp_path / name).write_text(source)
    assert sorted(texts(tmp_path / name)) == sorted(expected)


def test_the_tables_are_read():
    assert EVERYWHERE["look back"] == "View this page on [date]"
    assert ON_PAGES["mappings"] == "link, linked to"
    assert "mappings" not in EVERYWHERE
