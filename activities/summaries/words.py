"""Rebuilds the list of words that the search suggests for misspelt ones.

It reads every text of the map, which takes seconds on a large one. Words may be older than the facts, so at most a
fiftieth of the time is spent on them: after a rebuild of a second, the next one is at least 50 seconds later.
"""

import time
from datetime import timedelta

import structlog
from django.db import connection, transaction
from django.utils import timezone

from activities.models import Change, SearchWordState

log = structlog.get_logger("activities.summaries")

#: Key of the advisory lock for rebuilds of the words.
LOCK = 0x5D69
#: How many times its own length passes between two rebuilds.
REST = 50
#: The texts of activities, organisations, countries and entries of frameworks.
TEXTS = """
SELECT to_tsvector('simple', title || ' ' || description) || activities_partner_words(partners)
  FROM activities_activity WHERE NOT withdrawn
UNION ALL SELECT to_tsvector('simple', name) FROM activities_organisation WHERE NOT withdrawn
UNION ALL SELECT to_tsvector('simple', name) FROM activities_country
UNION ALL SELECT to_tsvector('simple', title) FROM activities_term"""
#: Words of letters alone. For the trigrams they have two spaces before and one after them. Words that stay are left.
WRITE = f"""
WITH now AS MATERIALIZED (
    SELECT word, ndoc FROM ts_stat($texts${TEXTS}$texts$) WHERE word ~ '^[^0-9./@_:-]{{3,40}}$'
), gone AS (
    DELETE FROM activities_searchword old WHERE NOT EXISTS (SELECT 1 FROM now WHERE now.word = old.word)
)
INSERT INTO activities_searchword AS old (word, entries, trigrams)
SELECT word, ndoc, ARRAY(
       SELECT DISTINCT substr('  ' || word || ' ', place, 3) FROM generate_series(1, length(word) + 1) AS place)
  FROM now
    ON CONFLICT (word) DO UPDATE SET entries = EXCLUDED.entries WHERE old.entries <> EXCLUDED.entries"""  # noqa: S608


def catch_up() -> bool:
    """Rebuild if there is a Change since the last rebuild and it is time. Returns whether it did."""
    state = SearchWordState.objects.filter(id=1).first() or SearchWordState()
    last = Change.objects.order_by("-id").values_list("id", flat=True).first() or 0
    if state.built_at and (
        state.built_through >= last or timezone.now() < state.built_at + timedelta(seconds=state.seconds * REST)
    ):
        return False
    return rebuild()


def rebuild() -> bool:
    """Rebuild all words in one transaction. Returns False if another session is doing it."""
    began = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            return False
        through = Change.objects.order_by("-id").values_list("id", flat=True).first() or 0
        cursor.execute(WRITE)
        written = cursor.rowcount
        seconds = time.perf_counter() - began
        state = {"built_through": through, "built_at": timezone.now(), "seconds": seconds}
        SearchWordState.objects.update_or_create(id=1, defaults=state)
    log.info("search words rebuilt", through=through, written=written, seconds=round(seconds, 2))
    return True
