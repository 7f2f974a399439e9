"""A large, deterministic map for benchmarks: skewed like ICT activities are, with text that search has to work for.

`load(activities)` fills the tables by COPY inside one `record`, so triggers, constraints and the ledger all take part.
About six links an activity: 100,000 activities have some 614,000 links.
"""

import itertools
import random
from collections.abc import Iterator

from django.db import connection

from activities.actions.ledger import record
from activities.actions.reference.load import load_map
from activities.models import Country, Organisation, Term

GOAL_WEIGHTS = dict(zip(map(str, range(1, 18)), (5, 4, 7, 11, 8, 2, 3, 8, 26, 7, 9, 3, 5, 1, 1.5, 6, 19), strict=True))
LINE_WEIGHTS = (9, 24, 9, 17, 14, 12, 8, 4, 6, 6, 3, 4, 3, 2, 3, 2, 2, 7)
STATUS = (("completed", 60), ("ongoing", 30), ("planned", 8), ("suspended", 2))
TOPICS = (
    "broadband|digital inclusion|rural access|capacity building|cybersecurity|mobile money|school connectivity|"
    "spectrum|digital skills|online services|5G networks|internet exchange|submarine cable|community network|"
    "universal service|telemedicine|early warning|open data|digital identity|smart village|satellite backhaul|"
    "accessibility|girls in ICT|incubation|interoperability|IPv6|e-waste|machine learning|remote sensing|"
    "data protection|online safety|recovery|service quality|numbering|digital finance|metering|climate monitoring|"
    "local content|multilingualism|media literacy|e-learning|precision farming|fisheries|tsunami buoy|"
    "vaccination register|cadastre|braille|quantum keys|amateur radio"
).split("|")
GROUPS = (
    "women who trade|village schools|farmers|regulators|least developed countries|persons with disabilities|"
    "islands|young people|nurses|indigenous peoples|teachers|municipalities|refugees|statisticians|operators|"
    "older persons"
).split("|")
VERBS = "deploys|pilots|extends|assesses|funds|standardises|observes|teaches|aligns|evaluates|coordinates".split("|")
MEANS = (
    "courses|a handbook|a workshop|fibre and radio links|a platform|a national plan|a partnership|advice on site|"
    "a study question|a sandbox|shared masts|a voluntary grant|open standards|a help line"
).split("|")
GAINS = (
    "fair prices|trust|low delay|better lessons|networks that last|jobs nearby|warnings in time|"
    "figures that compare|clean air|meaningful use|safe spaces|wide coverage|procurement in the open"
).split("|")
SENTENCES = (
    "It {verb} {topic} with {group} by {means}.",
    "The aim is {gain}, then {gain2}, followed up with {n} measures a year.",
    "{n} places in {country} get equipment, upkeep and help with {topic}.",
    "Partners bring {means}, so that {group} obtain {gain}.",
    "A survey of {n} homes tells how {topic} and {topic2} are used.",
    "What was learned of {topic} is shared with {group} at the WSIS Forum.",
    "A second phase {verb} {topic2} through {means} at a cost of {n} thousand francs.",
    "Results on {topic} are published by sex and age.",
    "After {m} months {group} report {gain}.",
    "The work supports {gain} in {country} and follows decision {m}.",
)


def skewed(items: list, power: float) -> tuple[list, list[float]]:
    """Items with cumulative weights that fall off like 1 / rank ** power."""
    return items, list(itertools.accumulate(1 / (rank + 1) ** power for rank in range(len(items))))


def load(activities: int = 100_000, seed: int = 17) -> dict[str, int]:
    """Fill an empty, migrated database. Returns the number of rows by table."""
    rnd = random.Random(seed)

    def one(weighted):
        return rnd.choices(weighted[0], cum_weights=weighted[1])[0]

    with record("benchmark", "reference.load") as change:
        load_map(change)
    with record("benchmark", "benchmark.load") as change:
        countries = list(Country.objects.order_by("m49").values_list("code", "region"))
        rnd.shuffle(countries)
        countries = skewed(countries, 0.7)
        _organisations(activities, one, countries, rnd, change)
        sectors = list(Organisation.objects.exclude(sector="").order_by("slug").values_list("id", flat=True))
        others = Organisation.objects.filter(slug__startswith="bench-").order_by("id").values_list("id", flat=True)
        others = skewed(list(others), 0.8)
        copy(
            "activities_activity",
            "slug title description kind status organisation_id partners start_year end_year countries regions "
            "url origin description_certainty withdrawn change_id",
            _activities(activities, one, rnd, countries, sectors, others, change.id),
        )
        with connection.cursor() as cursor:
            cursor.execute("SELECT id FROM activities_activity WHERE change_id = %s ORDER BY id", [change.id])
            ids = [row[0] for row in cursor.fetchall()]
        copy(
            "activities_mapping",
            "activity_id term_id strength rationale evidence_url origin certainty withdrawn change_id",
            _mappings(ids, one, rnd, change.id),
        )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        counts = {}
        for table in ("organisation", "activity", "mapping"):
            cursor.execute(f"SELECT count(*) FROM activities_{table}")  # noqa: S608 - names of our own
            counts[table] = cursor.fetchone()[0]
    return counts


