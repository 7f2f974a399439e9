"""Schemas of the answers, for OpenAPI only. Answers are not rendered with them."""

from django.utils.translation import override
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers as s

from activities.models import Activity, Certainty, Crosswalk, Mapping, Organisation, Term
from activities.models.place import WORLDWIDE_FROM

ACTIVITY_ID = OpenApiParameter(
    "id", {"type": "integer", "minimum": 1}, OpenApiParameter.PATH, description="Number of the activity."
)


def in_path(name: str, description: str) -> OpenApiParameter:
    return OpenApiParameter(name, str, OpenApiParameter.PATH, description=description)


def text(**kwargs):
    return s.CharField(allow_blank=True, **kwargs)


def certainty() -> s.ChoiceField:
    """The field of a certainty, with the four values and their meaning."""
    with override("en"):
        words = " ".join(f"`{word.value}`: {word.sentence}" for word in Certainty)
    return s.ChoiceField(Certainty.choices, help_text=f"How certain it is. {words}")


class Problem(s.Serializer):
    """An error (RFC 9457)."""

    type = s.CharField()
    title = s.CharField()
    status = s.IntegerField()
    detail = text()


class BadParametersProblem(Problem):
    errors = s.DictField(child=s.ListField(child=s.CharField()), help_text="Error messages by parameter.")


class Near(s.Serializer):
    code = s.CharField()
    title = s.CharField()
    url = s.CharField(help_text="Address in the API.")


class UnknownProblem(Problem):
    nearest = Near(many=True, required=False, help_text="Similar ones, the most similar first.")


def answers(body, missing: bool = False, bad: bool = True) -> dict:
    """All statuses of a resource."""
    media = "application/problem+json"
    shown = {
        (200, "application/json"): OpenApiResponse(body, description="Found."),
        304: OpenApiResponse(description="Nothing has changed since the ETag in If-None-Match."),
        (429, media): OpenApiResponse(
            Problem, description="Too many requests from this address. Retry-After says when to continue."
        ),
        (503, media): OpenApiResponse(
            Problem, description="The database is not responding. Retry-After says when to try again."
        ),
    }
    if bad:
        shown[400, media] = OpenApiResponse(BadParametersProblem, description="A parameter is unknown, empty or wrong.")
    if missing:
        shown[404, media] = OpenApiResponse(
            UnknownProblem, description="Not found. `nearest` lists the most similar ones."
        )
    return shown


class Dated(s.Serializer):
    last_change = s.IntegerField(help_text="Number of the last Change that is certain to be in the answer.")
    as_of = s.DateTimeField(allow_null=True, help_text="When that Change was made.")


def page_of(row, name: str, **more) -> type[s.Serializer]:
    """The envelope of a list."""
    fields = {
        "results": row(many=True),
        "next": s.URLField(allow_null=True, help_text="Address of the next page, null on the last."),
        "last_change": s.IntegerField(help_text="Number of the last Change that is certain to be in the answer."),
        "as_of": s.DateTimeField(allow_null=True, help_text="When that Change was made."),
        **more,
    }
    return type(name, (s.Serializer,), fields)


class OrganisationInActivity(s.Serializer):
    slug = s.CharField()
    name = s.CharField()
    type = s.ChoiceField(Organisation.Type.choices)
    sector = s.ChoiceField(Organisation.Sector.choices, allow_null=True, help_text="Of ITU; null for stakeholders.")
    country = s.CharField(allow_null=True, help_text="ISO 3166 alpha-2.")


class TermName(s.Serializer):
    framework = s.CharField()
    kind = s.ChoiceField(Term.Kind.choices)
    code = s.CharField()
    title = s.CharField()


class MappingInActivity(TermName):
    strength = s.ChoiceField(Mapping.Strength.choices)
    rationale = text()
    evidence_url = text()
    origin = s.ChoiceField(Mapping.Origin.choices)
    certainty = certainty()
    change = s.IntegerField()


