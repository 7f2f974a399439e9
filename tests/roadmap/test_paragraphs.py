"""The table of docs/roadmap.md: each commitment of the Roadmap has a page that serves it, and one to report on it."""

import re
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import pytest

from activities import rules
from roadmap.models import Action, Body, Mechanism
from tests.factories.activities import UserFactory
from tests.factories.engagement import EngagementFactory, InputFactory

pytestmark = pytest.mark.django_db
GUIDE = Path(__file__).resolve().parents[2] / "docs" / "roadmap.md"
ROW = re.compile(r"^\| (\d\.[\w.]+) \| (all|staff) \| ([^|]+) \| `(/[^`]*)` \| ([^|]+) \|$", re.MULTILINE)
MECHANISM = re.compile(r"/roadmap/mechanisms/[\w-]+/")
#: What each page of the Roadmap has, and what a form offers, is no proof that the page has it.
ASIDE = re.compile(r'<nav class="roadmap-nav.*?</nav>|<option\b.*?</option>|<script\b.*?</script>', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Paragraph:
    code: str
    who: str
    what: str
    address: str
    words: list[str]


def paragraphs() -> list[Paragraph]:
    """The rows of the table, in its order."""
    return [Paragraph(*columns, words=found.split("; ")) for *columns, found in ROW.findall(GUIDE.read_text())]


@pytest.fixture(scope="module", autouse=True)
def map_as_it_ships(shipped_map):
    """Each test reads the map as it ships."""


@pytest.fixture
def coordinator(client):
    client.force_login(UserFactory(role=rules.COORDINATOR))
    return client


def words_of(response) -> str:
    """What a reader sees of the main part of a page."""
    page = response.content.decode()
    main = ASIDE.sub(" ", page[page.index("<main") : page.index("</main>")])
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def test_each_commitment_has_one_row():
    codes = list(Action.objects.of_current().order_by("section__number", "position").values_list("code", flat=True))
    assert len(codes) == 58
    assert [one.code for one in paragraphs()] == codes


def test_the_commitments_of_the_roadmap_have_bodies_and_rules():
    rows = Action.objects.of_current()
    assert rows.count() == 58
    assert not rows.filter(body_links=None).exists()
    by_rule = {rule: rows.filter(rule=rule).count() for rule in Action.Frequency.values}
    assert by_rule == {
        "yearly": 12, "hlpf": 5, "council": 2, "two-years": 1, "four-years": 1, "once": 0, "ongoing": 37
    }  # fmt: skip
    assert dict(Body.objects.filter(slug__in=("bdt", "tsb", "br")).values_list("name", "sector")) == {
        "BDT": "ITU-D",
        "TSB": "ITU-T",
        "BR": "ITU-R",
    }
    assert Body.objects.get(slug="bdt").organisation.slug == "itu-d"
    assert Body.objects.count() == 20


@pytest.mark.parametrize("one", paragraphs(), ids=lambda one: one.code)
def test_a_paragraph_is_served_where_the_table_says(client, one):
    if one.who == "staff":
        assert client.get(one.address).status_code in (302, 404)
        client.force_login(UserFactory(role=rules.COORDINATOR))
    response = client.get(one.address)
    assert response.status_code == 200
    said = words_of(response)
    assert [words for words in one.words if words not in said] == []


def test_each_commitment_can_be_found_and_reported_on(coordinator):
    for action in Action.objects.of_current():
        page = coordinator.get(f"/roadmap/actions/{action.code}/")
        assert page.status_code == 200
        assert " ".join(action.text.split()) in words_of(page)
        assert f'href="/roadmap/actions/{action.code}/report/"' in page.content.decode()
        form = coordinator.get(f"/roadmap/actions/{action.code}/report/")
        assert form.status_code == 200
        assert {"done", "figures", "evidence_url", "documents", "activities"} <= {
            *re.findall(r'<(?:input|textarea)[^>]* name="(\w+)"', form.content.decode())
        }


@pytest.mark.parametrize(
    "code", sorted({one.address.split("/")[3] for one in paragraphs() if MECHANISM.match(one.address)})
)
def test_the_page_of_a_mechanism_shows_a_meeting_its_outcome_and_an_input(client, code):
    mechanism = Mechanism.objects.get(code=code)
    EngagementFactory(title="Annual meeting", start="2026-03-05", outcome="A report was adopted.", mechanism=mechanism)
    InputFactory(title="Paper on broadband", date="2026-03-01", mechanism=mechanism)
    said = words_of(client.get(f"/roadmap/mechanisms/{code}/"))
    assert [
        words for words in ("Annual meeting", "A report was adopted.", "Paper on broadband") if words not in said
    ] == []
