"""Every write is tracked: each published table has a history, written by statement-level triggers, which also record
bulk writes and raw SQL."""

import pytest
from django.apps import apps
from django.db import connection

from activities.actions.ledger import record
from activities.models import Activity, Term
from activities.models.change import Published
from activities.queries.history.tracked import tracked
from roadmap.models import Action, Document, Engagement
from tests.factories.engagement import (
    EngagementActivityFactory,
    EngagementDocumentFactory,
    MaterialFactory,
    MaterialTermFactory,
)
from tests.factories.plans import GuidanceFactory, PlanActivityFactory, PlanTermFactory
from tests.factories.roadmap import (
    ActionActivityFactory,
    ActionBodyFactory,
    BodyFactory,
    DocumentBodyFactory,
    ProgressUpdateFactory,
    UpdateActivityFactory,
    UpdateDocumentFactory,
)

#: Makers of rows for tables of the Roadmap that are empty in the data of the product.
MAKERS = {
    "actionactivity": lambda: ActionActivityFactory(action=Action.objects.first()),
    "actionbody": lambda: ActionBodyFactory(action=Action.objects.first()),
    "body": BodyFactory,
    "engagementdocument": lambda: EngagementDocumentFactory(
        engagement=Engagement.objects.first(), document=Document.objects.first()
    ),
    "engagementactivity": lambda: EngagementActivityFactory(
        engagement=Engagement.objects.first(), activity=Activity.objects.first()
    ),
    "material": MaterialFactory,
    "materialterm": lambda: MaterialTermFactory(term=Term.objects.first()),
    "documentbody": lambda: DocumentBodyFactory(document=Document.objects.first()),
    "guidance": GuidanceFactory,
    "progressupdate": lambda: ProgressUpdateFactory(action=Action.objects.first()),
    "updateactivity": lambda: UpdateActivityFactory(update__action=Action.objects.first()),
    "updatedocument": lambda: UpdateDocumentFactory(
        update__action=Action.objects.first(), document=Document.objects.first()
    ),
    "planactivity": PlanActivityFactory,
    "planterm": PlanTermFactory,
}

pytestmark = pytest.mark.xdist_group("routes")  # these also load the data


def facts() -> list[type]:
    return [
        model for model in apps.get_models() if issubclass(model, Published) and not hasattr(model, "pgh_tracked_model")
    ]


def test_every_table_of_facts_is_tracked():
    assert {model._meta.model_name for model in facts()} == set(tracked())


@pytest.mark.django_db
def test_every_table_of_facts_keeps_insert_update_and_delete_by_the_statement():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, array_agg(t.tgtype ORDER BY t.tgtype) FROM pg_trigger t "
            "JOIN pg_class c ON c.oid = t.tgrelid WHERE t.tgenabled = 'O' "
            "AND t.tgname ~ '^pgtrigger_(insert_insert|update_update|delete_delete)_' GROUP BY 1"
        )
        found = dict(cursor.fetchall())
    # bits of tgtype: 1 by the row, 2 before, 4 insert, 8 delete, 16 update
    assert found == {table.table: [4, 8, 16] for table in tracked().values()}


def example(name: str):
    """A row of a table that is empty in the data of the product."""
    from activities.models import Activity, LexiconEntry, MatrixAnswer, SuggestionVerdict, Term

    if name in MAKERS:
        return MAKERS[name]()
    with record("tests", "test.write") as change:
        if name == "lexiconentry":
            return LexiconEntry.objects.create(phrase="5G", terms=["sdg:9.c"], change=change)
        activity, term = Activity.objects.first(), Term.objects.first()
        if name == "matrixanswer":
            return MatrixAnswer.objects.create(activity=activity, goal=term, reason="Right", change=change)
        return SuggestionVerdict.objects.create(
            activity=activity, term=term, accepted=True, score=0.5, model_version=1, change=change
        )


@pytest.mark.parametrize("name", tracked())
def test_raw_sql_is_in_the_history(shipped_map, db, name):
    table = tracked()[name]
    row = table.model.objects.order_by("pk").first() or example(name)
    before = table.event.objects.count()
    with record("tests", "test.write") as change, connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table.table} SET change_id = %s WHERE id = %s", [change.pk, row.pk])  # noqa: S608
    event = table.event.objects.latest("pgh_id")
    assert (table.event.objects.count() - before, event.pgh_label) == (1, "update")
    assert (event.pgh_obj_id, event.change_id, event.change.actor) == (row.pk, change.pk, "tests")
    assert {c: getattr(event, c) for c in table.columns} == {c: getattr(row, c) for c in table.columns}


@pytest.mark.parametrize("name", tracked())
def test_a_queryset_update_is_in_the_history(shipped_map, db, name):
    table = tracked()[name]
    if not table.model.objects.exists():
        example(name)
    count = min(table.model.objects.count(), 3)
    rows = list(table.model.objects.order_by("pk").values_list("pk", flat=True)[:3])
    with record("tests", "test.write") as change:
        table.model.objects.filter(pk__in=rows).update(change=change)
    events = table.event.objects.filter(change=change)
    assert (events.count(), set(events.values_list("pgh_label", flat=True))) == (count, {"update"})


@pytest.mark.django_db
def test_loading_names_who_did_it(shipped_map):
    """The history shows commands by their names."""
    for table in tracked().values():
        unnamed = table.event.objects.filter(change__actor="")
        assert not unnamed.exists(), table.name
        assert not table.event.objects.filter(change=None).exists(), table.name
