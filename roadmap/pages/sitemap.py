"""The pages of the Roadmap, for the sitemap."""

from collections.abc import Iterator

from django.urls import reverse

from roadmap.models import (
    Action,
    Document,
    Engagement,
    Guidance,
    HlpfYear,
    Mechanism,
    OperationalPlan,
    Review,
    Section,
    Target,
)
from roadmap.pages.search import SITE
from roadmap.queries.plans.reading import plan_frameworks


def paths() -> Iterator[str]:
    """Lists, sections, commitments, documents and targets; indicators are entries of the map."""
    yield from (reverse(route) for route, _title, _words in SITE)
    yield from (one.get_absolute_url() for one in Section.objects.of_current())
    yield from (one.get_absolute_url() for one in Action.objects.of_current())
    yield from (reverse("hlpf-session", args=[one.year]) for one in HlpfYear.objects.all())
    for rows in (Mechanism.objects.live(), Review.objects.live(), Engagement.objects.live().exclude(kind="hlpf")):
        yield from (one.get_absolute_url() for one in rows)
    yield from (reverse("plan", args=[one.slug]) for one in plan_frameworks())
    yield from (one.get_absolute_url() for one in OperationalPlan.objects.live())
    yield from (one.get_absolute_url() for one in Guidance.objects.live())
    yield from (one.get_absolute_url() for one in Document.objects.live())
    yield from (one.get_absolute_url() for one in Target.objects.all())
