"""Which activities a model learns from, in the database."""

import pytest

from activities.actions.activities import confirm_activity
from activities.actions.ledger import record
from activities.actions.links.cells import set_cells
from activities.actions.links.mappings import set_mapping, withdraw_mapping
from activities.models import Activity, Mapping
from activities.queries.editing.paste import Wanted
from activities.queries.suggestions import material as reading
from activities.queries.suggestions.material import material, unchecked
from tests.activities.suggestions.taught import make_map

pytestmark = pytest.mark.django_db


def flood(terms, count, verb="activities.import", name="flood", **more):
    """So many activities of one file, as `import_activities` writes them: in several Changes, without a batch."""
    for start in range(0, count, 1_000):
        with record("import_activities", verb, "flood.csv", **more) as change:
            rows = Activity.objects.bulk_create(
                Activity(
                    slug=f"{name}-{i}",
                    title=f"{name.title()} number {i}",
                    kind=Activity.Kind.PROJECT,
                    status=Activity.Status.ONGOING,
                    origin=Activity.Origin.IMPORT,
                    change=change,
                )
                for i in range(start, min(count, start + 1_000))
            )
            Mapping.objects.bulk_create(
                Mapping(activity=row, term=terms["sdg:9"], strength=2, origin="import", change=change) for row in rows
            )


def test_five_thousand_imported_rows_leave_the_curated_ones(ana):
    terms = make_map()
    flood(terms, 320, "activity.create", name="curated")
    curated = set(Activity.objects.values_list("slug", flat=True))
    flood(terms, 5_000)
    confirmed = Activity.objects.get(slug="flood-77")
    confirm_activity(activity=confirmed, seen=confirmed.change_id, by=ana)  # curated from now on
    learned = material()
    keys = {example.key for example in learned.examples}
    assert curated | {"flood-77"} <= keys
    assert len(keys) == 18 + 320 + 1 + 800
    assert unchecked(keys) == keys - curated - {"flood-77"}
    assert material() == learned


def test_a_link_that_someone_edited_makes_an_imported_row_curated(ana):
    """Proposed, so that no link is confirmed. A block that was pasted into the matrix editor is no such look."""
    terms = make_map()
    flood(terms, 5)
    rows = {row.slug: row for row in Activity.objects.filter(slug__startswith="flood")}
    fields = {"strength": 1, "rationale": "", "certainty": "proposed"}
    set_mapping(activity=rows["flood-1"], term=terms["sdg:4"], **fields, seen=0, by=ana)
    gone = Mapping.objects.get(activity=rows["flood-2"])
    withdraw_mapping(activity=rows["flood-2"], term=gone.term, seen=gone.change_id, by=ana)
    set_cells(cells=[Wanted(rows["flood-3"].pk, terms["sdg:4"].pk, 2, 0)], by=ana)
    assert unchecked(rows) == {"flood-0", "flood-3", "flood-4"}


def test_rows_of_one_spreadsheet_are_one_import(ana, monkeypatch):
    terms = make_map()
    monkeypatch.setattr(reading, "MOST", 50)
    flood(terms, 60, "sheet.apply", batch="0" * 32)
    assert len(material().examples) == 18 + 10
