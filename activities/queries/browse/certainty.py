"""How sure the data is: of every kind of row, how many a coordinator or the source itself vouches for."""

from dataclasses import dataclass

from django.db.models import Count, Min, Q

from activities.models import Activity, Crosswalk, Mapping, Term, TermText

#: Crosswalks that are publications of their own.
TITLES = {"wsis-sdg-matrix": "WSIS-SDG Matrix"}


@dataclass(frozen=True, slots=True)
class Certainty:
    """`verified` of `rows` in one source. `what` is the kind of row, `source` the title of a framework or crosswalk."""

    what: str
    source: str
    rows: int
    verified: int

    @property
    def unverified(self) -> int:
        return self.rows - self.verified


def certainty() -> tuple[Certainty, ...]:
    """Terms by framework, crosswalk links by standing and crosswalk, activities, mappings, texts. Five queries."""
    found = {"rows": Count("id"), "sure": Count("id", filter=Q(verified=True))}
    terms = Term.objects.order_by("framework__position").values_list("framework__title").annotate(**found)
    links = (
        Crosswalk.objects.live()
        .order_by("standing", "name")
        .values_list("standing", "name")
        .annotate(starts=Min("from_term__framework__title"), **found)
    )
    activities = Activity.objects.live().aggregate(
        rows=Count("id"), sure=Count("id", filter=Q(description_verified=True))
    )
    mappings = Mapping.objects.live().aggregate(**found)
    texts = TermText.objects.aggregate(**found)
    return (
        *(Certainty("term", title, rows, sure) for title, rows, sure in terms),
        *(
            Certainty(standing, crosswalk_title(name, starts), rows, sure)
            for standing, name, starts, rows, sure in links
        ),
        Certainty("activity", "", activities["rows"], activities["sure"]),
        Certainty("mapping", "", mappings["rows"], mappings["sure"]),
        Certainty("text", "", texts["rows"], texts["sure"]),
    )


def crosswalk_title(name: str, framework: str) -> str:
    """What readers call a crosswalk: the framework whose entries carry the links, with the file that has them apart."""
    return TITLES.get(name) or (framework if name.endswith("-links") else f"{framework} ({name})")
