"""`python -m tests.migration_locks`: refuse a migration that would lock a table of a running site.

squawk reads the SQL of each migration and applies the rules of .squawk.toml. No database is needed. ACCEPTED lists what
some migrations do all the same, with the reason; every rule applies to every new migration.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

APPS = ("activities", "roadmap")
#: What a migration does although a rule refuses it: {migration: rules}, each with its reason.
ACCEPTED = {
    # written before this check
    "activities.0002_organisation_names": {"require-concurrent-index-creation"},
    "activities.0005_staff": {"adding-foreign-key-constraint", "require-concurrent-index-creation"},
    "activities.0007_past": {"require-concurrent-index-creation"},
    # an empty column of a table with some hundreds of rows
    "activities.0012_term_validity": {"adding-foreign-key-constraint", "require-concurrent-index-creation"},
    # the same for organisations; an activity may now be without one, which old code takes no notice of
    "activities.0014_organisations": {
        "adding-foreign-key-constraint",
        "ban-drop-not-null",
        "constraint-missing-not-valid",
        "require-concurrent-index-creation",
    },
    # stop web and workers before it (docs/operating.md): one column takes the place of another
    "activities.0016_certainty": {"ban-drop-column"},
    # foreign keys of new, empty tables; an e-mail may now be for an address, of which old code takes no notice
    "activities.0026_submissions": {
        "adding-foreign-key-constraint",
        "ban-drop-constraint",
        "ban-drop-not-null",
        "constraint-missing-not-valid",
    },
    # a document may now be without a year; none is until the new code has loaded its files
    "roadmap.0012_document_commitments": {"ban-drop-not-null"},
    "roadmap.0003_certainty": {"ban-drop-column", "ban-drop-constraint", "renaming-column"},
    # a wider check takes the place of a narrower one; what old code writes satisfies both
    "roadmap.0006_commitments_at_work": {"ban-drop-constraint"},
}


def sql_of(migration, project_state, connection) -> str:
    """The statements of one migration, as `sqlmigrate` prints them but without asking a database."""
    from django.db.transaction import Atomic
    from psycopg2.extensions import adapt

    def compose(sql, params):
        return sql % tuple(adapt(value).getquoted().decode() for value in params or ())

    def constraint_names(*_args, foreign_key=None, **_others):
        return ["foreign_key"] if foreign_key else []

    # the oldest PostgreSQL that we support, values quoted without a connection, no transaction that would need one, and
    # every foreign key under the same name
    with (
        mock.patch.multiple(Atomic, __enter__=lambda self: None, __exit__=lambda self, *_: None),
        mock.patch.object(type(connection), "pg_version", 150000),
        mock.patch.object(connection.ops, "compose_sql", compose),
        mock.patch.object(connection.SchemaEditorClass, "_constraint_names", constraint_names),
        connection.schema_editor(collect_sql=True, atomic=False) as editor,
    ):
        migration.apply(project_state, editor, collect_sql=True)
    return "\n".join(editor.collected_sql)


def all_sql() -> dict[str, SimpleNamespace]:
    """{"app.name": .sql, .atomic} of all our migrations, in the order in which they are applied."""
    from django.db import connections
    from django.db.migrations.loader import MigrationLoader

    connection, loader, found = connections["default"], MigrationLoader(None), {}
    state = loader.graph.make_state(nodes=[], real_apps=loader.unmigrated_apps)
    for key in loader.graph._generate_plan(loader.graph.leaf_nodes(), at_end=True):
        migration = loader.graph.nodes[key]
        if key[0] in APPS:
            sql = sql_of(migration, state, connection)
            found[".".join(key)] = SimpleNamespace(sql=sql, atomic=migration.atomic)
        else:
            state = migration.mutate_state(state, preserve=False)
    return found


def faults(migrations: dict[str, SimpleNamespace]) -> dict[str, dict[str, str]]:
    """{migration: {rule: what squawk says}}."""
    found: dict[str, dict[str, str]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for atomic, option in ((True, "--assume-in-transaction"), (False, "--no-assume-in-transaction")):
            files = []
            for name, one in migrations.items():
                if one.atomic is atomic:
                    files.append(Path(folder, f"{name}.sql"))
                    files[-1].write_text(one.sql)
            if not files:
                continue
            squawk = Path(sys.executable).with_name("squawk")
            command = [str(squawk), option, "--reporter", "json", *map(str, files)]
            answer = subprocess.run(command, capture_output=True, text=True, check=False)
            for fault in json.loads(answer.stdout):
                name = Path(fault["file"]).stem
                if not is_of_a_new_table(migrations[name].sql, fault["line"]):
                    message = f"{fault['message']} {fault.get('help') or ''}"
                    found.setdefault(name, {})[fault["rule_name"]] = message.strip()
    return found


def is_of_a_new_table(sql: str, line: int) -> bool:
    """Whether the statement on that line (from 0) alters a table made by the same migration: nobody can be using it."""
    table = re.match(r'ALTER TABLE "(\w+)"|CREATE .*?INDEX .*? ON "(\w+)"', sql.splitlines()[line])
    return table is not None and f'CREATE TABLE "{table[1] or table[2]}"' in sql


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sdgmap.settings")
    import django

    django.setup()
    found = faults(all_sql())
    wrong = 0
    for name, rules in found.items():
        for rule, message in rules.items():
            if rule not in ACCEPTED.get(name, set()):
                print(f"{name}: {rule}\n    {message}")
                wrong += 1
    for name, rules in ACCEPTED.items():
        for rule in rules - set(found.get(name, {})):
            print(f"{name}: {rule} is in ACCEPTED of tests/migration_locks.py, but the migration no longer does it")
            wrong += 1
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
