"""Link activities, change links, withdraw and restore them with a token."""

import pytest

from activities.actions.links.mappings import set_mapping, withdraw_mapping
from activities.models import Mapping
from tests.factories.activities import ActivityFactory, GoalFactory, MappingFactory, OrganisationFactory, TargetFactory


@pytest.fixture
def activity(editor):
    return ActivityFactory()


@pytest.fixture
def link(activity):
    return MappingFactory(activity=activity, term=TargetFactory(code="9.c"), strength=2, certainty="unconfirmed")


def test_create(editor, activity):
    TargetFactory(code="9.c")
    body = {
        "activity": activity.pk,
        "framework": "sdg",
        "term_code": "9.c",
        "strength": 3,
        "rationale": "It connects them.",
    }
    answer = editor.post("/mappings/", body)
    assert answer.status_code == 201, answer.json()
    row = Mapping.objects.get()
    assert answer["Location"] == f"/api/v1/mappings/{row.pk}/"
    assert (row.strength, row.rationale, row.certainty, row.origin) == (3, "It connects them.", "proposed", "staff")
    assert (answer["ETag"], answer.json()["change"]) == (f'"{row.change_id}"', row.change_id)
    assert (row.change.verb, row.change.by) == ("mapping.set", editor.user)
    again = editor.post("/mappings/", body)
    assert (again.status_code, again.json()["id"]) == (200, row.pk), "nothing is written twice"


def test_what_is_wrong_is_named_by_field(editor, activity):
    TargetFactory(code="9.c")
    body = {"activity": activity.pk + 1, "framework": "sdg", "term_code": "9.d", "evidence_url": "nowhere"}
    assert editor.post("/mappings/", body).json()["errors"] == {
        "activity": [f"There is no activity {activity.pk + 1} that you may edit."],
        "term_code": ["“9.d” is not a code of this framework. Did you mean 9.c?"],
        "strength": ["Choose a strength."],
        "evidence_url": [
            "Enter a full web address, such as https://www.itu.int/en/wtisd. It must start with http or https."
        ],
    }
    body = {"activity": activity.pk, "framework": "sdgs", "term_code": "9.c", "strength": 3}
    assert editor.post("/mappings/", body).json()["errors"] == {"framework": ["“sdgs” is not a framework. Known: sdg."]}
    assert not Mapping.objects.exists()


def test_a_link_that_exists_is_not_overwritten_by_a_new_one(editor, link):
    body = {"activity": link.activity_id, "framework": "sdg", "term_code": "9.c", "strength": 3}
    answer = editor.post("/mappings/", body)
    assert (answer.status_code, answer["ETag"]) == (409, f'"{link.change_id}"')
    assert answer.json()["current"]["strength"] == 2
    withdraw_mapping(activity=link.activity, term=link.term, seen=link.change_id, by="tests")
    answer = editor.post("/mappings/", body)
    assert (answer.status_code, answer.json()["current"]["withdrawn"]) == (409, True)


def test_change_only_what_is_sent(editor, link):
    assert editor.get(f"/mappings/{link.pk}/")["ETag"] == f'"{link.change_id}"'
    answer = editor.patch(f"/mappings/{link.pk}/", {"certainty": "confirmed", "reason": "Checked"}, seen=link.change_id)
    assert answer.status_code == 200, answer.json()
    link.refresh_from_db()
    assert (link.strength, link.certainty, link.change.reason) == (2, "confirmed", "Checked")


@pytest.mark.parametrize("change", [{"strength": 1}, {"strength": None}, {"evidence_url": "nowhere"}])
def test_what_someone_else_changed_is_not_overwritten(editor, link, change):
    seen = link.change_id
    newer = set_mapping(activity=link.activity, term=link.term, strength=3, seen=seen, by="tests")
    answer = editor.patch(f"/mappings/{link.pk}/", change, seen=seen)
    expected = 422 if change == {"strength": None} else 412
    assert answer.status_code == expected
    if expected == 412:
        assert (answer.json()["current"]["strength"], answer["ETag"]) == (3, f'"{newer.change_id}"')
    link.refresh_from_db()
    assert link.strength == 3


def test_withdraw_and_restore(editor, link):
    answer = editor.delete(f"/mappings/{link.pk}/?reason=Wrong+target", seen=link.change_id)
    assert (answer.status_code, answer.json()["withdrawn"]) == (200, True)
    link.refresh_from_db()
    assert (link.change.verb, link.change.reason) == ("mapping.withdraw", "Wrong target")
    answer = editor.patch(f"/mappings/{link.pk}/", {"strength": 3}, seen=link.change_id)
    assert answer.json()["errors"]["withdrawn"] == ["The link is withdrawn. Send “withdrawn: false” to restore it."]
    answer = editor.patch(f"/mappings/{link.pk}/", {"withdrawn": True}, seen=link.change_id)
    assert answer.json()["errors"]["withdrawn"] == ["DELETE withdraws the link."]
    answer = editor.patch(f"/mappings/{link.pk}/", {"withdrawn": False, "strength": 3}, seen=link.change_id)
    assert (answer.status_code, answer.json()["withdrawn"], answer.json()["strength"]) == (200, False, 3)
    assert editor.delete(f"/mappings/{link.pk}/?reason={'x' * 501}", seen=1).status_code == 422


def test_a_link_of_another_sector_is_not_found(editor):
    other = MappingFactory(activity=ActivityFactory(organisation=OrganisationFactory(sector="ITU-R")))
    assert editor.patch(f"/mappings/{other.pk}/", {"strength": 1}, seen=other.change_id).status_code == 404
    assert editor.delete(f"/mappings/{other.pk}/", seen=other.change_id).status_code == 404
    body = {"activity": other.activity_id, "framework": "sdg", "term_code": GoalFactory(code="4").code, "strength": 1}
    assert editor.post("/mappings/", body).status_code == 422


def test_a_withdrawn_activity_gets_no_links(editor, link):
    activity = link.activity
    activity.withdrawn = True
    activity.save()
    answer = editor.patch(f"/mappings/{link.pk}/", {"strength": 1}, seen=link.change_id)
    assert (answer.status_code, answer.json()["title"]) == (409, "This is not possible now")


def test_anyone_can_read_one(client, link, django_assert_num_queries):
    with django_assert_num_queries(2):
        answer = client.get(f"/api/v1/mappings/{link.pk}/")
    assert (answer.status_code, answer.json()["term_code"]) == (200, "9.c")
    assert client.get(f"/api/v1/mappings/{link.pk + 1}/").status_code == 404
    assert client.get(f"/api/v1/mappings/{2**70}/").status_code == 404
