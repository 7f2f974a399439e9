"""Rows of the registers by token: each register alike, with each refusal."""

import pytest

from activities.models import Change
from roadmap.api.writing.registers import REGISTERS
from roadmap.models import Document, Engagement, Guidance, Mechanism
from tests.factories.activities import CountryFactory
from tests.factories.engagement import EngagementFactory, InputFactory, MechanismFactory
from tests.factories.roadmap import ActionFactory, CitationFactory, DocumentFactory, EditionFactory, SectionFactory

NAMES = {register.resource.name.removeprefix("roadmap/"): register for register in REGISTERS}
each = pytest.mark.parametrize("name", NAMES)


def unordered(row):
    """The row with its lists sorted: the order of Terms is that of their frameworks."""
    return {name: sorted(value) if isinstance(value, list) else value for name, value in row.items()}


def errors(answer):
    assert answer.status_code == 422, answer.content
    return answer.json()["errors"]


@each
def test_the_example_of_a_new_row_is_written(coordinator, rows, name):
    register = NAMES[name]
    answer = coordinator.post(f"/roadmap/{name}/", register.new)
    assert answer.status_code == 201, answer.content
    row = answer.json()
    sent = {key: value for key, value in register.new.items() if key not in ("reason", "provenance")}
    assert unordered({key: row[key] for key in sent}) == unordered(sent)
    assert (answer["Location"], answer["ETag"]) == (f"/api/v1/roadmap/{name}/{row['id']}/", f'"{row["change"]}"')
    assert (row["withdrawn"], row["merged_into"]) == (False, None)
    change = Change.objects.get(pk=row["change"])
    assert (change.verb, change.by, change.reason) == (
        f"{register.kind.verb}.create",
        coordinator.user,
        register.new.get("reason", ""),
    )
    public = coordinator.client.get(answer["Location"]).json()
    assert {key: public[key] for key in row} == row
    assert row["id"] in {one["id"] for one in coordinator.client.get(f"/api/v1/roadmap/{name}/").json()["results"]}


@each
def test_the_example_of_a_change_is_written_and_nothing_else(coordinator, rows, name):
    register, pk = NAMES[name], rows[name].pk
    before = coordinator.get(f"/roadmap/{name}/{pk}/")
    assert (before["ETag"], before["Cache-Control"]) == (f'"{rows[name].change_id}"', "private, no-store")
    answer = coordinator.patch(f"/roadmap/{name}/{pk}/", register.changed, seen=rows[name].change_id)
    assert answer.status_code == 200, answer.content
    row = answer.json()
    sent = {key: value for key, value in register.changed.items() if key != "reason"}
    old = {key: value for key, value in before.json().items() if key in row}
    assert row == old | sent | {"change": row["change"]}
    assert (answer["ETag"], row["change"] > old["change"]) == (f'"{row["change"]}"', True)
    again = coordinator.patch(f"/roadmap/{name}/{pk}/", register.changed, seen=row["change"])
    assert (again.status_code, again.json()["change"]) == (200, row["change"])  # nothing changed, no new Change


@each
def test_a_row_is_withdrawn_and_restored(coordinator, rows, name):
    one = f"/roadmap/{name}/{rows[name].pk}/"
    assert errors(coordinator.delete(one, seen=rows[name].change_id)).keys() == {"reason"}
    answer = coordinator.delete(f"{one}?reason=Entered+twice", seen=rows[name].change_id)
    assert (answer.status_code, answer.json()["withdrawn"]) == (200, True)
    assert coordinator.client.get(f"/api/v1{one}").status_code == 404
    assert coordinator.get(one).json()["withdrawn"] is True
    assert errors(coordinator.patch(one, {"withdrawn": True}, seen=answer.json()["change"])).keys() == {"withdrawn"}
    back = coordinator.patch(one, {"withdrawn": False, "reason": "It is another"}, seen=answer.json()["change"])
    assert (back.status_code, back.json()["withdrawn"]) == (200, False)
    assert coordinator.client.get(f"/api/v1{one}").status_code == 200


@each
def test_nobody_overwrites_what_they_have_not_seen(coordinator, rows, name):
    register, one = NAMES[name], f"/roadmap/{name}/{rows[name].pk}/"
    assert coordinator.patch(one, register.changed).status_code == 428
    assert coordinator.delete(f"{one}?reason=Twice").status_code == 428
    for answer in (
        coordinator.patch(one, register.changed, seen=rows[name].change_id - 1),
        coordinator.delete(f"{one}?reason=Twice", seen=rows[name].change_id - 1),
    ):
        assert (answer.status_code, answer["ETag"]) == (412, f'"{rows[name].change_id}"')
        current = answer.json()["current"]
        assert (current["id"], current["change"], current["withdrawn"]) == (
            rows[name].pk,
            rows[name].change_id,
            False,
        )


