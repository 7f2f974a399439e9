"""Terms as pages show them: code, title in the reader's language, address, and figures from the summaries."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import get_language, ngettext_lazy

from activities.models import Term, TermText
from activities.models.framework import term_url

#: The Roadmap's emphasis among the Goals (Council Resolution 1332, Roadmap of ITU actions related to the SDGs).
EMPHASIS = {"9": "first", "17": "across"} | dict.fromkeys(("11", "10", "8", "1", "3", "4", "5"), "strong")
#: The names of kinds after a number.
KINDS = {
    Term.Kind.GOAL: ngettext_lazy("Goal", "Goals"),
    Term.Kind.TARGET: ngettext_lazy("target", "targets"),
    Term.Kind.INDICATOR: ngettext_lazy("indicator", "indicators"),
    Term.Kind.ACTION_LINE: ngettext_lazy("Action Line", "Action Lines"),
    Term.Kind.STRATEGIC_GOAL: ngettext_lazy("strategic goal", "strategic goals"),
    Term.Kind.STRATEGIC_TARGET: ngettext_lazy("strategic target", "strategic targets"),
    Term.Kind.OBJECTIVE: ngettext_lazy("objective", "objectives"),
    Term.Kind.OUTCOME: ngettext_lazy("outcome", "outcomes"),
    Term.Kind.OUTPUT: ngettext_lazy("output", "outputs"),
    Term.Kind.ENABLER: ngettext_lazy("enabler", "enablers"),
    Term.Kind.ENTRY: ngettext_lazy("entry", "entries"),
}


def vary(strengths: Sequence[int]) -> bool:
    """Whether two strengths at least have a tenth of the links each. `strengths` counts links by strength."""
    return sum(number > 0 and number * 10 >= sum(strengths) for number in strengths) > 1


@dataclass(frozen=True, slots=True)
class TermCount:
    """A Term and its summary. `strengths` counts activities by strongest link: related, contributes, main purpose.

    `fractional` counts each activity as 1 in total, divided equally among its Terms of the same kind.
    """

    kind: str
    code: str
    title: str
    href: str
    activities: int = 0
    fractional: float = 0.0
    strengths: tuple[int, int, int] = (0, 0, 0)
    itu: int = 0
    stakeholders: int = 0
    reached: int = 0

    @property
    def strengths_vary(self) -> bool:
        """Whether a picture of the strengths says anything."""
        return vary(self.strengths)

    @property
    def emphasis(self) -> str:
        """The Roadmap's emphasis on a Goal: "first", "across", "strong" or ""."""
        return EMPHASIS.get(self.code, "") if self.kind == Term.Kind.GOAL else ""


def localised(rows: QuerySet[Any], term: str = "") -> QuerySet[Any, Any]:
    """The Terms with `local_title`: the short name in the reader's language if there is one, else our label. Rows that
    have a Term get that of theirs: `term` is the name of its column."""
    title, number = (f"{term}__title", term) if term else ("title", "pk")
    language = get_language() or "en"
    if language == "en":
        return rows.annotate(local_title=F(title))
    short = TermText.objects.filter(term=OuterRef(number), language=language).values("title")[:1]
    there = NullIf(Subquery(short), Value(""))
    return rows.annotate(local_title=Coalesce(there, F(title), output_field=TextField()))


def term_count(term: Term) -> TermCount:
    """The TermCount of a Term read with its framework and summary, if possible localised. Zeros without a summary."""
    summary = getattr(term, "summary", None)
    title = getattr(term, "local_title", term.title)
    named = (term.kind, term.code, title, term_url(term.framework.slug, term.kind, term.code))
    if summary is None:
        return TermCount(*named)
    return TermCount(
        *named,
        activities=summary.activities,
        fractional=summary.fractional,
        strengths=(summary.strength_1, summary.strength_2, summary.strength_3),
        itu=summary.itu,
        stakeholders=summary.stakeholders,
        reached=summary.reached,
    )


def term_counts(terms: QuerySet[Term]) -> tuple[TermCount, ...]:
    """The Terms in official order with their summaries. One query."""
    rows = localised(terms).select_related("summary", "framework").order_by("kind", "position")
    return tuple(term_count(term) for term in rows)


def kind_in_words(kind: str, number: int) -> str:
    """The name of a kind after a number: target, targets."""
    return KINDS[Term.Kind(kind)] % number
