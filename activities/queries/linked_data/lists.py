"""The values of our own vocabulary: codes that are no Terms, with their labels in English."""

from itertools import chain

from django.utils.translation import override

from activities.models import Activity, Certainty, CountryGroup, Crosswalk, Mapping, Organisation, Term


def lists() -> dict[str, list[tuple[str, str]]]:
    """{list: [(value, label)]}: what activities, organisations, mappings, Terms and crosswalks are described with."""
    origins = dict(chain(Activity.Origin.choices, Mapping.Origin.choices))
    with override("en"):
        return {
            name: [(str(value), str(label)) for value, label in choices]
            for name, choices in (
                ("activity-kind", Activity.Kind.choices),
                ("certainty", Certainty.choices),
                ("country-group", CountryGroup.choices),
                ("kind", Term.Kind.choices),
                ("organisation-type", Organisation.Type.choices),
                ("origin", origins.items()),
                ("standing", Crosswalk.Standing.choices),
                ("status", Activity.Status.choices),
            )
        }
