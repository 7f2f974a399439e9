"""All links of one activity, as those who keep them need them: with the Change that wrote each, withdrawn ones too."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from activities.certainty import OPEN
from activities.models import Certainty, Mapping, Term
from activities.models.framework import term_url
from activities.queries.matrix.grid import official_links

ORIGINS = dict(Mapping.Origin.choices)
#: Beyond so many Goals each needs a rationale; beyond so many, evidence, too (docs/product.md, "Counting honestly").
RATIONALE_BEYOND, EVIDENCE_BEYOND = 3, 8


@dataclass(frozen=True, slots=True)
class ActivityLink:
    """One mapping with its Term; `change` 0 where there is no row yet. `goal`: code of the Goal it is for, or ""."""

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
    certainty: str = Certainty.CONFIRMED
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
    def evidence(self) -> str:
        """The evidence where a browser may follow it: rows that SQL wrote could hold any scheme."""
        return self.evidence_url if self.evidence_url.lower().startswith(("http://", "https://")) else ""


@dataclass(frozen=True, slots=True)
class Hint:
    """What the rules of good mapping ask for and is not there yet; `links` are those that lack it, if any."""

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
    """Every link, withdrawn ones too, by framework and in official order. One query."""
    return [as_link(row) for row in rows().filter(activity=activity)]


def link_of(activity: int, term: Term) -> ActivityLink:
    """One link as it stands; where there is no row, a Link with `change` 0. One query; `term` with its framework."""
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


def hints(links: list[ActivityLink]) -> list[Hint]:
    """What still needs somebody, as the workspace asks it: links at all, confirmation, reasons for main purposes,
    agreement with the Matrix; and reasons for each Goal where an activity claims many. One query at most."""
    live = [link for link in links if link.live]
    if not live:
        return [Hint(_("It is linked to nothing yet, so it counts nowhere in the map."), ())]
    found = []
    if to_confirm := sum(link.certainty in OPEN for link in live):
        text = ngettext(
            "ITU has not confirmed %(count)s link. Confirm it if it is right.",
            "ITU has not confirmed %(count)s links. Confirm those that are right.",
            to_confirm,
        )
        found.append(Hint(text % {"count": to_confirm}, ()))
    if bare := tuple(link for link in live if link.strength == Mapping.Strength.MAIN_PURPOSE and not link.rationale):
        text = ngettext(
            "A main purpose should say why. This link has no rationale yet:",
            "A main purpose should say why. These links have no rationale yet:",
            len(bare),
        )
        found.append(Hint(text, bare))
    by_goal: dict[str, list[ActivityLink]] = defaultdict(list)
    for link in live:
        if link.goal:
            by_goal[link.goal].append(link)
    if odd := at_odds({link.code for link in live if link.kind == Term.Kind.ACTION_LINE}, by_goal):
        text = _(
            "The WSIS-SDG Matrix does not link the Goal of these links to any of the activity’s Action Lines. Add a "
            "missing Action Line, remove the link, or leave it if it is right:"
        )
        found.append(Hint(text, tuple(link for goal in odd for link in by_goal[goal])))
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
        # a Goal is explained by a reason at any of its links: its own or one of its targets'
        lacking = [goal[0] for goal in by_goal.values() if not any(getattr(link, field) for link in goal)]
        if len(by_goal) > most and lacking:
            found.append(Hint(text % {"count": len(by_goal), "most": most}, tuple(lacking)))
    return found


def at_odds(lines: set[str], goals: Iterable[str]) -> list[str]:
    """Those of the Goals that contradict the Matrix, as `queries.matrix.claims` defines it, for one activity with these
    Action Lines. One query, none without both."""
    if not lines or not goals:
        return []
    official = official_links()
    return [goal for goal in goals if not any((line, goal) in official for line in lines)]


@dataclass(frozen=True, slots=True)
class Taken:
    """What a merge does to one link of the survivor: `old` None for a link that it gets."""

    link: ActivityLink
    old: int | None
    new: int

    @property
    def raised(self) -> bool:
        return self.old is not None and self.new > self.old


def taken_over(gone: int, stays: int) -> tuple[list[Taken], list[ActivityLink]]:
    """What `merge_activities` would give to the survivor, and the links that it keeps as they are. Two queries."""
    held = {link.term: link for link in links_of_activity(stays) if link.live}
    given = {link.term: link for link in links_of_activity(gone) if link.live}
    taken = []
    for term, link in given.items():
        own = held.get(term)
        if own is None:
            taken.append(Taken(link, None, link.strength or 0))
        elif (link.strength or 0) > (own.strength or 0):
            taken.append(Taken(own, own.strength, link.strength or 0))
    raised = {one.link.term for one in taken}
    kept = [link for term, link in held.items() if term not in raised]
    return taken, kept
