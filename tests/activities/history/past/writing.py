"""Data written in every possible way, and what a reader sees."""

import random

from django.db import connection

from activities.actions.ledger import record
from activities.models import Activity, Change, Mapping, Term
from tests.factories.activities import (
    ActionLineFactory,
    ActivityFactory,
    FrameworkFactory,
    GoalFactory,
    OrganisationFactory,
    TargetFactory,
)
from tests.reading import text


def last() -> int:
    return Change.objects.latest("id").id


READ = (
    "/api/v1/activities/?limit=200",
    "/api/v1/mappings/?limit=200",
    "/api/v1/summaries/terms/?limit=200",
    "/api/v1/matrix/",
    "/api/v1/organisations/",
    "/api/v1/activities/?q=school",
)


#: What leads to the forms of stakeholders, the longest first.
DOORS = (
    "Something missing or wrong? Add your activity · Suggest a correction",
    "Your organisation is not listed? Add your activity and we will add both.",
    "Other organisations can show their work too. Add your activity",
    "Add your activity",
)
SEEN = ("/goals/9/", "/activities/", "/activities/?goal=9", "/matrix/", "/organisations/", "/about/")


def snapshot(client, as_of: int | None = None) -> dict:
    """Everything a reader sees: responses of the API, text of pages, the file of all activities."""

    def answer(path):
        sign = "&" if "?" in path else "?"
        response = client.get(f"{path}{sign}as_of={as_of}" if as_of else path)
        assert response.status_code == 200, (path, as_of)
        return response

    found = {path: answer(path).json() for path in READ}
    found |= {path: without_doors(text(answer(path))) for path in SEEN}
    return found | {"csv": b"".join(answer("/api/v1/activities.csv"))}


def without_doors(words: str) -> str:
    """The words of a page without the ways to add and correct something, which past versions do not have."""
    for door in DOORS:
        words = words.replace(door, "")
    return " ".join(words.split())


def live() -> dict:
    """The data of a comparison: {link: strength}, {activity: Sector}, {Goal: activities}."""
    return {
        "links": {(m.activity_id, m.term_id): m.strength for m in Mapping.objects.live()},
        "activities": dict(Activity.objects.live().values_list("id", "organisation__sector")),
        "goals": dict(
            Term.objects.goals().order_by("id").values_list("code", "summary__activities"),
        ),
    }


class Writer:
    """Actions that together use every way to write; each is a Change."""

    def __init__(self, seed: int):
        self.choose = random.Random(seed)
        FrameworkFactory(slug="wsis", position=1)
        self.terms = [
            GoalFactory(code="9"),
            TargetFactory(code="9.c"),
            ActionLineFactory(code="C2"),
            GoalFactory(code="10"),
        ]
        self.owners = [OrganisationFactory(sector="ITU-D"), OrganisationFactory(sector="ITU-R"), OrganisationFactory()]
        for _n in range(5):
            self.enter()

    def some(self, rows, count=2):
        ids = list(rows.order_by("id").values_list("id", flat=True))
        return rows.model.objects.filter(id__in=self.choose.sample(ids, min(count, len(ids))))

    def enter(self):
        with record("tests", "activity.create") as change:
            activity = ActivityFactory(
                title=f"School {self.choose.random()}",
                organisation=self.choose.choice(self.owners),
                change=change,
            )
            Mapping.objects.bulk_create(
                Mapping(activity=activity, term=term, strength=2, origin="staff", change=change)
                for term in self.choose.sample(self.terms, 2)
            )

    def act(self):
        self.choose.choice(
            [self.enter, self.strengthen, self.rename, self.withdraw, self.restore, self.unlink, self.move, self.delete,
             self.relabel]
        )()  # fmt: skip

    def strengthen(self):
        with record("tests", "mapping.set") as change:
            self.some(Mapping.objects.all()).update(strength=self.choose.randint(1, 3), change=change)

    def rename(self):
        with record("tests", "activity.update") as change, connection.cursor() as cursor:
            cursor.execute(
                "UPDATE activities_activity SET title = title || ' again', countries = '{}', change_id = %s "
                "WHERE id IN (SELECT id FROM activities_activity ORDER BY id LIMIT 2)",
                [change.id],
            )

    def withdraw(self):
        with record("tests", "activity.withdraw") as change:
            self.some(Activity.objects.live()).update(withdrawn=True, change=change)

    def restore(self):
        with record("tests", "activity.restore") as change:
            self.some(Activity.objects.filter(withdrawn=True)).update(withdrawn=False, change=change)

    def unlink(self):
        with record("tests", "mapping.withdraw") as change:
            self.some(Mapping.objects.filter(withdrawn=False)).update(withdrawn=True, change=change)

    def move(self):
        with record("tests", "activity.update") as change:
            self.some(Activity.objects.all()).update(organisation=self.choose.choice(self.owners), change=change)

    def delete(self):
        with record("tests", "mapping.delete"), connection.cursor() as cursor:
            cursor.execute("DELETE FROM activities_mapping WHERE id = (SELECT min(id) FROM activities_mapping)")

    def relabel(self):
        with record("tests", "term.update") as change:
            term = self.choose.choice(self.terms)
            Term.objects.filter(id=term.id).update(title=f"Label {self.choose.random()}", change=change)
