"""Rows and their history keep their meaning when `verified` becomes `certainty`, and back."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

BEFORE = [("activities", "0014_organisations"), ("roadmap", "0002_words")]


@pytest.fixture
def migrate(transactional_db):
    """Takes the database to a state and gives that state's models; at the end back to the newest."""

    def to(targets):
        executor = MigrationExecutor(connection)
        executor.migrate(targets)
        return MigrationExecutor(connection).loader.project_state(targets).apps

    newest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    yield lambda targets=newest: to(targets)
    to(newest)


@pytest.mark.slow
@pytest.mark.xdist_group("migrations")
def test_rows_and_history_carry_over(migrate):
    apps = migrate(BEFORE)

    def model(name, app="activities"):
        return apps.get_model(app, name)

    person = model("User").objects.create(email="ana@example.org", name="Ana")
    load = model("Change").objects.create(at="2026-01-01T00:00Z", actor="load_reference", verb="reference.load")
    edit = model("Change").objects.create(at="2026-02-01T00:00Z", by=person, actor="Ana", verb="mapping.set")
    sdg = model("Framework").objects.create(slug="sdg", title="SDGs", publisher="UN", change=load)
    goals = [
        model("Term").objects.create(
            framework=sdg, kind="goal", code=code, title=code, position=n, verified=n != 2, change=load
        )
        for n, code in enumerate("12345")
    ]
    body = model("Organisation").objects.create(slug="itu-d", name="ITU-D", type="academia", change=load)
    activity = model("Activity").objects.create(
        slug="a", title="A", kind="project", status="ongoing", organisation=body, origin="import",
        description_verified=False, change=load,
    )  # fmt: skip

    def link(goal, **fields):
        fields = {"strength": 2, "origin": "import", "change": load} | fields
        return model("Mapping").objects.create(activity=activity, term=goal, **fields)

    given, judged, checked, doubted, typed = (
        link(goals[0], verified=True),
        link(goals[1], verified=False),
        link(goals[2], verified=False),
        link(goals[3], verified=True),
        link(goals[4], verified=False, origin="staff", change=edit),
    )
    model("Mapping").objects.filter(pk=checked.pk).update(verified=True, change=edit)
    model("Mapping").objects.filter(pk=doubted.pk).update(verified=False, change=edit)
    cross = [
        model("Crosswalk").objects.create(
            name="m", from_term=goals[0], to_term=goal, standing=standing, verified=verified, change=change
        )
        for goal, standing, verified, change in (
            (goals[1], "official", True, load),
            (goals[2], "official", False, load),
            (goals[3], "proposed", False, load),
            (goals[4], "proposed", True, edit),
        )
    ]
    document = model("Document", "roadmap").objects.create(
        symbol="Res. 1", slug="res-1", title="One", year=2019, certainty="seen; title ours", change=load
    )
    figure = {"area": "World", "year": 2024, "value": 1, "unit": "percent", "edition": "2024", "change": load}
    series = model("Series", "roadmap").objects.create(
        term=goals[0], series_code="X", title="X", unit="percent", tier="I", role="custodian", change=load
    )
    value = model("SeriesValue", "roadmap").objects.create(
        series=series, note="ITU 2024, as the press gives it", verified=False, **figure
    )

    apps = migrate()
    word = dict(model("Mapping").objects.values_list("pk", "certainty"))
    assert [word[row.pk] for row in (given, judged, checked, doubted, typed)] == [
        "official",
        "proposed",
        "confirmed",
        "unconfirmed",
        "unconfirmed",
    ]
    events = model("MappingEvent").objects.order_by("pgh_id").values_list("pgh_obj_id", "certainty")
    assert [word for pk, word in events if pk == checked.pk] == ["proposed", "confirmed"]
    assert [word for pk, word in events if pk == doubted.pk] == ["official", "unconfirmed"]
    links = dict(model("Crosswalk").objects.values_list("pk", "certainty"))
    assert [links[one.pk] for one in cross] == ["official", "unconfirmed", "proposed", "confirmed"]
    terms = dict(model("Term").objects.values_list("code", "certainty"))
    assert terms == {"1": "official", "2": "official", "3": "unconfirmed", "4": "official", "5": "official"}
    assert model("Activity").objects.get().description_certainty == "proposed"
    kept = model("Document", "roadmap").objects.get(pk=document.pk)
    assert (kept.basis, kept.certainty) == ("seen; title ours", "proposed")
    kept = model("SeriesValue", "roadmap").objects.get(pk=value.pk)
    assert (kept.note, kept.basis, kept.certainty) == ("ITU 2024", "as the press gives it", "unconfirmed")

    model("Mapping").objects.filter(pk=judged.pk).update(certainty="confirmed", change=edit)
    history = model("MappingEvent").objects.filter(pgh_obj_id=judged.pk).order_by("pgh_id")
    assert list(history.values_list("certainty", flat=True)) == ["proposed", "confirmed"], (
        "triggers write the new column"
    )

    apps = migrate(BEFORE)
    assert dict(model("Mapping").objects.values_list("pk", "verified")) == {
        given.pk: True, judged.pk: True, checked.pk: True, doubted.pk: False, typed.pk: False,
    }  # fmt: skip
    back = model("SeriesValue", "roadmap").objects.get(pk=value.pk)
    assert (back.note, back.verified) == ("ITU 2024, as the press gives it", False)
    assert model("Document", "roadmap").objects.get(pk=document.pk).certainty == "seen; title ours"
