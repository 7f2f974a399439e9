"""What an activity contributes to, as its page shows it: by framework, and within the SDGs by Goal."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from activities.models import Mapping, Term
from activities.models.framework import term_url
from activities.queries.activity.reasons import Reason, official_reasons
from activities.queries.editing.answers import Answer, answers_of
from activities.queries.vocabulary import Option, Vocabulary
from activities.validators import has_sign_in

ORIGINS = dict(Mapping.Origin.choices)


@dataclass(frozen=True, slots=True)
class Contribution:
    """One mapping. `why` says where the reason is from: "own", "official", "below" (its targets give it) or "none"."""

    id: int
    kind: str
    code: str
    title: str
    href: str
    strength: int
    rationale: str
    evidence_url: str
    origin: str
    certainty: str
    reasons: list[Reason]
    why: str
    #: id of the Term; 0 if the vocabulary does not have it yet
    term: int


@dataclass(frozen=True, slots=True)
class Part:
    """A Goal with the activity's mappings to it and to its targets. `own` is None if there are only links to targets.

    `answer`: why the Goal is right although the Matrix does not link it to the activity's Action Lines. In other
    frameworks there is one Part, without a Goal, for all mappings.
    """

    goal: Option | None
    own: Contribution | None
    rows: list[Contribution]
    answer: str = ""


@dataclass(frozen=True, slots=True)
class FrameworkPart:
    slug: str
    title: str
    number: int
    parts: list[Part]

    @property
    def links(self) -> list[Contribution]:
        return [link for part in self.parts for link in (part.own, *part.rows) if link]

    @property
    def explained(self) -> bool:
        """Whether a reason is given for any of its links."""
        return any(link.why in ("own", "official") for link in self.links)

    @property
    def unexplained(self) -> int:
        """The number of its links without a reason, of their own or of their targets."""
        return sum(link.why == "none" for link in self.links)


def contributions(
    mappings: list[dict[str, Any]], known: Vocabulary, titles: dict[str, str], activity: int = 0
) -> list[FrameworkPart]:
    """Live mappings of `queries.activity.listing.one` by framework. `titles` has the frameworks in their order. With
    the number of the `activity`, also its answers to differences from the Matrix."""
    terms = [(mapping, option_of(mapping, known)) for mapping in mappings]
    lines = [option.id for mapping, option in terms if option and mapping["kind"] == Term.Kind.ACTION_LINE]
    goals = [option.id for _mapping, option in terms if option and option.goal]
    reasons = official_reasons(lines, goals)
    answers = answers_of(activity) if activity and lines and goals else {}
    made = []
    for slug, title in titles.items():
        held = [(mapping, option) for mapping, option in terms if mapping["framework"] == slug]
        if held:
            made.append(FrameworkPart(slug, title, len(held), by_goal(held, known, reasons, answers)))
    return made


def by_goal(
    held: list[tuple[dict, Option | None]],
    known: Vocabulary,
    reasons: dict[int, list[Reason]],
    answers: dict[str, Answer],
) -> list[Part]:
    """A Part for each Goal in official order, then one for mappings without a Goal."""
    parts = []
    goals = sorted({option.goal for _mapping, option in held if option and option.goal}, key=int)
    for goal in goals:
        of_goal = [(m, o) for m, o in held if o and o.goal == goal]
        rows = [contribution(m, o, reasons) for m, o in of_goal if m["kind"] != Term.Kind.GOAL]
        explained = any(row.why in ("own", "official") for row in rows)
        own = [contribution(m, o, reasons, explained) for m, o in of_goal if m["kind"] == Term.Kind.GOAL]
        differs = goal in answers and not any(link.reasons for link in (*rows, *own))
        answer = answers[goal].reason if differs else ""
        parts.append(Part(known.facets["goal"][goal], own[0] if own else None, rows, answer))
    rest = [contribution(m, o, reasons) for m, o in held if not (o and o.goal)]
    return [*parts, *([Part(None, None, rest)] if rest else [])]


def contribution(
    mapping: dict[str, Any], option: Option | None, reasons: dict[int, list[Reason]], explained: bool = False
) -> Contribution:
    official = reasons.get(option.id, []) if option else []
    if mapping["rationale"]:
        why = "own"
    elif official:
        why = "official"
    else:
        why = "below" if explained else "none"
    return Contribution(
        id=mapping["id"],
        kind=mapping["kind"],
        code=mapping["code"],
        title=mapping["title"],
        href=term_url(mapping["framework"], mapping["kind"], mapping["code"]),
        strength=mapping["strength"],
        rationale=mapping["rationale"],
        evidence_url=web_address(mapping["evidence_url"]),
        origin=str(ORIGINS[mapping["origin"]]),
        certainty=mapping["certainty"],
        reasons=official,
        why=why,
        term=option.id if option else 0,
    )


def option_of(mapping: dict[str, Any], known: Vocabulary) -> Option | None:
    """The Term in the vocabulary, or None if it was added later."""
    kind, code = mapping["kind"], mapping["code"]
    if kind in known.facets:
        return known.facets[kind].get(code)
    return known.facets["plan"].get(f"{mapping['framework']}:{code}")


def web_address(url: str) -> str:
    """The address if it is safe as a link, else "". Rows written with SQL can contain any text."""
    try:
        return url if urlsplit(url).scheme in ("http", "https") and not has_sign_in(url) else ""
    except ValueError:
        return ""


def in_words(parts: list[FrameworkPart]) -> str:
    """The page's description for search engines: "Contributes to Goals 4, 9 and Action Lines C2, C5"."""
    goals = [part.goal.value for framework in parts for part in framework.parts if part.goal]
    lines = [
        row.code for framework in parts for part in framework.parts for row in part.rows if row.kind == "action_line"
    ]
    phrases = []
    if goals:
        phrases.append(_("Sustainable Development Goals %(codes)s") % {"codes": ", ".join(goals)})
    if lines:
        phrases.append(_("WSIS Action Lines %(codes)s") % {"codes": ", ".join(lines)})
    return "; ".join(phrases)
