"""Carry `verified` over to `certainty` in a table and in its history, for the two migrations called `certainty`.

A version that says "verified" is official if a load or import made it so, and confirmed if a person did. Of the others,
those that editors wrote or judged are proposed, and the rest are unconfirmed.
"""

from django.db import migrations

#: Verbs of Changes that copy what a file says.
LOADS = "('reference.load', 'activities.import', 'texts.import')"

#: `since` is the first version of an unbroken run of verified ones, `ever` whether any version so far was verified.
EVENTS = """
WITH story AS (
    SELECT e.*, first_value(c.verb) OVER so_far AS first_verb, bool_or(e.{old}) OVER so_far AS ever,
           max(CASE WHEN e.{old} AND NOT e.was THEN e.pgh_id END) OVER so_far AS since
      FROM (SELECT pgh_id, pgh_obj_id, change_id, {old}, {more}
                   COALESCE(lag({old}) OVER (PARTITION BY pgh_obj_id ORDER BY pgh_id), false) AS was
              FROM {events}) e
      JOIN activities_change c ON c.id = e.change_id
    WINDOW so_far AS (PARTITION BY e.pgh_obj_id ORDER BY e.pgh_id)
), told AS (
    SELECT s.pgh_id, CASE
        WHEN s.{old} AND ({official}) AND made.verb IN {loads} THEN 'official'
        WHEN s.{old} THEN 'confirmed'
        WHEN {proposed} THEN 'proposed'
        ELSE 'unconfirmed' END AS word
      FROM story s
      LEFT JOIN {events} first ON first.pgh_id = s.since
      LEFT JOIN activities_change made ON made.id = first.change_id
)
UPDATE {events} SET {new} = told.word FROM told WHERE told.pgh_id = {events}.pgh_id AND told.word <> 'unconfirmed'"""
ROWS = """
UPDATE {table} SET {new} = latest.word
  FROM (SELECT DISTINCT ON (pgh_obj_id) pgh_obj_id, {new} AS word FROM {events}
         ORDER BY pgh_obj_id, pgh_id DESC) latest
 WHERE latest.pgh_obj_id = {table}.id AND latest.word <> 'unconfirmed'"""
BACK = "UPDATE {table} SET {old} = {new} IN ('official', 'confirmed')"

#: What a load brought unverified, where files say that editors judged or wrote it.
LOADED_OPEN = "s.first_verb = 'reference.load' AND NOT s.ever"


def check_now(schema_editor):
    """Have deferred constraints checked, since a table with checks to come cannot be altered."""
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE", None)
    schema_editor.execute("SET CONSTRAINTS ALL DEFERRED", None)


def carry(table, *, old="verified", new="certainty", more="", official="true", proposed="false"):
    """Two functions that fill `new` from `old`, in history first, and `old` from `new`.

    `official` and `proposed` are SQL conditions on a version `s`, whose columns beyond `old` are named in `more`.
    """
    names = {"table": table, "events": f"{table}event", "old": old, "new": new, "loads": LOADS}
    names |= {"more": f"{more}," if more else "", "official": official, "proposed": proposed}

    def forward(apps, schema_editor):
        schema_editor.execute(EVENTS.format(**names), None)
        schema_editor.execute(ROWS.format(**names), None)
        check_now(schema_editor)

    def back(apps, schema_editor):
        for each in (names["table"], names["events"]):
            schema_editor.execute(BACK.format(**names | {"table": each}), None)
        check_now(schema_editor)

    return forward, back


def in_turn(*steps):
    """One operation for several pairs of functions: after each `RunPython`, Django renders all models again."""

    def forward(apps, schema_editor):
        for do, _ in steps:
            do(apps, schema_editor)

    def back(apps, schema_editor):
        for _, undo in reversed(steps):
            undo(apps, schema_editor)

    return migrations.RunPython(forward, back)
