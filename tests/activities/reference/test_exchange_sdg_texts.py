"""Reading official SDG texts. The samples below are our own words; the real files are read where they are at hand."""

import json
import os
import re
import threading
import unicodedata
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from activities.exchange import sdg_texts
from activities.exchange.sdg_texts import (
    LANGUAGES,
    SdgText,
    SdgTextsError,
    SourceUnreachable,
    UnknownFormat,
    download,
    read_sdg_texts,
)
from activities.exchange.sdg_texts.codes import sdg_code
from activities.exchange.sdg_texts.normalise import normalise

TURTLE = """
@prefix sdg: <http://metadata.un.org/sdg/> .
@prefix sdgo: <http://metadata.un.org/sdg/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
sdg:9 a sdgo:Goal ; skos:notation "9"^^sdgo:SDGCodeCompact ;
    skos:prefLabel "Build well"@en, "Bien bâtir"@fr ; skos:altLabel "Building"@en .
sdg:12.3 a sdgo:Target ; skos:notation "12.3"^^sdgo:SDGCodeCompact ;
    skos:prefLabel "In 2030,d"@en, "In 2030,eat all food"@en .
sdg:14.6 a sdgo:Target ; skos:notation "14.6"^^sdgo:SDGCodeCompact ; skos:prefLabel "Fish less by agreement3"@en .
sdg:17.13 a sdgo:Target ; skos:notation "17.13"^^sdgo:SDGCodeCompact ; skos:prefLabel "Rester calme and of use"@fr .
sdg:C090c01 a sdgo:Indicator ; skos:prefLabel "People with a signal"@en .
sdg:C200202 a sdgo:Indicator ; skos:prefLabel "Tonnes used"@en ;
    skos:notation "8.4.1"^^sdgo:SDGCodeCompact, "12.2.1"^^sdgo:SDGCodeCompact, "C200202"^^sdgo:SDGCodePerm .
"""
GOAL_LIST = [
    {
        "code": "8",
        "title": "Good jobs",
        "description": "An essay that is not the sentence",
        "uri": "/v1/sdg/Goal/8",
        "targets": [
            {"goal": "8", "code": "8.1", "title": "Grow", "description": "Grow", "indicators": None},
            {
                "code": "8.10",
                "title": "Open banks",
                "description": "Open banks",
                "indicators": [{"code": "8.10.1", "description": "Banks open", "tier": "1", "series": []}],
            },
        ],
    }
]
CODELIST = """<codelist name="UNSDG-Goals" xml:lang="en"><codelist-items>
<codelist-item><code>9</code><name><narrative>Goal 9. Build well</narrative>
<narrative xml:lang="fr">Objectif 9. Bien bâtir</narrative>
<narrative xml:lang="de">Gut bauen</narrative></name></codelist-item>
</codelist-items></codelist>"""