class ActivityRow(s.Serializer):
    id = s.IntegerField()
    slug = s.CharField()
    title = s.CharField()
    description = text()
    kind = s.ChoiceField(Activity.Kind.choices)
    status = s.ChoiceField(Activity.Status.choices)
    organisation = OrganisationInActivity(allow_null=True, help_text="Null if the source names none.")
    partners = s.ListField(child=s.CharField())
    start_year = s.IntegerField(allow_null=True)
    end_year = s.IntegerField(allow_null=True)
    countries = s.ListField(child=s.CharField(), help_text="ISO 3166 alpha-2.")
    regions = s.ListField(child=s.CharField(), help_text="ITU regions, or global.")
    worldwide = s.BooleanField(
        help_text=f"Marked global, without any place, or in {WORLDWIDE_FROM} countries or more: counts as global."
    )
    url = text(help_text="Source, if it has been published.")
    origin = s.ChoiceField(Activity.Origin.choices)
    description_certainty = certainty()
    language = s.ChoiceField(
        Activity.Language.choices,
        help_text="Of the original text (BCP 47). `title` and `description` are always in English.",
    )
    original_title = text(help_text="Empty for a text in English.")
    original_description = text(help_text="Empty for a text in English.")
    change = s.IntegerField(help_text="Number of the Change that last saved it.")
    mappings = MappingInActivity(many=True)


class ActivityDetail(ActivityRow):
    withdrawn = s.BooleanField()
    merged_into = s.IntegerField(allow_null=True)


class FacetValue(s.Serializer):
    value = s.CharField()
    label = s.CharField()
    activities = s.IntegerField()


class ActivityFacets(Dated):
    total = s.IntegerField(help_text="Activities that match: the denominator of shares.")
    of = s.IntegerField(help_text="All live activities.")
    stored = s.BooleanField(help_text="true: the counts come from the summaries; false: they are live.")
    facets = s.DictField(child=FacetValue(many=True))


class ActivityOfMapping(s.Serializer):
    id = s.IntegerField()
    title = s.CharField()
    organisation = s.CharField(allow_null=True, help_text="Slug of the organisation; null if the source names none.")


class MappingRow(MappingInActivity):
    id = s.IntegerField()
    withdrawn = s.BooleanField()
    activity = ActivityOfMapping()


class CrosswalkRow(s.Serializer):
    id = s.IntegerField()
    name = s.CharField()
    standing = s.ChoiceField(Crosswalk.Standing.choices)
    to = TermName()
    rationale = text()
    source_url = text()
    certainty = certainty()
    activities = s.IntegerField(allow_null=True, help_text="Live activities linked to both entries.")
    change = s.IntegerField()

    def get_fields(self):
        return super().get_fields() | {"from": TermName()}


class FrameworkRow(s.Serializer):
    slug = s.CharField()
    title = s.CharField()
    publisher = s.CharField()
    description = text()
    uri = text(help_text="Official address.")
    start_year = s.IntegerField(allow_null=True)
    end_year = s.IntegerField(allow_null=True)
    terms = s.IntegerField(help_text="The number of its entries.")
    change = s.IntegerField()


class FrameworkDetail(FrameworkRow, Dated):
    kinds = s.DictField(child=s.IntegerField(), help_text="The number of Terms of each kind.")


class Replaced(s.Serializer):
    framework = s.CharField()
    code = s.CharField()


class TermRow(TermName):
    description = text()
    uri = text(help_text="Official address.")
    colour = text()
    sector = text(help_text="Strategic Plan entries only.")
    facilitators = s.ListField(child=s.CharField())
    source_url = text()
    certainty = certainty()
    parent = s.CharField(allow_null=True, help_text="Code of the Term above.")
    goal = s.CharField(allow_null=True, help_text="Code of the Goal of an SDG entry.")
    valid_from = s.DateField(allow_null=True)
    valid_to = s.DateField(allow_null=True, help_text="The last day.")
    replaces = Replaced(allow_null=True, help_text="The earlier Term that this one replaces.")
    activities = s.IntegerField(allow_null=True, help_text="Live activities linked to it.")
    change = s.IntegerField()


