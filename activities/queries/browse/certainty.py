"""How certain the data is: of every kind of row, how many have each of the four words."""

from dataclasses import dataclass

from django.db.models import Count, Min, Q

from activities.models import Activity, Certainty, Crosswalk, Mapping, Term, TermText
from activities.models.framework import MATRIX, PLAN_MAPPING

WORDS = [str(word) for word in Certainty]

#: Crosswalks that are publications of their own.
TITLES = {MATRIX: "WSIS-SDG Matrix", PLAN_MAPPING: "Links between Strategic Plans"}


@dataclass(frozen=True, slots=True)
class CertaintyCounts:
    """Rows of one kind by certainty. `what` is the kind, `source` the title of a framework or crosswalk."""

    what: str
    source: str
    official: int
    confirmed: int
    proposed: int
    unconfirmed: int

    @property
    def rows(self) -> int:
        return self.official + self.confirmed + self.proposed + self.unconfirmed


def certainty_counts() -> tuple[CertaintyCounts, ...]:
    """Terms by framework, crosswalk links by standing and crosswalk, activities, mappings, texts. Five queries."""
    found = counted("certainty")
    terms = Term.objects.order_by("framework__position").values_list("framework__title").annotate(**found)
    links = (
        Crosswalk.objects.live()
        .order_by("standing", "name")
        .values_list("standing", "name")
        .annotate(starts=Min("from_term__framework__title"), **found)
    )
    return (
        *(CertaintyCounts("term", title, *numbers) for title, *numbers in terms),
        *(
            CertaintyCounts(standing, crosswalk_title(name, starts), *numbers)
            for standing, name, starts, *numbers in links
        ),
        CertaintyCounts("activity", "", **Activity.objects.live().aggregate(**counted("description_certainty"))),
        CertaintyCounts("mapping", "", **Mapping.objects.live().aggregate(**found)),
        CertaintyCounts("text", "", **TermText.objects.aggregate(**found)),
    )


def counted(column: str) -> dict[str, Count]:
    return {word: Count("id", filter=Q(**{column: word})) for word in WORDS}


def crosswalk_title(name: str, framework: str) -> str:
    """The title of a crosswalk for readers: that of its framework, with the name of its file if it has its own."""
    return TITLES.get(name) or (framework if name.endswith("-links") else f"{framework} ({name})")
