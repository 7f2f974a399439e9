"""/activities/bulk/: choose by filter or tick, preview the difference, apply, meet other people's edits."""

import re

import pytest
from django.urls import reverse

from activities import rules
from activities.actions.activities import update_activity
from activities.models import Activity, Change, Mapping
from tests.factories.activities import (
    ActionLineFactory,
    ActivityFactory,
    GoalFactory,
    MappingFactory,
    OrganisationFactory,
    TargetFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
BULK = "/activities/bulk/"
LEFT_OUT = "1 activity is left out because you cannot edit it."


def hidden(html: str) -> dict[str, str]:
    """The hidden fields of the form that a step shows."""
    form = html[html.index('<form class="bulk__apply"') :] if "bulk__apply" in html else html
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form))


def preview(client, path=BULK, **data) -> dict[str, str]:
    response = client.post(path, {"step": "preview", **data})
    assert response.status_code == 200, response.content.decode()[-3000:]
    found = hidden(response.content.decode())
    return {name: value for name, value in found.items() if name != "csrfmiddlewaretoken"}


def test_preview_counts_and_apply_writes(client):
    client.force_login(UserFactory(role=rules.FOCAL_POINT, sectors=["ITU-D"]))
    target, line = TargetFactory(code="9.c"), ActionLineFactory(code="C5")
    mine = ActivityFactory.create_batch(2)
    other = ActivityFactory(organisation=OrganisationFactory(sector="ITU-R"))
    for activity in (*mine, other):
        MappingFactory(activity=activity, term=target)
    MappingFactory(activity=mine[0], term=line)
    path = f"{BULK}?target=9.c"
    page = client.get(path).content.decode()
    assert "All 2 activities that match" in page
    assert "1 more matches the filter, but you cannot edit it." in page
    data = {"act": "link", "link-terms": "c5, sdg:9.c", "link-strength": "3", "link-rationale": "Safe networks"}
    shown = client.post(path, {"step": "preview", **data}).content.decode()
    for text in ("2 activities selected", "1 link will be added", "3 rows already have this value", LEFT_OUT):
        assert text in shown
    assert "This does not confirm" not in shown  # it is about links
    assert Mapping.objects.filter(term=line).count() == 1
    response = client.post(path, hidden(shown) | {"step": "apply", "reason": "Agreed"})
    change = Change.objects.latest("id")
    assert (response.status_code, response["Location"]) == (302, reverse("change", args=[change.pk]))
    assert (change.reason, change.by.sectors) == ("Agreed", ["ITU-D"])
    assert sorted(Mapping.objects.filter(term=line).values_list("activity_id", flat=True)) == [a.pk for a in mine]
    after = client.get(response["Location"]).content.decode()
    assert "1 row was changed" in after
    assert "Revert this change" in after


def test_ticks_travel_and_others_activities_are_left_out(client):
    client.force_login(UserFactory(role=rules.FOCAL_POINT, sectors=["ITU-D"]))
    one, two, three = ActivityFactory.create_batch(3)
    other = ActivityFactory(organisation=OrganisationFactory(sector="ITU-R"))
    data = {"scope": "ticked", "picked": f"{one.pk},{two.pk},{other.pk}", "shown": f"{two.pk},{three.pk}",
            "pick": [three.pk], "act": "status", "status-status": "planned"}  # fmt: skip
    shown = client.post(BULK, {"step": "preview", **data}).content.decode()
    assert "2 activities selected" in shown
    assert LEFT_OUT in shown
    assert "This does not confirm" in shown
    client.post(BULK, hidden(shown) | {"step": "apply"})
    assert sorted(Activity.objects.filter(status="planned").values_list("pk", flat=True)) == [one.pk, three.pk]


def test_the_next_fifty_keep_ticks_and_words(client):
    client.force_login(UserFactory(role=rules.COORDINATOR))
    ActivityFactory.create_batch(51, organisation=OrganisationFactory())
    first = client.get(BULK).content.decode()
    after = re.search(r'name="after" value="(\d+)"', first)[1]
    picked = Activity.objects.latest("id").pk
    data = {"step": "next", "after": after, "pick": picked, "shown": str(picked), "scope": "ticked", "act": "link",
            "link-terms": "9.c", "link-rationale": "Kept"}  # fmt: skip
    page = client.post(BULK, data).content.decode()
    assert page.count('name="pick"') == 1
    assert f'name="picked" value="{picked}"' in page
    assert "1 ticked on another page" in page
    assert "Kept</textarea>" in page


