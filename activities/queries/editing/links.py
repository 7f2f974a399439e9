"""All links of one activity for its editors: with the latest Change of each, including withdrawn ones."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeVar

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from activities.certainty import OPEN
from activities.models import Certainty, Mapping, Term
from activities.models.framework import term_url
from activities.queries.matrix.grid import official_links

ORIGINS = dict(Mapping.Origin.choices)
#: With more Goals than this, each needs a rationale; with more than this, also evidence (docs/product.md, "Counting
#: honestly").
RATIONALE_BEYOND, EVIDENCE_BEYOND = 3, 8


@dataclass(frozen=True, slots=True)
class ActivityLink:
    """One mapping with its Term; `change` is 0 if there is no row yet. `goal`: code of its Goal, or ""."""

    activity: int
    term: int
    framework: str
    framework_title: str
    kind: str
    code: str
    title: str
    goal: str
    strength: int | None = None
    rationale: str = ""
    evidence_url: str = ""
    certainty: str = Certainty.PROPOSED
    origin: str = ""
    withdrawn: bool = False
    change: int = 0
    at: datetime | None = None
    who: str = ""

    @property
    def href(self) -> str:
        return term_url(self.framework, self.kind, self.code)

    @property
    def origin_label(self) -> str:
        return str(ORIGINS.get(self.origin, ""))

    @property
    def to_confirm(self) -> bool:
        return bool(self.change) and self.certainty in OPEN

    @property
    def live(self) -> bool:
        return bool(self.change) and not self.withdrawn

    @property
    def reasoned(self) -> bool:
        return bool(self.rationale)

    @property
    def evidence(self) -> str:
        """The evidence if it is a web address: rows written by SQL may contain any scheme."""
        return self.evidence_url if self.evidence_url.lower().startswith(("http://", "https://")) else ""


@dataclass(frozen=True, slots=True)
class Hint:
    """A rule of good mapping that is not met yet; `links`: those concerned, if any."""

    text: str
    links: tuple[ActivityLink, ...]


COLUMNS = {
    "framework": F("term__framework__slug"),
    "framework_title": F("term__framework__title"),
    "kind": F("term__kind"),
    "code": F("term__code"),
    "title": F("term__title"),
    "goal": F("term__goal__code"),
    "at": F("change__at"),
    "actor": F("change__actor"),
    "by": F("change__by"),
}
PLAIN = ("strength", "rationale", "evidence_url", "certainty", "origin", "withdrawn")


def links_of_activity(activity: int) -> list[ActivityLink]:
    """Every link, including withdrawn ones, by framework and in official order. One query."""
    return [as_link(row) for row in rows().filter(activity=activity)]


def link_of(activity: int, term: Term) -> ActivityLink:
    """The current link; if there is no row, one with `change` 0. One query; `term` with its framework."""
    row = rows().filter(activity=activity, term=term).first()
    if row:
        return as_link(row)
    return ActivityLink(
        activity=activity,
        term=term.pk,
        framework=term.framework.slug,
        framework_title=term.framework.title,
        kind=term.kind,
        code=term.code,
        title=term.title,
        goal=term.goal.code if term.goal else "",
    )


def rows() -> QuerySet[Mapping, dict[str, Any]]:
    order = ("term__framework__position", "term__framework", "term__position", "term")
    named = {f"{name}_of_term" if name in ("goal", "title") else name: column for name, column in COLUMNS.items()}
    return Mapping.objects.order_by(*order).values("activity", "term", "change", *PLAIN, **named)


def as_link(row: dict[str, Any]) -> ActivityLink:
    fields = dict(row)
    actor, by = fields.pop("actor"), fields.pop("by")
    fields["title"], fields["goal"] = fields.pop("title_of_term"), fields.pop("goal_of_term") or ""
    who = "" if by is None else actor
    return ActivityLink(**fields, who=who)


def grouped(links: list[ActivityLink]) -> list[tuple[str, str, list[ActivityLink]]]:
    """(framework's code, its title, its links) of the live ones."""
    groups: dict[tuple[str, str], list[ActivityLink]] = defaultdict(list)
    for link in links:
        if link.live:
            groups[link.framework, link.framework_title].append(link)
    return [(code, title, found) for (code, title), found in groups.items()]


def hints(links: list[ActivityLink], answered: Collection[str] = ()) -> list[Hint]:
    """What is left to do, by the rules of the workspace: no links, links to confirm, main purposes without rationale,
    Goals not in the Matrix, and many Goals without rationale or evidence. `answered`: Goals of which someone has said
    why they are right. One query at most."""
    live = [link for link in links if link.live]
    if not live:
        return [Hint(_("It has no links yet, so it is not counted for any Goal or Action Line."), ())]
    found = []
    if to_confirm := sum(link.certainty in OPEN for link in live):
        text = ngettext(
            "ITU has not confirmed %(count)s link. Confirm it if it is correct.",
            "ITU has not confirmed %(count)s links. Confirm those that are correct.",
            to_confirm,
        )
        found.append(Hint(text % {"count": to_confirm}, ()))
    if bare := unreasoned(live):
        text = ngettext(
            "This link is a main purpose but has no rationale:",
            "These links are main purposes but have no rationale:",
            len(bare),
        )
        found.append(Hint(text, bare))
    by_goal: dict[str, list[ActivityLink]] = defaultdict(list)
    for link in live:
        if link.goal:
            by_goal[link.goal].append(link)
    if differing := differing_goals(links, answered):
        text = _(
            "The WSIS-SDG Matrix does not link the Goal of these links to any of the activity’s Action Lines. Add a "
            "missing Action Line, remove the link, or say below why it is right:"
        )
        found.append(Hint(text, tuple(link for goal in differing for link in by_goal[goal])))
    wanted = (
        (
            RATIONALE_BEYOND,
            "rationale",
            _("It is linked to %(count)s Goals. With more than %(most)s, each Goal needs a rationale:"),
        ),
        (
            EVIDENCE_BEYOND,
            "evidence_url",
            _("It is linked to %(count)s Goals. With more than %(most)s, each Goal needs evidence:"),
        ),
    )
    for most, field, text in wanted:
        # one link of the Goal or of its targets is enough
        lacking = [goal[0] for goal in by_goal.values() if not any(getattr(link, field) for link in goal)]
        if len(by_goal) > most and lacking:
            found.append(Hint(text % {"count": len(by_goal), "most": most}, tuple(lacking)))
    return found


class Purpose(Protocol):
    """What `unreasoned` reads of a link."""

    @property
    def kind(self) -> str: ...
    @property
    def goal(self) -> str: ...
    @property
    def strength(self) -> int | None: ...
    @property
    def reasoned(self) -> bool: ...


AnyLink = TypeVar("AnyLink", bound=Purpose)


def unreasoned(links: Iterable[AnyLink]) -> tuple[AnyLink, ...]:
    """The main purposes without a rationale among live links of one activity. A link to a Goal needs none if a link to
    one of its targets has one."""
    links = tuple(links)
    explained = {link.goal for link in links if link.kind == Term.Kind.TARGET and link.reasoned}
    return tuple(
        link
        for link in links
        if link.strength == Mapping.Strength.MAIN_PURPOSE
        and not link.reasoned
        and not (link.kind == Term.Kind.GOAL and link.goal in explained)
    )


def differing_goals(links: list[ActivityLink], answered: Collection[str] = ()) -> list[str]:
    """The Goals of the live links that differ from the Matrix and have no answer. One query at most."""
    live = [link for link in links if link.live]
    lines = {link.code for link in live if link.kind == Term.Kind.ACTION_LINE}
    goals = dict.fromkeys(link.goal for link in live if link.goal)
    return [goal for goal in not_in_matrix(lines, goals) if goal not in answered]


def not_in_matrix(lines: set[str], goals: Iterable[str]) -> list[str]:
    """The Goals that contradict the Matrix (see `queries.matrix.claims`) for one activity with these Action Lines. One
    query, none without Goals or Action Lines."""
    if not lines or not goals:
        return []
    official = official_links()
    return [goal for goal in goals if not any((line, goal) in official for line in lines)]