def write(path: Path, content: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
    return path


def rows(texts) -> list[tuple[str, str, str, str]]:
    return [(row.code, row.language, row.title, row.text) for row in texts.rows]


def test_skos_turtle(tmp_path):
    texts = read_sdg_texts(write(tmp_path / "sdg.ttl", TURTLE))
    assert rows(texts) == [
        ("8.4.1", "en", "", "Tonnes used"),
        ("9", "en", "Building", "Build well"),
        ("9.c.1", "en", "", "People with a signal"),
        ("12.2.1", "en", "", "Tonnes used"),
        ("12.3", "en", "", "In 2030, eat all food"),
        ("14.6", "en", "", "Fish less by agreement"),
        ("9", "fr", "", "Bien bâtir"),
    ]
    assert texts.problems == (
        "12.3 (en): 2 different texts; the longest was used.",
        "12.3 (en): a missing space after a comma was added.",
        "14.6 (en): a footnote digit at the end was removed.",
        "17.13 (fr): corrupt in the source; left out.",
    )
    assert texts.source == "UN SKOS Turtle, sdg.ttl"
    assert {row.code: row.uri.rsplit("/")[-1] for row in texts.rows} == {
        "8.4.1": "C200202",
        "9": "9",
        "9.c.1": "C090c01",
        "12.2.1": "C200202",
        "12.3": "12.3",
        "14.6": "14.6",
    }


@pytest.mark.parametrize("uri", ["javascript:alert(1)", f"https://example.org/{'x' * 300}"])
def test_what_is_no_address_never_becomes_a_link(tmp_path, uri):
    turtle = (
        TURTLE
        + f"""<{uri}> a sdgo:Indicator ; skos:notation "9.b.1"^^sdgo:SDGCodeCompact ; skos:prefLabel "Made"@en ."""
    )
    texts = read_sdg_texts(write(tmp_path / "sdg.ttl", turtle))
    assert [(row.text, row.uri) for row in texts.rows if row.code == "9.b.1"] == [("Made", "")]


def test_open_sdg_folder_of_all_languages(tmp_path):
    write(tmp_path / "en" / "global_goals.yml", "9-short: Building\n9-title: Build well\n")
    write(tmp_path / "en" / "global_targets.yml", "8-1-title: Grow\n8-10-title: Open\n  banks\n9-c-title: 'Connect'\n")
    write(tmp_path / "zh-Hans" / "global_indicators.yml", "9-c-1-title: 有信号的人\n")
    texts = read_sdg_texts(tmp_path)
    assert texts.rows == (
        SdgText("8.1", "target", "en", "", "Grow"),
        SdgText("8.10", "target", "en", "", "Open banks"),
        SdgText("9", "goal", "en", "Building", "Build well"),
        SdgText("9.c", "target", "en", "", "Connect"),
        SdgText("9.c.1", "indicator", "zh-hans", "", "有信号的人"),
    )
    assert texts.problems == ()
    assert texts.languages() == ("en", "zh-hans")


def test_open_sdg_folder_of_one_language(tmp_path):
    write(tmp_path / "fr" / "global_goals.yml", "9-title: Bien ba\u0302tir\n")
    assert rows(read_sdg_texts(tmp_path / "fr")) == [("9", "fr", "", "Bien bâtir")]


def test_short_name_with_a_slip_is_left_out(tmp_path):
    write(
        tmp_path / "ru" / "global_goals.yml", "8-short: Достойна работа и экономический рост\n8-title: Хорошая работа\n"
    )
    texts = read_sdg_texts(tmp_path)
    assert rows(texts) == [("8", "ru", "", "Хорошая работа")]
    assert texts.problems == ("8 (ru): the short name is misspelt in the source; left out.",)


def test_yaml_outside_a_language_folder_is_refused(tmp_path):
    path = write(tmp_path / "texts" / "global_goals.yml", "9-title: Build well\n")
    with pytest.raises(SdgTextsError, match=r"has no language. Put the file into a folder named en, fr"):
        read_sdg_texts(path)


def test_unsd_goal_list_with_children(tmp_path):
    texts = read_sdg_texts(write(tmp_path / "Goal.json", json.dumps(GOAL_LIST)))
    assert rows(texts) == [
        ("8", "en", "", "Good jobs"),
        ("8.1", "en", "", "Grow"),
        ("8.10", "en", "", "Open banks"),
        ("8.10.1", "en", "", "Banks open"),
    ]
    assert texts.problems == ()


def test_codes_that_are_numbers_or_no_codes_are_reported(tmp_path):
    entries = [{"code": 8.10, "title": "Open banks"}, {"code": "18", "title": "Space"}, {"code": 9, "title": "Build"}]
    texts = read_sdg_texts(write(tmp_path / "list.json", json.dumps(entries)))
    assert rows(texts) == [("9", "en", "", "Build")]
    assert sorted(texts.problems) == [
        "Code 8.1 is a number, which is the same for 8.1 and 8.10. Left out.",
        "“18” is not an SDG code, such as 9, 9.c or 9.c.1. Left out.",
    ]


def test_iati_code_list(tmp_path):
    texts = read_sdg_texts(write(tmp_path / "goals.xml", CODELIST))
    assert rows(texts) == [("9", "en", "", "Build well"), ("9", "fr", "", "Bien bâtir")]
    assert texts.problems == ("Language de is not one of the six languages: 1 texts left out.",)


def test_sound_text_is_kept_when_another_is_corrupt(tmp_path):
    item = "<codelist-item><code>17.13</code><name><narrative xml:lang='fr'>{}</narrative></name></codelist-item>"
    lists = "<codelist><codelist-items>{}</codelist-items></codelist>"
    write(tmp_path / "a.xml", lists.format(item.format("Rester calme and much longer than the valid text")))
    write(tmp_path / "b.xml", lists.format(item.format("Rester calme")))
    texts = read_sdg_texts(tmp_path)
    assert rows(texts) == [("17.13", "fr", "", "Rester calme")]
    assert texts.problems == ("17.13 (fr): corrupt in the source; another text was used.",)


def test_xml_with_entities_is_refused(tmp_path):
    secret = write(tmp_path / "secret.txt", "secret")
    doctype = f'<!DOCTYPE codelist [<!ENTITY x SYSTEM "file://{secret}">]>'
    path = write(tmp_path / "goals.xml", doctype + CODELIST.replace("Build well", "&x;"))
    with pytest.raises(SdgTextsError, match=r"goals.xml declares a document type, which could hide entities"):
        read_sdg_texts(path)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("sdg.ttl", "@prefix sdg: <http://metadata.un.org/sdg/> .\nsdg:9 a", "is not valid Turtle"),
        ("en/goals.yml", "9-title: 'Build well\n", "is not valid YAML"),
        ("list.json", '[{"code": "9"', "is not valid JSON"),
        ("goals.xml", "<codelist><codelist-items>", "is not valid XML"),
    ],
)
def test_broken_file_is_refused_by_name(tmp_path, name, content, message):
    with pytest.raises(SdgTextsError, match=f"{Path(name).name} {message}"):
        read_sdg_texts(write(tmp_path / name, content))