@each
def test_there_is_no_such_row(coordinator, rows, name):
    for pk in (999_999, 2**64):
        assert coordinator.get(f"/roadmap/{name}/{pk}/").status_code == 404
        assert coordinator.patch(f"/roadmap/{name}/{pk}/", {}, seen=1).status_code == 404
        assert coordinator.delete(f"/roadmap/{name}/{pk}/?reason=Twice", seen=1).status_code == 404


@each
def test_names_that_are_not_known_and_rows_that_say_nothing_are_refused(coordinator, rows, name):
    before = Change.objects.count()
    answer = coordinator.post(f"/roadmap/{name}/", NAMES[name].new | {"colour": "red"})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["colour"])
    assert errors(coordinator.post(f"/roadmap/{name}/", {}))
    assert coordinator.post(f"/roadmap/{name}/?colour=red", {}).status_code == 400
    assert Change.objects.count() == before


@pytest.mark.parametrize(
    ("name", "body", "field", "said"),
    [
        ("engagements", {"mechanism": "cstt"}, "mechanism", "Did you mean cstd?"),
        ("engagements", {"country": "XX"}, "country", "“XX” is not among the"),
        ("engagements", {"hlpf_year": 1999}, "hlpf_year", "“1999” is not among the"),
        ("engagements", {"documents": ["res-1332"]}, "documents", "Did you mean res-1332-mod-2024?"),
        ("engagements", {"terms": ["sdg:99"]}, "terms", "“sdg:99” is not a Goal, target or Action Line."),
        ("engagements", {"activities": ["77"]}, "activities", "There is no activity 77."),
        ("engagements", {"countries": ["XX"]}, "countries", "“XX” is not a country."),
        ("engagements", {"start": "2027-13"}, "start", "is not a date"),
        ("engagements", {"end": "2026-01-01"}, "end", "The event ends before it starts."),
        ("engagements", {"kind": "party"}, "kind", "“party” is not one of the values: hlpf, un-assembly,"),
        ("engagements", {"url": "javascript:alert(1)"}, "url", ""),
        ("mechanisms", {"actions": ["99.9"]}, "actions", "No edition has a commitment 99.9."),
        ("inputs", {"event": "nothing"}, "event", "“nothing” is not among the"),
        ("documents", {"bodies": ["counsil"]}, "bodies", "Did you mean council?"),
        ("guidance", {"action": "99.9"}, "action", "“99.9” is not a commitment of an edition in force."),
        ("guidance", {"edition": "2019"}, "action", "Enter the commitment together with its edition."),
        ("guidance", {"received_on": "2026-02-31"}, "received_on", "Date has wrong format"),
        ("guidance", {"received_on": "2999-01-01"}, "received_on", "This day is in the future."),
        ("operational-plans", {"end_year": 1999}, "end_year", "Enter a year from 2000 to 2100"),
    ],
)
def test_wrong_values_are_named_with_the_way_out(coordinator, rows, name, body, field, said):
    row = rows[name]
    found = errors(coordinator.patch(f"/roadmap/{name}/{row.pk}/", body, seen=row.change_id))
    assert found.keys() == {field}
    assert said in " ".join(found[field])


def test_a_twin_is_refused(coordinator, rows):
    body = NAMES["reviews"].new | {"year": rows["reviews"].year}
    assert "already" in " ".join(*errors(coordinator.post("/roadmap/reviews/", body)).values())


def test_what_others_cite_is_not_withdrawn_and_they_are_listed(coordinator, rows):
    document = rows["documents"]
    CitationFactory(action=ActionFactory(code="6.5"), document=document)
    answer = coordinator.delete(f"/roadmap/documents/{document.pk}/?reason=Twice", seen=document.change_id)
    assert answer.status_code == 409
    assert answer.json()["citing"] == [
        {
            "label": "Commitment 6.5 of edition 2019",
            "page": "http://127.0.0.1:8000/roadmap/actions/6.5/",
        }
    ]
    mechanism = rows["mechanisms"]
    InputFactory(mechanism=mechanism, title="A statement")
    answer = coordinator.delete(f"/roadmap/mechanisms/{mechanism.pk}/?reason=Twice", seen=mechanism.change_id)
    assert [one["label"] for one in answer.json()["citing"]] == ["Input: A statement"]
    assert not Mechanism.objects.get(pk=mechanism.pk).withdrawn
    assert not Document.objects.get(pk=document.pk).withdrawn