def copy(table: str, columns: str, rows: Iterator[tuple]) -> None:
    """COPY rows into a table; values hold no tab, newline or backslash, None is NULL."""
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {table} ({', '.join(columns.split())}) FROM STDIN", Lines(rows))


class Lines:
    """A file that COPY reads: rows in text format, made as they are asked for."""

    def __init__(self, rows: Iterator[tuple]):
        self.rows, self.rest = rows, ""

    def read(self, size: int) -> str:
        while len(self.rest) < size:
            batch = list(itertools.islice(self.rows, 500))
            if not batch:
                break
            self.rest += "".join("\t".join("\\N" if v is None else str(v) for v in row) + "\n" for row in batch)
        chunk, self.rest = self.rest[:size], self.rest[size:]
        return chunk


def _organisations(activities, one, countries, rnd, change):
    types = [t for t in Organisation.Type.values if t != "unknown"]
    Organisation.objects.bulk_create(
        [
            Organisation(
                slug=f"bench-{n}",
                name=f"{rnd.choice(('Ministry', 'Regulator', 'University', 'Company', 'Foundation', 'Institute'))} {n}",
                type=rnd.choice(types),
                country_id=one(countries)[0],
                change=change,
            )
            for n in range(max(200, activities // 50))
        ],
        batch_size=1000,
    )


def _activities(count, one, rnd, countries, sectors, others, change) -> Iterator[tuple]:
    topics, groups = skewed(TOPICS, 1.1), skewed(GROUPS, 0.7)
    kinds = "initiative project programme publication event standard training platform study-group partnership".split()
    for n in range(count):
        topic, group, (country, region) = one(topics), one(groups), one(countries)
        text = " ".join(
            sentence.format(
                verb=rnd.choice(VERBS),
                topic=topic if rnd.random() < 0.6 else one(topics),
                topic2=one(topics),
                group=group,
                means=rnd.choice(MEANS),
                gain=rnd.choice(GAINS),
                gain2=rnd.choice(GAINS),
                n=rnd.randint(3, 900),
                m=rnd.randint(3, 200),
                country=country,
            )
            for sentence in rnd.sample(SENTENCES, rnd.randint(4, 9))
        )
        start = 2025 - min(int(rnd.expovariate(0.22)), 20)
        title = f"{topic[0].upper()}{topic[1:]} for {group}: {rnd.choice(MEANS)} ({country}-{n})"
        organisation = rnd.choice(sectors) if rnd.random() < 0.4 else one(others)
        status = rnd.choices([s for s, _ in STATUS], [w for _, w in STATUS])[0]
        end = start + rnd.randint(0, 5)
        places = f"{{{country}}}", f"{{{region}}}"
        yield (
            f"bench-{n}", title, text, rnd.choice(kinds), status, organisation, "{}", start, end, *places,
            "", "import", "official", "f", change,
        )  # fmt: skip


def _mappings(ids, one, rnd, change) -> Iterator[tuple]:
    goals = dict(Term.objects.goals().values_list("code", "id"))
    targets: dict[str, list[int]] = {code: [] for code in goals}
    for pk, goal in Term.objects.targets().order_by("position").values_list("id", "goal__code"):
        targets[goal].append(pk)
    ranked = {}
    for goal, pks in targets.items():
        rnd.shuffle(pks)  # which target of a Goal leads is arbitrary, the skew is not
        ranked[goal] = skewed(pks, 1.0)
    lines = list(Term.objects.action_lines().order_by("position").values_list("id", flat=True))
    weighted_lines = lines, list(itertools.accumulate(LINE_WEIGHTS))
    weighted_goals = list(GOAL_WEIGHTS), list(itertools.accumulate(GOAL_WEIGHTS.values()))
    return _links(ids, one, rnd, change, goals, ranked, weighted_goals, weighted_lines)


def _links(ids, one, rnd, change, goals, ranked, weighted_goals, weighted_lines) -> Iterator[tuple]:
    """Apart from the look-ups above, since COPY holds the connection while these rows are made."""
    for activity in ids:
        chosen: dict[int, None] = {}
        for _ in range(rnd.choices((1, 2, 3, 4), (28, 42, 22, 8))[0]):
            goal = one(weighted_goals)
            chosen[goals[goal]] = None
            for _ in range(rnd.choices((0, 1, 2), (25, 50, 25))[0] + (rnd.random() < 0.15)):
                chosen[one(ranked[goal])] = None
        for _ in range(rnd.choices((1, 2, 3, 4), (30, 40, 20, 10))[0]):
            chosen[one(weighted_lines)] = None
        for term in chosen:
            why = f"Names {rnd.choice(TOPICS)} and leads to {rnd.choice(GAINS)}."
            strength = rnd.choices((1, 2, 3), (3, 4, 3))[0]
            yield (
                activity,
                term,
                strength,
                why,
                "",
                "import",
                "confirmed" if rnd.random() < 0.3 else "proposed",
                "f",
                change,
            )