def test_unknown_format_says_what_was_found_and_what_is_read(tmp_path):
    with pytest.raises(UnknownFormat) as refused:
        read_sdg_texts(write(tmp_path / "notes.txt", "Dear all,\nplease find"))
    assert str(refused.value) == (
        f"{tmp_path}/notes.txt begins with “Dear all, please find”. Formats read: the UN’s SKOS Turtle, "
        "a folder of open-sdg YAML, JSON lists of the UNSD API, IATI code lists."
    )


def test_folder_without_texts_lists_what_it_holds(tmp_path):
    write(tmp_path / "iati" / "goals.xml", CODELIST)
    with pytest.raises(UnknownFormat, match=r"contains no SDG texts; found: iati/. Formats read: "):
        read_sdg_texts(tmp_path)


def test_folder_with_several_formats_is_refused(tmp_path):
    write(tmp_path / "goals.xml", CODELIST)
    write(tmp_path / "sdg.ttl", TURTLE)
    with pytest.raises(UnknownFormat, match=r"several formats \(IATI code list, UN SKOS Turtle\). Use one file"):
        read_sdg_texts(tmp_path)


def test_file_of_a_known_format_without_texts_is_refused(tmp_path):
    path = write(tmp_path / "void.ttl", "@prefix sdg: <http://metadata.un.org/sdg/> .\nsdg:9 sdg:is sdg:9 .")
    with pytest.raises(SdgTextsError, match=r"UN SKOS Turtle, void.ttl contains no Goal, target or indicator"):
        read_sdg_texts(path)


def test_path_that_is_not_there(tmp_path):
    with pytest.raises(SourceUnreachable, match=r"nowhere cannot be read: there is no such file or folder."):
        read_sdg_texts(tmp_path / "nowhere")