def test_a_conflict_names_the_rows_with_both_values_and_offers_a_fresh_preview(client):
    client.force_login(UserFactory(role=rules.COORDINATOR))
    activity = ActivityFactory(title="School net", status="ongoing")
    data = preview(client, act="status", **{"status-status": "completed"})
    update_activity(activity=activity, fields={"status": "suspended"}, seen=activity.change_id, by="another")
    response = client.post(BULK, data | {"step": "apply", "reason": "Kept reason"})
    page = response.content.decode()
    assert response.status_code == 409
    assert "Nothing was saved: other people have changed these rows" in page
    for text in ("School net", "Ongoing", "Suspended", "New preview", "Kept reason"):
        assert text in page
    assert Activity.objects.get().status == "suspended"
    fresh = preview(
        client, **{k: v for k, v in hidden(page).items() if k != "csrfmiddlewaretoken"} | {"step": "preview"}
    )
    assert client.post(BULK, fresh | {"step": "apply"}).status_code == 302
    assert Activity.objects.get().status == "completed"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({}, "Choose the change to make."),
        ({"act": "nonsense"}, "Choose the change to make."),
        ({"act": "link"}, "Enter what to link to."),
        ({"act": "link", "link-terms": "9.C.1.x", "link-strength": "2"}, "is not the code of a Goal"),
        ({"act": "link", "link-terms": "C55", "link-strength": "2"}, "Did you mean C5?"),
        ({"act": "link", "link-terms": "C5", "link-strength": "9"}, "Select a valid choice"),
        ({"act": "link", "link-terms": " ".join(f"9.{n}" for n in range(21))}, "Enter no more than 20 at once."),
        ({"act": "end_year", "end_year-end_year": "1492"}, "Enter a year from 1865 to 2100, such as 2024."),
        ({"act": "add_regions"}, "Choose at least one region."),
        ({"act": "confirm", "scope": "ticked"}, "Tick the activities to edit"),
        ({"act": "link", "link-terms": "\x00", "link-strength": "2"}, "Null characters are not allowed."),
        ({"act": "link", "link-terms": "<script>\u202e", "link-strength": "2"}, "is not the code of a Goal"),
    ],
)
def test_what_is_wrong_is_said_and_kept(client, data, message):
    client.force_login(UserFactory(role=rules.COORDINATOR))
    ActivityFactory()
    ActionLineFactory(code="C5")
    response = client.post(BULK, {"step": "preview", "link-rationale": "Typed already", **data})
    page = response.content.decode()
    assert response.status_code == 422
    assert message in page
    assert "Typed already" in page
    assert "<script>\u202e" not in page


def test_a_wrong_filter_writes_nothing(client):
    client.force_login(UserFactory(role=rules.COORDINATOR))
    ActivityFactory()
    response = client.post(f"{BULK}?goal=99", {"step": "preview", "act": "confirm"})
    assert response.status_code == 422
    assert "is not a value of goal" in response.content.decode()


def test_too_many_are_refused_on_the_page(client, monkeypatch):
    monkeypatch.setattr("activities.actions.bulk.MOST", 1)
    client.force_login(UserFactory(role=rules.COORDINATOR))
    ActivityFactory.create_batch(2)
    response = client.post(BULK, {"step": "preview", "act": "confirm"})
    assert (response.status_code, "Add a filter" in response.content.decode()) == (422, True)


def test_strangers_and_stakeholders_stay_out(client):
    assert client.get(BULK).status_code == 302
    client.force_login(UserFactory())
    assert client.get(BULK).status_code == 403
    assert client.post(BULK, {"step": "apply"}).status_code == 403


def test_the_page_says_that_a_fault_left_nothing(client, fault):
    client.force_login(UserFactory(role=rules.COORDINATOR))
    activity, _term = ActivityFactory(), GoalFactory(code="9")
    data = preview(client, act="link", **{"link-terms": "9", "link-strength": "2"})
    fault(activity.pk)
    response = client.post(BULK, data | {"step": "apply"})
    assert response.status_code == 500
    assert "Nothing was saved because of a database error" in response.content.decode()
    assert Mapping.objects.count() == 0
    assert Change.objects.filter(verb="activities.bulk").count() == 0


@pytest.mark.parametrize("items", [1, 3])
def test_choose_and_preview_query_counts(client, items, django_assert_num_queries):
    client.force_login(UserFactory(role=rules.COORDINATOR))
    for activity in ActivityFactory.create_batch(items):
        MappingFactory(activity=activity, term=GoalFactory(code="9"), certainty="unconfirmed")
    client.get(BULK)  # reads the vocabulary
    with django_assert_num_queries(7):
        client.get(BULK)
    with django_assert_num_queries(10):
        client.post(BULK, {"step": "preview", "act": "confirm-links"})
