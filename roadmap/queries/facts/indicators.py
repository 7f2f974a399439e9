"""ITU's SDG indicators and their values, as resources of the API."""

from activities.columns import Column, Type, address, code, integer, text
from activities.models import Framework, Term
from activities.queries.facts.parts import certainty, change, language_of
from activities.queries.facts.reference import public_sql
from activities.queries.facts.resource import Resource, Watched
from activities.queries.identity import term_uri_sql
from activities.queries.languages import term_named
from roadmap.models import (
    Series,
    SeriesValue,
)


def series_joins(lang: str) -> str:
    return (
        "JOIN activities_term t ON t.id = s.term_id JOIN activities_framework f ON f.id = t.framework_id "
        f"{term_named(lang).join}"
    )


INDICATORS = Resource(
    name="roadmap/indicators",
    title="Series of SDG indicators",
    description="Published series of the SDG indicators for which ITU supplies figures.",
    model=Series,
    alias="s",
    live=Series.objects.all,
    joins=series_joins("en"),
    joins_in=series_joins,
    watched=(Watched("t", Term, "its indicator", "term"), Watched("f", Framework, "its framework", "term__framework")),
    own="the series",
    columns=(
        integer("id", "Number of the series.", "s.id", example=4),
        code("series", "Code of the series.", "s.series_code", example="IT_MOB_4GNTWK"),
        text("title", "Title of the series.", "s.title", example="Population covered by at least a 4G network"),
        code("indicator", "Code of the SDG indicator.", "t.code", example="9.c.1"),
        text(
            "indicator_title",
            "Title of the indicator, in the language of `lang` if there is one.",
            "t.title",
            local=lambda lang: term_named(lang).name,
            example="Mobile network coverage",
        ),
        language_of("indicator_title_language", "this title", lambda lang: term_named(lang).language),
        address(
            "indicator_uri",
            "Lasting address of the indicator.",
            term_uri_sql("t", "f"),
            example="http://metadata.un.org/sdg/9.c.1",
        ),
        text("unit", "Unit.", "s.unit", example="percent"),
        code(
            "tier",
            "Tier of the Inter-agency and Expert Group.",
            "s.tier",
            values=tuple(Series.Tier.values),
            example="I",
        ),
        text("role", "ITU's role.", "s.role", example="custodian"),
        text("definition", "Definition.", "s.description", example=""),
        address("source_url", "Source.", public_sql("s.source_url"), example="https://datahub.itu.int/"),
        change("s"),
    ),
)

VALUES = Resource(
    name="roadmap/values",
    title="Values of indicators",
    description="Figures of the series by area and year, each from one edition of one publication.",
    model=SeriesValue,
    alias="v",
    live=SeriesValue.objects.all,
    joins="JOIN roadmap_series s ON s.id = v.series_id JOIN activities_term t ON t.id = s.term_id",
    watched=(Watched("s", Series, "its series", "series"), Watched("t", Term, "its indicator", "series__term")),
    own="the figure",
    columns=(
        integer("id", "Number of the figure.", "v.id", example=120),
        code("series", "Code of the series.", "s.series_code", example="IT_MOB_4GNTWK"),
        text("series_title", "Title of the series.", "s.title", example="Population covered by at least a 4G network"),
        code("indicator", "Code of the SDG indicator.", "t.code", example="9.c.1"),
        text("area", "Area.", "v.area", example="World"),
        integer("year", "Year.", "v.year", example=2024),
        Column("value", Type.NUMBER, "The figure.", "v.value::float8", example=92.4),
        text("unit", "Unit.", "v.unit", example="percent"),
        text(
            "disaggregation", "Group to which the figure applies; empty for the total.", "v.disaggregation", example=""
        ),
        text("edition", "Edition of the statistics.", "v.edition", example="2024"),
        text("publication", "Publication.", "v.publication", example="Facts and Figures"),
        text("remark", "Remark on the figure.", "v.note", example=""),
        address("source_url", "Source.", public_sql("v.source_url"), example="https://datahub.itu.int/"),
        certainty("v.certainty"),
        change("v"),
    ),
)