def test_file_too_large_is_refused_unread(tmp_path, monkeypatch):
    monkeypatch.setattr(download, "LARGEST", 10)
    with pytest.raises(SdgTextsError, match=r"larger than"):
        read_sdg_texts(write(tmp_path / "goals.xml", CODELIST))


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("9", "9"),
        (" 9.C ", "9.c"),
        ("9-c-1", "9.c.1"),
        ("C090c01", "9.c.1"),
        ("C081001", "8.10.1"),
        ("8.10", "8.10"),
        (17, "17"),
        ("C200303", None),
        ("18", None),
        ("9.e", None),
        ("09.0c", None),
        ("9.c.0", None),
        ("8.1O", None),
        ("٩", None),
        ("", None),
        (True, None),
        (8.1, None),
        (None, None),
    ],
)
def test_sdg_code(written, code):
    assert sdg_code(written) == code


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("e\u0301nergie", "énergie"),
        ("نسـبة الأطفـال", "نسبة الأطفال"),
        ("one<br/>two <b>three</b>.", "one two three."),
        ("a &lt;b&gt;c&lt;/b&gt; &amp; d", "a c & d"),
        ("weight <-2 or >+2", "weight <-2 or >+2"),
        ("《<关于多哈>宣言》", "《<关于多哈>宣言》"),
        (" one \n two\t three ", "one two three"),
        ("suivant\u00a0: un", "suivant\u00a0: un"),
        ("че\xadловек\x00", "человек"),
        ("negotiation3", "negotiation"),
        ("tonnes of CO2", "tonnes of CO2"),
        ("from 2015 to 2030", "from 2015 to 2030"),
        ("море+B246", "море"),
    ],
)
def test_normalise(raw, text):
    assert normalise(raw).text == text


class Service(BaseHTTPRequestHandler):
    """Answers as its address asks: /json, /html, /away (to another host), /home (to /json), /large, /gone."""

    def do_GET(self):
        body = json.dumps(GOAL_LIST).encode()
        status, headers = 200, {"Content-Type": "application/json; charset=utf-8"}
        if self.path == "/html":
            headers = {"Content-Type": "text/html"}
        elif self.path == "/away":
            status, headers = 302, {"Location": "http://localhost.invalid/json"}
        elif self.path == "/home":
            status, headers = 302, {"Location": "/json"}
        elif self.path == "/large":
            body = b"[" + b" " * 5000
        elif self.path == "/gone":
            status = 503
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


@pytest.fixture
def service(monkeypatch):
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with ThreadingHTTPServer(("127.0.0.1", 0), Service) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.parametrize("path", ["/json", "/home"])
def test_address(service, path):
    texts = read_sdg_texts(service + path)
    assert [row.code for row in texts.rows] == ["8", "8.1", "8.10", "8.10.1"]
    assert texts.source == f"UNSD API JSON, {service}{path}"


def test_redirect_to_another_host_is_refused(service):
    with pytest.raises(SourceUnreachable, match=r"it redirects to another host .localhost.invalid."):
        read_sdg_texts(service + "/away")


def test_answer_of_another_type_is_refused(service):
    with pytest.raises(SdgTextsError, match=r"/html returned text/html, not JSON, Turtle, YAML or XML."):
        read_sdg_texts(service + "/html")


def test_answer_too_large_is_refused(service, monkeypatch):
    monkeypatch.setattr(download, "LARGEST", 1000)
    with pytest.raises(SdgTextsError, match=r"/large is larger than"):
        read_sdg_texts(service + "/large")


def test_host_that_answers_with_an_error(service):
    with pytest.raises(SourceUnreachable, match=r"/gone cannot be read: the host returned status 503."):
        read_sdg_texts(service + "/gone")


def test_host_that_does_not_answer(service, monkeypatch):
    with pytest.raises(SourceUnreachable, match=r"http://127.0.0.1:1/json cannot be read: .*refused"):
        read_sdg_texts("http://127.0.0.1:1/json")


# The real files. They hold the UN's own sentences, so they stay outside the repository.

HERE = Path(__file__).resolve().parents[3]
OFFICIAL = Path(os.environ.get("SDG_TEXTS_DIR") or HERE.parent / "shared" / "data" / "official_sdg")
needs_official = pytest.mark.skipif(
    not OFFICIAL.is_dir(), reason="the official SDG texts are not at hand; set SDG_TEXTS_DIR to their folder"
)


