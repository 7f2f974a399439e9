"""Saved views: saved, opened, renamed, removed and brought back by their owner and nobody else."""

import pytest
from django.core.exceptions import ValidationError

from activities import rules
from activities.actions.ledger import Refused
from activities.actions.saved_filters import MOST, rename_filter, save_filter
from activities.models import SavedFilter
from activities.queries.workspace.saved_filters import address, cleaned_query, saved_filters
from tests.factories.activities import MappingFactory, UserFactory
from tests.reading import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def me(client):
    user = UserFactory(role=rules.FOCAL_POINT, sectors=["ITU-D"])
    client.force_login(user)
    return user


def save(client, name="Africa", page="activity-list", query="?region=africa&goal=9"):
    return client.post("/workspace/filters/", {"name": name, "page": page, "query": query})


def held() -> list[tuple[str, str, str]]:
    return list(SavedFilter.objects.values_list("name", "page", "query"))


@pytest.mark.parametrize(
    ("page", "given", "kept"),
    [
        ("activity-list", "?goal=9&goal=4&after=12&all=target", "goal=9&goal=4"),
        ("activity-list", "q=school%20lunch&sort=title&goal=", "q=school+lunch&sort=title"),
        ("workspace-list", "group=stale&sector=ITU-D&done=4", "group=stale&sector=ITU-D"),
        ("matrix-edit", "columns=targets-of%3A9", "columns=targets-of%3A9"),
        ("activity-list", "//evil.example/?goal=9", "%2F%2Fevil.example%2F%3Fgoal=9"),
    ],
)
def test_a_query_is_kept_in_canonical_form(page, given, kept):
    assert cleaned_query(page, given) == kept


@pytest.mark.parametrize(
    ("page", "given", "message"),
    [
        ("activity-list", "", "There is no filter to save"),
        ("activity-list", "after=3", "There is no filter to save"),
        ("workspace-list", "sector=ITU-D", "There is no such list under"),
        ("workspace-list", "group=../../admin", "There is no such list under"),
        ("activity-list", "q=%00", "cannot be read"),
        ("activity-list", "&".join(f"goal={n}" for n in range(101)), "cannot be read"),
        ("activity-list", "&".join(f"goal={n}" for n in range(2000)), "cannot be read"),
        ("activity-list", "q=" + "a" * 1999, "These filters have 2001 characters; the limit is 2000"),
    ],
)
def test_what_is_no_view_is_refused(page, given, message):
    with pytest.raises(ValidationError, match=message):
        cleaned_query(page, given)


@pytest.mark.parametrize(
    ("page", "query", "href"),
    [
        ("activity-list", "goal=9", "/activities/?goal=9"),
        ("workspace-list", "group=stale&sector=ITU-D", "/workspace/stale/?sector=ITU-D"),
        ("workspace-list", "group=stale", "/workspace/stale/"),
        ("workspace-list", "group=a/b", ""),
        ("activity-list", "//evil.example", "/activities/?%2F%2Fevil.example="),
        ("https://evil.example/", "goal=9", ""),
        ("admin:index", "goal=9", ""),
    ],
)
def test_an_address_is_always_one_of_our_pages(page, query, href):
    assert address(page, query) == href


def test_saving_leads_back_to_the_view_and_the_workspace_lists_it(client, me):
    answer = save(client)
    assert (answer.status_code, answer["Location"]) == (302, "/activities/?region=africa&goal=9")
    assert held() == [("Africa", "activity-list", "region=africa&goal=9")]
    page = client.get("/workspace/")
    assert "Saved views Africa Activities Rename or remove" in text(page)
    assert 'href="/activities/?region=africa&amp;goal=9"' in page.content.decode()


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"name": ""}, "Enter a name for the view."),
        ({"name": "\u202e \0 "}, "Enter a name for the view."),
        ({"name": "a" * 81}, "The name has 81 characters. Shorten it to 80."),
        ({"query": ""}, "There is no filter to save"),
    ],
)
def test_a_wrong_form_says_why_and_keeps_what_was_typed(client, me, fields, message):
    answer = save(client, **{"name": "Mine <b>", **fields})
    body = answer.content.decode()
    assert answer.status_code == 422
    assert message in text(answer)
    assert held() == []
    if fields.get("query") is None:
        assert 'value="?region=africa&amp;goal=9"' in body
    else:
        assert 'value="Mine &lt;b&gt;"' in body


