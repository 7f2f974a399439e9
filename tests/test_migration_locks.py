"""`make check` refuses migrations that would lock a table of a running site."""

from types import SimpleNamespace

import pytest

from tests.migration_locks import ACCEPTED, all_sql, faults


def rules_broken(sql: str, *, atomic=True) -> set[str]:
    return set(faults({"app.0001_new": SimpleNamespace(sql=sql, atomic=atomic)}).get("app.0001_new", {}))


@pytest.mark.parametrize(
    ("sql", "rule"),
    [
        ('CREATE INDEX "i" ON "activities_activity" ("title");', "require-concurrent-index-creation"),
        ('ALTER TABLE "activities_activity" ADD COLUMN "x" integer NOT NULL;', "adding-required-field"),
        ('ALTER TABLE "activities_activity" ALTER COLUMN "title" TYPE text;', "changing-column-type"),
        ('ALTER TABLE "activities_activity" ADD CONSTRAINT "c" CHECK (id > 0);', "constraint-missing-not-valid"),
        ('ALTER TABLE "activities_activity" ADD CONSTRAINT "u" UNIQUE ("title");', "disallowed-unique-constraint"),
    ],
)
def test_a_statement_that_locks_a_table_in_use_is_refused(sql, rule):
    assert rule in rules_broken(sql)


def test_an_index_built_concurrently_passes_only_outside_a_transaction():
    one = 'CREATE INDEX CONCURRENTLY "i" ON "activities_activity" ("title");'
    sql = f"{one}\n{one}"  # squawk takes a file with one statement for one without a transaction
    assert rules_broken(sql, atomic=False) == set()
    assert rules_broken(sql) == {"ban-concurrent-index-creation-in-transaction"}


def test_a_table_made_by_the_same_migration_may_get_any_index():
    assert rules_broken('CREATE TABLE "new" ("id" bigint);\nCREATE INDEX "i" ON "new" ("id");') == set()


@pytest.mark.slow
def test_our_migrations_do_what_is_listed_and_nothing_else():
    assert {name: set(rules) for name, rules in faults(all_sql()).items()} == ACCEPTED
