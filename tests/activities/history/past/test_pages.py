"""Every route that shows data, as of the Change that loaded it, although everything has been renamed since."""

import re
from uuid import UUID

import pytest
from django.db.models import F, Value
from django.db.models.functions import Concat

from activities import rules, summaries
from activities.actions.history import past as actions
from activities.actions.ledger import record
from activities.api.resources.matrix import Coverage
from activities.models import Activity, Change, Crosswalk, Framework, Mapping, Organisation, Term, TermText
from activities.past_views import has_past
from activities.queries.moment import find
from activities.summaries import past
from roadmap.models import Action, Document, Edition, Milestone, Section, Series
from tests.factories.activities import UserFactory
from tests.routes import (
    ACCOUNTS,
    ANSWERS,
    API,
    FILES,
    OPEN,
    PAGES,
    PRESENT_ONLY,
    SHOWS_THE_PAST,
    SIGNED_IN,
    STAFF,
    WITH_TOKEN,
    address,
    names,
)
from tests.test_routes import ADMIN

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("past pages")]
PLANTED = "Planted later"
#: A column of text in each table that pages show.
COLUMNS = {
    Activity: "description",
    Organisation: "name",
    Framework: "title",
    Term: "title",
    TermText: "title",
    Crosswalk: "rationale",
    Mapping: "rationale",
    Edition: "title",
    Section: "title",
    Action: "text",
    Document: "title",
    Milestone: "title",
    Series: "title",
}
#: None of them shows facts, nor says more than the address.
WITHOUT = {*PRESENT_ONLY, "api-schema"}


@pytest.fixture(scope="module")
def load(shipped_map, django_db_blocker):
    """Number of the Change that loaded the data. A later Change has marked every row."""
    with django_db_blocker.unblock():
        number = Change.objects.latest("id").id
        with record("tests", "tests.plant") as change:
            for model, column in COLUMNS.items():
                planted = Concat(F(column), Value(f" {PLANTED}"))
                model.objects.update(**{column: planted, "change": change})
        summaries.rebuild()
        with actions.reading(find(str(number))):
            pass
    yield number
    with django_db_blocker.unblock():
        for each in past.built():
            past.drop(each)


def as_of(path: str, number: int) -> str:
    return f"{address(path)}{'&' if '?' in path else '?'}as_of={number}"


def test_every_route_says_whether_it_shows_the_past():
    present = [*PRESENT_ONLY, *WITH_TOKEN, *STAFF, *SIGNED_IN, *ACCOUNTS, *ADMIN]
    assert sorted(names()) == sorted([*SHOWS_THE_PAST, *present])


@pytest.mark.parametrize("name", SHOWS_THE_PAST)
def test_a_route_that_shows_the_past_answers_as_of(client, load, name):
    """The header is set on all responses from past versions and on no others."""
    response = client.get(as_of(OPEN[name], load))
    b"".join(response)
    assert (response.status_code, response.get("X-Robots-Tag")) == (ANSWERS.get(name, 200), "noindex")


def test_a_view_shows_the_past_only_if_it_is_marked_itself():
    class Unmarked(Coverage):
        pass

    assert has_past(Coverage.as_view())
    assert not has_past(Unmarked.as_view())
    assert not has_past(lambda request: None)


#: Numbers of rows that the addresses of staff pages name: `as_of` is refused before anyone looks for them.
ANYTHING = dict.fromkeys(("note", "view", "proposal", "request", "reason"), 1) | {
    **dict.fromkeys(("guidance", "member", "meeting", "follow_up"), 1),
    "submission": "S-2222",
    "round": "nothing",
}


def test_every_other_route_refuses_as_of(client, load):
    others = {name: OPEN[name] for name in PRESENT_ONLY}
    others |= {name: address(path, job=UUID(int=1), **ANYTHING) for name, (path, *_) in STAFF.items()}
    others |= {name: address(path, membership=1) for name, (path, *_) in SIGNED_IN.items()}
    others |= {name: path for name, (path, *_) in ACCOUNTS.items()}
    others |= {name: path.format(row=1, framework=1) for name, (path, _) in ADMIN.items()}
    found = {name: client.get(as_of(path, load)) for name, path in others.items()}
    # health checks are answered before anything reads the parameters
    expected = dict.fromkeys(others, 400) | {"health-live": 200, "health-ready": 200}
    assert {name: response.status_code for name, response in found.items()} == expected
    assert [name for name, response in found.items() if "X-Robots-Tag" in response] == []


@pytest.mark.parametrize("name", sorted(PAGES.keys() - WITHOUT))
def test_a_page_of_the_past_says_so_and_shows_nothing_of_later(client, load, name):
    response = client.get(as_of(PAGES[name], load))
    html = response.content.decode()
    assert response.status_code == 200
    assert html.count("You are viewing SDG Map as it was on") == 1
    assert f"(version {load} of" in html
    assert PLANTED not in html
    assert client.get(address(PAGES[name])).status_code == 200


@pytest.mark.parametrize("name", sorted((FILES | API).keys() - WITHOUT))
def test_files_and_answers_of_the_past_show_nothing_of_later(client, load, name):
    response = client.get(as_of((FILES | API)[name], load))
    assert response.status_code == 200
    assert PLANTED.encode() not in b"".join(response)


@pytest.mark.parametrize("path", ["/", "/goals/9/", "/activities/", "/roadmap/sections/6/", "/api/v1/activities/"])
def test_what_was_planted_would_be_seen(client, load, path):
    assert PLANTED in client.get(path).content.decode()


@pytest.mark.parametrize("name", ["home", "activity", "activity-list", "matrix", "goal", "term", "roadmap-action"])
def test_staff_see_the_past_as_readers_do(client, load, name):
    """Whatever pages do for staff, they write nothing and offer nothing to edit."""
    client.force_login(UserFactory(role=rules.COORDINATOR))
    response = client.get(as_of(PAGES[name], load))
    assert (response.status_code, PLANTED in response.content.decode()) == (200, False)
    edits = r'(?:href|action)="([^"]*/(?:edit|withdraw|mappings|bulk|sheets)/[^"]*)'
    assert re.findall(edits, main(response)) == []


def main(response) -> str:
    """The markup of a page's main part: the header's menu leads staff to their work at all times."""
    return re.search(r"<main.*</main>", response.content.decode(), re.DOTALL)[0]


def test_a_past_page_needs_five_more_queries(client, load, django_assert_num_queries):
    """Queries: the last Change, this Change, whether it is built, set the search path, whether it is complete. Three
    more open and close a savepoint, which outside tests is the transaction."""
    client.get("/goals/9/")
    with django_assert_num_queries(7):
        client.get("/goals/9/")
    client.get(as_of("/goals/9/", load))
    with django_assert_num_queries(7 + 5 + 3):
        client.get(as_of("/goals/9/", load))