@pytest.mark.parametrize("page", ["home", "https://evil.example/", "admin:index", ""])
def test_another_page_is_refused(client, me, page):
    assert save(client, page=page).status_code == 422
    assert held() == []


def test_a_name_that_is_taken_is_refused_with_what_was_typed(client, me):
    save(client)
    answer = save(client, query="goal=4")
    assert answer.status_code == 422
    assert "You already have a view called “Africa”. Choose another name." in text(answer)
    assert 'name="query" value="goal=4"' in answer.content.decode()
    assert save(client, name="Other", query="goal=4").status_code == 302


def test_the_hundred_and_first_is_refused(me):
    SavedFilter.objects.bulk_create(
        SavedFilter(user=me, name=f"View {n}", page="activity-list", query="goal=9") for n in range(MOST)
    )
    with pytest.raises(Refused, match="You have 100 saved views"):
        save_filter(name="One more", page="activity-list", query="goal=9", by=me)


def test_renaming(client, me):
    save(client)
    save(client, name="Other")
    pk = SavedFilter.objects.get(name="Africa").pk
    answer = client.post(f"/workspace/filters/{pk}/rename/", {"name": "  Africa\tand more "})
    assert (answer.status_code, answer["Location"]) == (302, "/workspace/filters/")
    assert [name for name, *_rest in held()] == ["Africa and more", "Other"]

    answer = client.post(f"/workspace/filters/{pk}/rename/", {"name": "Other"})
    assert answer.status_code == 422
    assert "You already have a view called “Other”" in text(answer)
    answer = client.post(f"/workspace/filters/{pk}/rename/", {"name": ""})
    assert answer.status_code == 422
    assert f'href="#id_name_{pk}"' in answer.content.decode()
    assert [name for name, *_rest in held()] == ["Africa and more", "Other"]


def test_removing_offers_the_way_back(client, me):
    save(client)
    pk = SavedFilter.objects.get().pk
    answer = client.post(f"/workspace/filters/{pk}/remove/")
    assert (answer.status_code, answer["Location"], held()) == (302, "/workspace/filters/", [])
    shown = client.get("/workspace/filters/")
    assert "“ Africa ” has been removed Undo You have no saved views" in text(shown)
    assert "is removed" not in text(client.get("/workspace/filters/"))
    save(client, name="Africa", query="region=africa&goal=9")  # what its form sends
    assert held() == [("Africa", "activity-list", "region=africa&goal=9")]


@pytest.mark.parametrize("way", ["rename", "remove"])
def test_another_persons_view_is_not_there(client, me, way):
    theirs = save_filter(name="Theirs", page="activity-list", query="goal=9", by=UserFactory(role=rules.COORDINATOR))
    assert client.post(f"/workspace/filters/{theirs.pk}/{way}/", {"name": "Mine now"}).status_code == 404
    assert held() == [("Theirs", "activity-list", "goal=9")]
    assert "Theirs" not in text(client.get("/workspace/filters/")) + text(client.get("/workspace/"))


def test_two_people_may_use_one_name(me):
    other = UserFactory()
    for user in (me, other):
        save_filter(name="Africa", page="activity-list", query="goal=9", by=user)
    assert [view.name for view in saved_filters(other)] == ["Africa"]
    assert rename_filter(saved=other.saved_filters.get(), name="Mine").name == "Mine"


def test_a_view_of_a_page_that_is_gone_is_listed_without_a_link(client, me):
    SavedFilter.objects.create(user=me, name="Old", page="old-page", query="a=1")
    (view,) = saved_filters(me)
    assert (view.where, view.href) == ("old-page", "")
    assert client.get("/workspace/filters/").status_code == 200


@pytest.mark.parametrize("items", [1, 3])
def test_query_count(client, me, items, django_assert_num_queries):
    for number in range(items):
        save(client, name=f"View {number}")
    client.get("/workspace/filters/")
    with django_assert_num_queries(4):
        client.get("/workspace/filters/")


def test_the_form_stands_on_lists_for_staff_only(client, me):
    form = 'name="page" value="activity-list"><input type="hidden" name="query" value="?goal=9"'
    MappingFactory()
    assert form in client.get("/activities/?goal=9").content.decode()
    assert 'value="group=stale&amp;sector=ITU-D"' in client.get("/workspace/stale/?sector=ITU-D").content.decode()
    for visitor in (None, UserFactory()):
        client.logout()
        if visitor:
            client.force_login(visitor)
        assert "save-filter" not in client.get("/activities/?goal=9").content.decode()
