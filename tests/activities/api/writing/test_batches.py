"""Up to 1,000 rows in one Change: all of them, or the right ones, with a report for each."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from activities.actions.activities import update_activity
from activities.models import Activity, Change, Mapping
from tests.factories.activities import (
    ActivityFactory,
    CountryFactory,
    GoalFactory,
    MappingFactory,
    OrganisationFactory,
    TargetFactory,
)

ACTIVITIES, MAPPINGS = "/activities/batch/", "/mappings/batch/"


def new(number, **more):
    return {"title": f"Village {number}", "kind": "project", "status": "ongoing", "organisation": "itu-d"} | more


@pytest.fixture
def rows(editor):
    return [ActivityFactory(title=f"Activity {number}") for number in range(3)]


@pytest.fixture
def links(rows):
    return [MappingFactory(activity=row, term=TargetFactory(code="9.c"), strength=1) for row in rows]


def test_create_change_and_withdraw_in_one_change(editor, rows):
    one, two, three = rows
    Activity.objects.filter(pk=three.pk).update(status="completed")
    batch = [
        new(1, countries=["KE"]),
        {"id": one.pk, "change": one.change_id, "title": "Renamed"},
        {"id": two.pk, "change": two.change_id, "withdrawn": True},
        {"id": three.pk, "change": three.change_id, "status": "completed"},
    ]
    CountryFactory(code="KE")
    answer = editor.post(ACTIVITIES, {"rows": batch, "reason": "Yearly review"})
    assert answer.status_code == 200, answer.json()
    made, change = Activity.objects.get(title="Village 1"), Change.objects.latest("id")
    assert answer.json() == {
        "change": change.pk,
        "written": 3,
        "unchanged": 1,
        "failed": 0,
        "rows": [
            {"row": 0, "status": 201, "id": made.pk, "change": change.pk},
            {"row": 1, "status": 200, "id": one.pk, "change": change.pk},
            {"row": 2, "status": 200, "id": two.pk, "change": change.pk},
            {"row": 3, "status": 200, "id": three.pk, "change": three.change_id},
        ],
    }
    assert (change.verb, change.by, change.reason) == ("activities.batch", editor.user, "Yearly review")
    assert (made.countries, made.origin, made.description_certainty) == (["KE"], "staff", "proposed")
    found = Activity.objects.in_bulk([one.pk, two.pk])
    assert (found[one.pk].title, found[two.pk].withdrawn) == ("Renamed", True)


def test_one_wrong_row_stops_all_of_them(editor, rows):
    before = Change.objects.latest("id").pk
    batch = [new(number) for number in range(999)]
    batch.insert(500, {"id": rows[0].pk, "change": rows[0].change_id, "end_year": 3000})
    answer = editor.post(ACTIVITIES, {"rows": batch})
    assert (answer.status_code, answer.json()["title"]) == (422, "The batch was not saved")
    assert answer.json()["rows"] == [
        {"row": 500, "status": 422, "errors": {"end_year": ["Enter a year from 1865 to 2100, such as 2024."]}}
    ]
    assert (Activity.objects.count(), Change.objects.latest("id").pk) == (3, before)


def test_a_row_that_someone_changed_since_stops_all_of_them(editor, rows):
    newer = update_activity(activity=rows[0], fields={"title": "Newer"}, seen=rows[0].change_id, by="tests")
    batch = [new(1), {"id": rows[0].pk, "change": rows[0].change_id, "title": "Older"}]
    answer = editor.post(ACTIVITIES, {"rows": batch})
    assert answer.status_code == 422
    (report,) = answer.json()["rows"]
    assert (report["row"], report["status"], report["change"]) == (1, 412, newer.change_id)
    assert Change.objects.latest("id").pk == newer.change_id


def test_a_report_writes_the_right_rows(editor, rows, django_assert_num_queries):
    other = ActivityFactory(organisation=OrganisationFactory(sector="ITU-R"))
    newer = update_activity(activity=rows[0], fields={"title": "Newer"}, seen=rows[0].change_id, by="tests")
    batch = [
        new(1),
        {"id": rows[0].pk, "change": rows[0].change_id, "title": "Older"},
        {"id": other.pk, "change": other.change_id, "title": "Taken"},
        {"id": rows[1].pk, "title": "Without a version"},
        new(1, titel="x"),
        new(2, kind="thing"),
        {"id": rows[2].pk, "change": rows[2].change_id, "title": "Right"},
        {"id": rows[2].pk, "change": rows[2].change_id, "title": "Twice"},
        {"id": rows[1].pk, "change": rows[1].change_id, "withdrawn": False},
        new(3, title=rows[1].title),
    ]
    answer = editor.post(ACTIVITIES, {"rows": batch, "on_error": "report"})
    body = answer.json()
    assert answer.status_code == 200, body
    assert [row["status"] for row in body["rows"]] == [201, 412, 404, 428, 400, 422, 200, 422, 422, 409]
    assert (body["written"], body["failed"]) == (2, 8)
    assert body["rows"][1]["change"] == newer.change_id
    assert body["rows"][7]["errors"] == {"body": ["Row 6 is about the same one. Delete one of the two."]}
    assert body["rows"][9]["id"] == rows[1].pk
    assert sorted(Activity.objects.filter(change=body["change"]).values_list("title", flat=True)) == [
        "Right",
        "Village 1",
    ]


def test_withdrawing_activities_needs_a_reason(editor, rows):
    batch = {"rows": [{"id": rows[0].pk, "change": rows[0].change_id, "withdrawn": True}]}
    assert editor.post(ACTIVITIES, batch).json()["errors"] == {"reason": ["Enter a reason."]}


def test_mappings_in_one_change(editor, rows, links):
    GoalFactory(code="4")
    changed, gone, same = links
    batch = [
        {"activity": rows[0].pk, "framework": "sdg", "term_code": "4", "strength": 3, "rationale": "Teachers learn."},
        {"id": changed.pk, "change": changed.change_id, "strength": 2},
        {"id": gone.pk, "change": gone.change_id, "withdrawn": True},
        {"activity": rows[2].pk, "framework": "sdg", "term_code": "9.c", "strength": 1},
    ]
    answer = editor.post(MAPPINGS, {"rows": batch})
    body = answer.json()
    assert answer.status_code == 200, body
    assert [row["status"] for row in body["rows"]] == [201, 200, 200, 200]
    assert (body["written"], body["unchanged"]) == (3, 1)
    made = Mapping.objects.get(term__code="4")
    assert (made.strength, made.certainty, made.origin, made.rationale) == (3, "proposed", "staff", "Teachers learn.")
    found = Mapping.objects.in_bulk([one.pk for one in links])
    assert (found[changed.pk].strength, found[gone.pk].withdrawn, found[same.pk].change_id) == (2, True, same.change_id)
    again = [
        {"id": gone.pk, "change": body["change"], "strength": 3},
        {"id": changed.pk, "change": changed.change_id, "strength": 3},
        {"activity": rows[1].pk, "framework": "sdg", "term_code": "9.d", "strength": 3},
        {"activity": rows[1].pk, "term_code": "9.c"},
        {"id": gone.pk, "activity": 1, "change": 1},
        {"activity": rows[2].pk, "framework": "sdg", "term_code": "9.c", "strength": 2},
    ]
    answer = editor.post(MAPPINGS, {"rows": again, "on_error": "report"}).json()
    assert [row["status"] for row in answer["rows"]] == [422, 412, 422, 422, 422, 412]
    assert (answer["written"], answer["change"]) == (0, None)
    restored = editor.post(MAPPINGS, {"rows": [again[0] | {"withdrawn": False}]}).json()
    assert restored["rows"][0]["status"] == 200
    assert not Mapping.objects.get(pk=gone.pk).withdrawn


def test_a_withdrawn_activity_gets_no_links(editor, rows, links):
    Activity.objects.filter(pk=rows[0].pk).update(withdrawn=True)
    links[0].refresh_from_db()
    batch = [{"id": links[0].pk, "change": links[0].change_id, "strength": 3}]
    answer = editor.post(MAPPINGS, {"rows": batch, "on_error": "report"})
    assert [row["status"] for row in answer.json()["rows"]] == [409]


@pytest.mark.parametrize("rows", [[], [new(1)] * 1001, ["x"], "x", {"a": 1}])
def test_a_batch_has_one_to_a_thousand_rows(editor, rows):
    answer = editor.post(ACTIVITIES, {"rows": rows})
    assert answer.status_code == 422
    assert any(name.startswith("rows") for name in answer.json()["errors"])


def statements(act):
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert act().status_code == 200
    return len(found)


@pytest.mark.parametrize("path", [ACTIVITIES, MAPPINGS])
def test_the_number_of_queries_does_not_grow_with_the_rows(editor, path):
    target = TargetFactory(code="9.c")

    def batch(size):
        made = [ActivityFactory() for _ in range(size)]
        if path == ACTIVITIES:
            found = [{"id": row.pk, "change": row.change_id, "start_year": 2020} for row in made]
            return {"rows": found + [new(f"{size}-{number}") for number in range(size)]}
        links = [MappingFactory(activity=row, term=target) for row in made]
        found = [{"id": row.pk, "change": row.change_id, "strength": 3} for row in links]
        goal = GoalFactory(code="4")
        more = [{"activity": row.pk, "framework": "sdg", "term_code": goal.code, "strength": 1} for row in made]
        return {"rows": found + more}

    editor.get("/activities/")  # notes that the token is used
    few, many = batch(1), batch(3)
    assert statements(lambda: editor.post(path, few)) == statements(lambda: editor.post(path, many))
