"""What only staff may read: how a fact came to be known, and sources that did not publish it."""

import io
import re

import pytest
from django.contrib.auth.models import Group
from openpyxl import load_workbook

from activities import rules
from activities.models import Activity, Certainty, Change, Crosswalk, Term, User
from roadmap.models import Document, HlpfYear, SeriesValue, Target, TargetValue
from tests.routes import API, FILES, PAGES, address

pytestmark = pytest.mark.xdist_group("routes")

#: Remarks in the reference data, none of which is meant for the public.
REMARKS = (
    "2016-2019 plan",
    "abstract seen",
    "annex not seen",
    "approximate",
    "as the press gives it",
    "by elimination",
    "check against the pdf",
    "code ours",
    "computed;",
    "day of issue not known",
    "from memory",
    "list seen",
    "lost its lists",
    "measure ours",
    "name seen",
    "number is the chapter",
    "number ours",
    "only in the goal-to-action-line half",
    "page not read",
    "possible slip in the source",
    "quoted in a public thread",
    "recalled",
    "second-hand",
    "seen: ",
    "seen as citation",
    "seen in a working group",
    "seen in part",
    "seen in the",
    "source prints",
    "source repeats",
    "text not seen",
    "through a mirror",
    "title ours",
    "title seen",
    "unsure",
    "wording ours",
    "year inferred",
)
#: Keys of what programs must not be given.
KEYS = ('"basis"', '"note"', "description_basis", "label_source")
FORBIDDEN = re.compile("|".join(map(re.escape, REMARKS + KEYS + rules.PRIVATE_SOURCES)), re.IGNORECASE)
#: Sentences of the data that hold such words and are meant for the public.
ALLOWED = ("seen in the city", "Memory of the World")


@pytest.fixture
def site(client, shipped_map, db):
    return client


def leaks(text: str) -> list[str]:
    """Where a text holds what is for staff only, with a few words around it."""
    return [text[max(0, found.start() - 60) : found.end() + 40] for found in FORBIDDEN.finditer(text)]


def read(client, path: str) -> str:
    return read_bytes(client, path).decode()


def read_bytes(client, path: str) -> bytes:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_the_data_has_remarks_and_private_sources(site):
    """Otherwise the tests below would prove nothing."""
    stored = [
        *Term.objects.values_list("basis", flat=True),
        *Crosswalk.objects.values_list("note", flat=True),
        *Document.objects.values_list("basis", flat=True),
        *HlpfYear.objects.values_list("basis", flat=True),
        *SeriesValue.objects.values_list("basis", flat=True),
        *Target.objects.values_list("basis", flat=True),
        *TargetValue.objects.values_list("basis", flat=True),
    ]
    unknown = {one for one in stored if one and not leaks(one)} - {"seen", "confirmed", "computed", "project data"}
    assert {one for one in unknown if not one.startswith(("confirmed;", "seen;", "project data;"))} == set()
    hidden = [one.url for one in Activity.objects.all() if not rules.public_source(one.url)]
    assert sum(map(bool, hidden)) == 14
    assert sum(not rules.public_source(one.source_url) for one in Term.objects.exclude(source_url="")) == 154


def test_public_pages_and_files(site):
    texts = [path for path in [*PAGES.values(), *FILES.values(), *API.values()] if ".xlsx" not in path]
    for path in texts:
        assert leaks(read(site, address(path))) == [], path


def test_pages_of_what_has_a_remark_or_a_private_source(site):
    paths = [term.get_absolute_url() for term in Term.objects.exclude(basis="").select_related("framework")[::12]]
    paths += [one.get_absolute_url() for one in Activity.objects.all() if one.url and not rules.public_source(one.url)]
    paths += [one.get_absolute_url() for one in Document.objects.all()]
    for link in Crosswalk.objects.exclude(note="").select_related("from_term", "to_term__goal"):
        paths.append(f"/matrix/{link.from_term.code}/{link.to_term.goal.code}/")
        paths += [link.from_term.get_absolute_url(), link.to_term.get_absolute_url()]
    paths += ["/frameworks/sp-2020/", "/roadmap/indicators/9.c.1/", "/roadmap/indicators/5.b.1/"]
    number = Change.objects.latest("id").pk
    paths += [f"/roadmap/hlpf/?as_of={number}", f"{paths[0]}?as_of={number}", f"/frameworks/sp-2020/?as_of={number}"]
    for path in paths:
        assert leaks(read(site, path)) == [], path


@pytest.mark.parametrize("name", ["terms", "crosswalks", "activities", "mappings", "organisations", "coverage"])
def test_whole_lists_of_the_api(site, name):
    path = f"/api/v1/{name}/?limit=1000"
    while path:
        body = read(site, path)
        assert leaks(body) == []
        path = site.get(path).json().get("next")


def test_whole_files(site):
    assert leaks(read(site, "/api/v1/activities.csv")) == []
    book = load_workbook(io.BytesIO(read_bytes(site, "/activities.xlsx")), read_only=True)
    cells = "\n".join(
        str(value) for sheet in book for row in sheet.iter_rows(values_only=True) for value in row if value
    )
    assert leaks(cells) == []
    for code in Term.objects.filter(series__isnull=False).values_list("code", flat=True).distinct():
        rows = read(site, f"/roadmap/indicators/{code}/values.csv").split("\n", 1)[1]
        assert leaks(rows) == [], code


def test_staff_see_remarks_and_private_sources(site):
    user = User.objects.create_user(email="chair@example.org", password="correct horse battery", is_staff=True)
    user.groups.add(Group.objects.get_or_create(name=rules.COORDINATOR)[0])
    site.force_login(user)
    assert "from memory" in read(site, "/roadmap/hlpf/")
    entry = (
        Term.objects.filter(source_url__contains="pdfslide.us", basis="recalled").select_related("framework").first()
    )
    page = read(site, entry.get_absolute_url())
    assert "recalled" in page
    assert entry.source_url in page
    private = next(one for one in Activity.objects.filter(organisation__sector="ITU-D") if "fdocuments" in one.url)
    assert "fdocuments" in read(site, private.get_absolute_url())


def test_each_page_that_shows_a_word_explains_it_once(site):
    for path in PAGES.values():
        page = read(site, address(path))
        shown = {word for word in Certainty.values if f"certainty--{word}" in page}
        if shown and path not in ("/about/",):
            assert page.count('id="certainty-note"') == 1, path
        assert page.count('id="certainty-note"') <= 1, path


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://www.itu.int/en/council", True),
        ("https://pdfslide.us/documents/x.html", False),
        ("http://www.PDFslide.us:80/x", False),
        ("https://slideplayer.com./slide/1", False),
        ("https://notpdfslide.us/x", True),
        ("https://itu.int/?from=pdfslide.us", True),
        ("https://pdfslide.us", False),
        ("https://github.com/30803kwoniho/30803kwoniho.github.io/blob/x.csv", False),
        ("https://github.com/uwidcit/WSIS-SDG-Matrix", True),
        ("", True),
    ],
)
def test_which_sources_are_for_the_public(address, shown):
    assert rules.public_source(address) == (address if shown else "")
