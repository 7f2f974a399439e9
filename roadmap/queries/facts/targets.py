"""Targets of ITU and of the Broadband Commission with figures, as resources of the API."""

from activities.certainty import Certainty
from activities.columns import Column, Type, address, code, codes, integer, text
from activities.models import Framework, Term
from activities.queries.facts.parts import certainty, change, language_of
from activities.queries.facts.resource import Resource, Watched
from activities.queries.identity import term_uri_sql
from activities.queries.languages import term_named
from roadmap.models import Target, TargetGoal, TargetSet, TargetValue

TARGET_SETS = Resource(
    name="roadmap/target-sets",
    title="Sets of targets",
    description="Sets of targets that were adopted together, such as the Connect 2030 Agenda.",
    model=TargetSet,
    alias="s",
    live=TargetSet.objects.all,
    joins="LEFT JOIN activities_framework f ON f.id = s.framework_id",
    watched=(Watched("f", Framework, "its plan", "framework"),),
    own="the set",
    columns=(
        integer("id", "Number of the set.", "s.id", example=1),
        code("code", "Code of the set.", "s.code", example="connect-2030"),
        text("title", "Title.", "s.title", example="Connect 2030 Agenda"),
        text("description", "Description.", "s.description", example=""),
        code("framework", "Code of the plan whose targets they are.", "f.slug", null=True, example="sp-2020"),
        address("url", "Where they are published.", "s.url", example="https://www.itu.int/"),
        change("s"),
    ),
)


def target_joins(lang: str) -> str:
    return (
        "JOIN roadmap_targetset s ON s.id = g.set_id LEFT JOIN activities_term t ON t.id = g.plan_term_id "
        f"LEFT JOIN activities_framework f ON f.id = t.framework_id {term_named(lang).join}"
    )


TARGETS = Resource(
    name="roadmap/targets",
    title="Targets",
    description="Targets of the Connect 2030 Agenda, the Strategic Plan 2024–2027, the Broadband Commission and "
    "others, with their baselines. A letter at the end of a code marks a second measure, area or threshold of the same "
    "target.",
    model=Target,
    alias="g",
    live=Target.objects.all,
    joins=target_joins("en"),
    joins_in=target_joins,
    watched=(
        Watched("s", TargetSet, "its set", "set"),
        Watched("t", Term, "its entry of the plan", "plan_term"),
        Watched("f", Framework, "its plan", "plan_term__framework"),
    ),
    shows=(TargetGoal,),
    own="the target",
    columns=(
        integer("id", "Number of the target.", "g.id", example=2),
        code("slug", "Its name in addresses.", "g.slug", example="connect-2030-1-2"),
        code("set", "Code of the set.", "s.code", example="connect-2030"),
        code("code", "Code of the target in the set.", "g.code", example="1.2"),
        text("title", "Title.", "g.title", example="70% of individuals using the Internet"),
        text("measure", "What is measured.", "g.measure", example="Individuals who used the Internet"),
        text("unit", "Unit; empty if the target has no figures.", "g.unit", example="%"),
        text("area", "Area to which the target applies.", "g.area", example="World"),
        Column(
            "baseline_value", Type.NUMBER, "Value at the baseline.", "g.baseline_value::float8", null=True, example=48
        ),
        integer("baseline_year", "Year of the baseline.", "g.baseline_year", null=True, example=2017),
        code(
            "baseline_certainty",
            "How certain the baseline is: `proposed` if the editors chose it.",
            "CASE WHEN g.baseline_year IS NOT NULL THEN g.baseline_certainty END",
            values=tuple(Certainty.values),
            null=True,
            example="proposed",
        ),
        Column(
            "target_value",
            Type.NUMBER,
            "Value to be reached; null if the target sets no figure.",
            "g.target_value::float8",
            null=True,
            example=70,
        ),
        integer("target_year", "Year by which it is to be reached.", "g.target_year", null=True, example=2023),
        code(
            "plan_term",
            "The same target in the plan of the set, as framework:code.",
            "f.slug || ':' || t.code",
            null=True,
            example="sp-2020:1.2",
        ),
        text(
            "plan_term_title",
            "Its title in the plan, in the language of `lang` if there is one.",
            "t.title",
            local=lambda lang: term_named(lang).name,
            null=True,
            example="By 2023: 70% online",
        ),
        language_of(
            "plan_term_title_language",
            "this title",
            lambda lang: f"CASE WHEN t.id IS NOT NULL THEN {term_named(lang).language} END",
            null=True,
        ),
        address(
            "plan_term_uri",
            "Its lasting address.",
            f"CASE WHEN t.id IS NOT NULL THEN {term_uri_sql('t', 'f')} END",
            null=True,
            example="http://127.0.0.1:8000/id/term/sp-2020/1.2",
        ),
        codes(
            "goals",
            "Codes of related Goals, as proposed by the editors.",
            "ARRAY(SELECT o.code FROM roadmap_targetgoal x JOIN activities_term o ON o.id = x.term_id "
            "WHERE x.target_id = g.id ORDER BY o.position)",
            derived=True,
            example=["9", "17"],
        ),
        certainty("g.certainty"),
        change("g"),
    ),
)

TARGET_VALUES = Resource(
    name="roadmap/target-values",
    title="Figures on targets",
    description="Figures on the targets by area and year, each from one edition of one publication. Figures of two "
    "editions are not comparable.",
    model=TargetValue,
    alias="v",
    live=TargetValue.objects.all,
    joins="JOIN roadmap_target g ON g.id = v.target_id JOIN roadmap_targetset s ON s.id = g.set_id",
    watched=(Watched("g", Target, "its target", "target"), Watched("s", TargetSet, "its set", "target__set")),
    own="the figure",
    columns=(
        integer("id", "Number of the figure.", "v.id", example=30),
        code("target", "The target's name in addresses.", "g.slug", example="connect-2030-1-2"),
        text("target_title", "Title of the target.", "g.title", example="70% of individuals using the Internet"),
        code("set", "Code of the set.", "s.code", example="connect-2030"),
        text("area", "Area.", "v.area", example="World"),
        integer("year", "Year.", "v.year", example=2023),
        Column("value", Type.NUMBER, "The figure.", "v.value::float8", example=67),
        text("unit", "Unit.", "g.unit", example="%"),
        text("edition", "Edition of the publication.", "v.edition", example="Facts and Figures 2023"),
        text("remark", "Remark on the figure.", "v.remark", example=""),
        certainty("v.certainty"),
        change("v"),
    ),
)
