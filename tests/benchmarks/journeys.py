"""What the clients ask for: a few hundred addresses a journey, drawn with a fixed seed from what the database holds."""

import random
from dataclasses import dataclass

from django.db import connection

from activities.api.pagination import encoded
from tests.benchmarks.report import POSTGRESQL

#: Words that people would type: frequent and rare ones, phrases, exclusions.
WORDS = (
    'broadband|cybersecurity|"digital inclusion"|school connectivity|quantum keys|amateur radio|spectrum -survey|'
    "village schools fibre|mobile money women|telemedicine nurses|tsunami buoy|early warning islands|cadastre|braille|"
    "digital skills teachers handbook|satellite backhaul -pilots|e-waste standards|online safety young people"
).split("|")
#: Filters of the browse page, such as people start with; the comparison has them too.
BROWSED = ("sector", "kind", "year", "target")
#: The goal that "list" and "target" share: at least so much of what PostgreSQL alone does.
FLOOR = {POSTGRESQL: 0.35}


@dataclass(frozen=True, slots=True)
class Journey:
    """`paths` are ours, `naive` those of the comparison. `reach` are the least ratios to be had, by what divides."""

    name: str
    title: str
    paths: list[str]
    naive: list[str]
    reach: dict[str, float]


def journeys() -> list[Journey]:
    """The journeys that are a request each; needs the loaded database."""
    rnd = random.Random(5)
    with connection.cursor() as cursor:
        cursor.execute("SELECT array_agg(id ORDER BY id DESC) FROM activities_activity WHERE NOT withdrawn")
        (ids,) = cursor.fetchone()
        cursor.execute(
            "SELECT t.code FROM activities_term t JOIN activities_termsummary s ON s.term_id = t.id "
            "WHERE t.kind = 'target' AND s.activities > 100 ORDER BY s.activities DESC LIMIT 60"
        )
        targets = [code for (code,) in cursor.fetchall()]
        cursor.execute(
            "SELECT facet, value FROM activities_facetcount WHERE facet = ANY(%s) AND activities > 100 ORDER BY 1, 2",
            [list(BROWSED)],
        )
        slices = cursor.fetchall()
    last = len(ids) // 50
    front = [rnd.randint(2, 40) for _ in range(200)]
    deep = [rnd.randint(last * 5 // 6, last * 19 // 20) for _ in range(200)]
    codes, words, some = rnd.choices(targets, k=200), rnd.choices(WORDS, k=200), rnd.choices(ids, k=200)
    browsed = [rnd.choice([s for s in slices if s[0] == facet]) for facet in rnd.choices(BROWSED, k=200)]
    api, naive = "/api/v1/activities/", "/api/activities/"

    def pages(numbers):
        last_ids = [ids[(page - 1) * 50 - 1] for page in numbers]
        return [f"{api}?limit=50&cursor={encoded([pk, pk])}" for pk in last_ids]

    def numbered(numbers):
        return [f"{naive}?page={page}" for page in numbers]

    return [
        Journey("list", "API: 50 activities with their mappings", pages(front), numbered(front), FLOOR | {"naive": 5}),
        Journey(
            "target",
            "API: the same of one target",
            [f"{api}?limit=50&target={code}" for code in codes],
            [f"{naive}?target={code}" for code in codes],
            FLOOR | {"naive": 5},
        ),
        Journey(
            "search",
            "API: the same by full-text search",
            [f"{api}?limit=50&q={text}" for text in words],
            [f"{naive}?search={text}" for text in words],
            {"naive": 40},
        ),
        Journey(
            "facets",
            "API: facet counts with one filter",
            [f"{api}facets/?target={code}" for code in codes],
            [f"{naive}facets/?target={code}" for code in codes],
            {"naive": 3},
        ),
        Journey(
            "detail",
            "API: one activity",
            [f"{api}{pk}/" for pk in some],
            [f"{naive}{pk}/" for pk in some],
            {"naive": 5},
        ),
        Journey(
            "deep",
            f"API: page {last * 5 // 6:,} to {last * 19 // 20:,} of the list",
            pages(deep),
            numbered(deep),
            {"the first pages": 0.6},
        ),
        Journey("matrix", "API: Action Line × Goal matrix", ["/api/v1/matrix/"], [f"{naive}matrix/"], {"naive": 80}),
        Journey(
            "html",
            "Page: activities with facets and one filter",
            [f"/activities/?{facet}={value}" for facet, value in browsed],
            [f"/activities/?{facet}={value}" for facet, value in browsed],
            {"naive": 4},
        ),
    ]