def test_a_list_replaces_the_whole_list_and_null_removes(coordinator, rows):
    one = f"/roadmap/engagements/{rows['engagements'].pk}/"
    DocumentFactory(slug="a-res-70-1", symbol="A/RES/70/1")
    body = {
        "mechanism": "cstd",
        "country": "KE",
        "countries": ["KE", "US"],
        "documents": ["a-res-70-1", "res-1332-mod-2024"],
        "activities": ["12", 340],
        "terms": ["sdg:9", "wsis:C2", "sp-2024:PS3"],
    }
    row = coordinator.patch(one, body, seen=rows["engagements"].change_id).json()
    lists = {key: sorted(row[key]) for key in ("countries", "documents", "activities", "terms")}
    assert lists == {
        "countries": ["KE", "US"],
        "documents": ["a-res-70-1", "res-1332-mod-2024"],
        "activities": ["12", "340"],
        "terms": ["sdg:9", "sp-2024:PS3", "wsis:C2"],
    }
    body = {"mechanism": None, "country": None, "countries": [], "documents": ["a-res-70-1"], "terms": []}
    row = coordinator.patch(one, body, seen=row["change"]).json()
    assert {key: row[key] for key in body} == body
    assert sorted(row["activities"]) == ["12", "340"]


def test_a_commitment_of_a_draft_cannot_be_named(coordinator, rows):
    draft = EditionFactory(code="2030-draft", state="draft", current=False)
    ActionFactory(code="1.9", section=SectionFactory(edition=draft, number=1))
    row = rows["guidance"]
    for body in ({"action": "1.9"}, {"action": "1.9", "edition": "2030-draft"}):
        found = errors(coordinator.patch(f"/roadmap/guidance/{row.pk}/", body, seen=row.change_id))
        assert found == {"action": ["“1.9” is not a commitment of an edition in force."]}
    assert Guidance.objects.get(pk=row.pk).action_id is None


def test_the_basis_is_written_but_never_shown(coordinator, rows):
    one = f"/roadmap/engagements/{rows['engagements'].pk}/"
    answer = coordinator.patch(one, {"provenance": "Heard in a corridor"}, seen=rows["engagements"].change_id)
    assert answer.status_code == 200
    assert Engagement.objects.get(pk=rows["engagements"].pk).basis == "Heard in a corridor"
    for shown in (answer, coordinator.get(one), coordinator.client.get(f"/api/v1{one}")):
        assert "corridor" not in shown.content.decode()


def test_a_request_is_done_once(coordinator, rows):
    body = NAMES["engagements"].new
    first = coordinator.post("/roadmap/engagements/", body, key="session-1")
    again = coordinator.post("/roadmap/engagements/", body, key="session-1")
    assert (first.status_code, again.status_code, again["Idempotency-Replayed"]) == (201, 201, "true")
    assert (again.json(), again["Location"], again["ETag"]) == (first.json(), first["Location"], first["ETag"])
    assert Engagement.objects.filter(title=body["title"]).count() == 1
    assert coordinator.post("/roadmap/engagements/", body | {"place": "X"}, key="session-1").status_code == 422


def test_what_is_wrong_may_come_from_a_change_that_was_not_seen(coordinator, rows):
    row = rows["engagements"]
    answer = coordinator.patch(f"/roadmap/engagements/{row.pk}/", {"end": "2020"}, seen=row.change_id - 1)
    assert answer.status_code == 412


def test_what_was_withdrawn_is_for_staff_only(coordinator, focal, rows, settings):
    row = rows["engagements"]
    one = f"/roadmap/engagements/{row.pk}/"
    coordinator.delete(f"{one}?reason=Twice", seen=row.change_id)
    assert focal.get(one).json()["withdrawn"] is True
    assert focal.client.get(f"/api/v1{one}").status_code == 404
    assert focal.client.get(f"/api/v1{one}?colour=red").status_code == 400
    settings.REQUIRE_STAFF_MFA = True
    assert focal.get(one).status_code == 404


@pytest.mark.parametrize("items", [1, 3])
def test_query_counts(coordinator, items, django_assert_num_queries):
    for number in range(items):
        row = EngagementFactory(title=f"Event {number}", mechanism=MechanismFactory(code=f"m-{number}"))
    CountryFactory(code="KE")
    one = f"/api/v1/roadmap/engagements/{row.pk}/"
    coordinator.client.get(one)
    with django_assert_num_queries(2):
        coordinator.client.get(one)
