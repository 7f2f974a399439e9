"""The pages of the Roadmap, for the sitemap."""

from collections.abc import Iterator

from django.urls import reverse

from roadmap.models import Action, Document, Section
from roadmap.pages.search import SITE


def paths() -> Iterator[str]:
    """Lists, sections, commitments and documents; indicators are entries of the map. Three queries."""
    yield from (reverse(route) for route, _title, _words in SITE)
    yield from (one.get_absolute_url() for one in Section.objects.filter(edition__current=True))
    yield from (one.get_absolute_url() for one in Action.objects.filter(section__edition__current=True))
    yield from (one.get_absolute_url() for one in Document.objects.all())
