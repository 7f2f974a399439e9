"""Activities as the lists of the workspace show them."""

from datetime import timedelta

from django.utils import timezone

from activities.models import Activity
from tests.factories.activities import ActivityFactory, MappingFactory, OrganisationFactory

TODAY = timezone.localdate()


def activity(title: str, *terms, sector: str = "ITU-D", confirmed: int | None = 1, **fields) -> Activity:
    """An activity linked to the Terms and confirmed `confirmed` days ago. By default, nothing is left to do for it."""
    day = None if confirmed is None else TODAY - timedelta(days=confirmed)
    row = ActivityFactory(title=title, organisation=OrganisationFactory(sector=sector), confirmed_on=day, **fields)
    for term in terms:
        MappingFactory(activity=row, term=term)
    return row