class TermText(s.Serializer):
    language = s.CharField()
    title = text()
    official_text = text()
    source = text()
    certainty = certainty()


class KindCodeTitle(s.Serializer):
    kind = s.ChoiceField(Term.Kind.choices)
    code = s.CharField()
    title = s.CharField()


class Counts(s.Serializer):
    activities = s.IntegerField(allow_null=True, help_text="Whole count: each activity once.")
    fractional = s.FloatField(allow_null=True, help_text="1/n for each of an activity's n Terms of this kind.")
    strength_1 = s.IntegerField(allow_null=True, help_text="Activities whose strongest link is: related.")
    strength_2 = s.IntegerField(allow_null=True, help_text="Contributes.")
    strength_3 = s.IntegerField(allow_null=True, help_text="Main purpose.")
    itu = s.IntegerField(allow_null=True)
    stakeholders = s.IntegerField(allow_null=True)


class TermFigures(Counts, Dated):
    pass


class TermDetail(TermRow, Dated):
    texts = TermText(many=True)
    children = KindCodeTitle(many=True)
    crosswalks = CrosswalkRow(many=True)
    summary = TermFigures()


class TermSummaryRow(Counts, TermName):
    pass


class OrganisationRow(s.Serializer):
    slug = s.CharField()
    name = s.CharField()
    type = s.ChoiceField(Organisation.Type.choices)
    sector = s.ChoiceField(Organisation.Sector.choices, allow_null=True, help_text="Of ITU; null for stakeholders.")
    country = s.CharField(allow_null=True, help_text="ISO 3166 alpha-2.")
    description = text()
    url = text()
    activities = s.IntegerField(help_text="Live activities (live count).")
    change = s.IntegerField()


class OrganisationDetail(OrganisationRow, Dated):
    withdrawn = s.BooleanField(help_text="Withdrawn organisations are not listed.")


class SummaryState(Dated):
    activities = s.IntegerField(help_text="Live activities in the figures.")
    behind = s.IntegerField(help_text="The most Changes that can have been made since.")
    built_at = s.DateTimeField(allow_null=True)
    terms = s.URLField()
    slice = s.URLField()


class Slice(Dated):
    facet = text()
    value = text()
    total = s.IntegerField(help_text="Activities in the slice: the denominator of shares.")
    facets = s.DictField(child=FacetValue(many=True))


class Resource(s.Serializer):
    name = s.CharField()
    url = s.URLField()
    description = s.CharField()


class Index(Dated):
    resources = Resource(many=True)


class Totals(s.Serializer):
    links = s.IntegerField()
    covered = s.IntegerField()
    gaps = s.IntegerField()


class MatrixRow(s.Serializer):
    line = s.CharField()
    goal = s.CharField()
    official = s.IntegerField(help_text="Links of the WSIS-SDG Matrix.")
    activities = s.IntegerField(help_text="Live activities linked to both.")


class GoalSectorRow(s.Serializer):
    goal = s.CharField()
    sector = s.CharField(help_text="An ITU Sector, or stakeholder.")
    activities = s.IntegerField()


ActivityPage = page_of(ActivityRow, "ActivityPage")
MappingPage = page_of(MappingRow, "MappingPage")
CrosswalkPage = page_of(CrosswalkRow, "CrosswalkPage", figures=Dated())
CoveragePage = page_of(CrosswalkRow, "CoveragePage", totals=Totals())
MatrixPage = page_of(MatrixRow, "MatrixPage")
GoalSectorPage = page_of(GoalSectorRow, "GoalSectorPage")
FrameworkPage = page_of(FrameworkRow, "FrameworkPage")
TermPage = page_of(TermRow, "TermPage", figures=Dated())
TermSummaryPage = page_of(
    TermSummaryRow, "TermSummaryPage", total=s.IntegerField(help_text="All live activities: the denominator of shares.")
)
OrganisationPage = page_of(OrganisationRow, "OrganisationPage")