@pytest.fixture(scope="module")
def official() -> dict[str, sdg_texts.SdgTexts]:
    return {name: read_sdg_texts(OFFICIAL / name) for name in ("unsd-kos", "open-sdg", "iati")}


def counts(texts) -> dict[str, dict[str, int]]:
    counted = Counter((row.language, row.kind) for row in texts.rows)
    return {language: {kind: counted[language, kind] for kind in sdg_texts.KINDS} for language in texts.languages()}


@needs_official
def test_official_counts(official):
    before_2020 = {"goal": 17, "target": 169, "indicator": 244}
    community = {"goal": 17, "target": 169, "indicator": 252}
    lists = {"goal": 17, "target": 169, "indicator": 0}
    assert counts(official["unsd-kos"]) == {"en": before_2020, "fr": before_2020 | {"target": 168}, "es": before_2020}
    assert counts(official["open-sdg"]) == dict.fromkeys(LANGUAGES, community)
    assert counts(official["iati"]) == {"en": lists, "fr": lists}


@needs_official
def test_official_problems(official):
    assert official["unsd-kos"].problems == (
        "12.3 (en): 2 different texts; the longest was used.",
        "12.3 (en): a missing space after a comma was added.",
        "14.6 (en): a footnote digit at the end was removed.",
        "1.5.3 (fr): 2 different texts; the longest was used.",
        "11.b.1 (fr): 2 different texts; the longest was used.",
        "12.3 (fr): 2 different texts; the longest was used.",
        "13.1.2 (fr): 2 different texts; the longest was used.",
        "14.6 (fr): a footnote digit at the end was removed.",
        "17.13 (fr): corrupt in the source; left out.",
        "1.5.1 (es): 2 different texts; the longest was used.",
        "11.5.1 (es): 2 different texts; the longest was used.",
        "12.3 (es): 2 different texts; the longest was used.",
        "13.1.1 (es): 2 different texts; the longest was used.",
        "14.6 (es): a footnote digit at the end was removed.",
    )
    assert official["open-sdg"].problems == (
        "8 (fr): the short name is misspelt in the source; left out.",
        "8 (ru): the short name is misspelt in the source; left out.",
        "14.1.1 (ru): a spreadsheet reference at the end was removed.",
        "9 (zh-hans): the short name is misspelt in the source; left out.",
        "17 (zh-hans): the short name is misspelt in the source; left out.",
    )
    assert official["iati"].problems == (
        "14.6 (en): a footnote digit at the end was removed.",
        "14.6 (fr): a footnote digit at the end was removed.",
    )


def letters(texts, language: str) -> dict[str, str]:
    """The targets' sentences reduced to letters and digits."""
    return {
        row.code: re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", row.text)).lower()
        for row in texts.rows
        if row.language == language and row.kind == "target"
    }


@needs_official
@pytest.mark.parametrize(("language", "missing"), [("en", set()), ("fr", {"17.13"}), ("es", set())])
def test_official_sources_agree_on_targets(official, language, missing):
    un, community = letters(official["unsd-kos"], language), letters(official["open-sdg"], language)
    assert len(community) == 169
    assert {code for code in community if un.get(code) != community[code]} == missing


@needs_official
@pytest.mark.parametrize("name", ["unsd-kos", "open-sdg", "iati"])
def test_official_8_1_and_8_10_are_two(official, name):
    texts = {row.code: row.text for row in official[name].rows if row.language == "en"}
    assert "growth" in texts["8.1"]
    assert "financial" in texts["8.10"]


@needs_official
@pytest.mark.parametrize("name", ["unsd-kos", "open-sdg", "iati"])
def test_official_texts_are_normalised(official, name):
    strings = [string for row in official[name].rows for string in (row.title, row.text)]
    assert [s for s in strings if s != unicodedata.normalize("NFC", s)] == []
    assert [s for s in strings if re.search("\u0640|\u00ad|\\s{2}|^\\s|\\s$|</?[A-Za-z]|&\\w+;", s)] == []
