"""What a merge keeps: the facts of both activities, and the links of both.

Empty fields are filled from the duplicate, lists are united, and of two different values the one of the remaining
activity is proposed. The editor sees both and can choose otherwise.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from activities.models import Activity, Certainty, Mapping, Region
from activities.queries.editing.links import ActivityLink, links_of_activity

#: Fields that an editor may change. `organisation_id` is an id; arrays are lists of codes.
FIELDS = (
    "title description kind status organisation_id partners start_year end_year countries regions url "
    "description_certainty language original_title original_description"
).split()
#: The original text goes with the activity: a merge keeps the one of the activity that remains.
OF_ORIGINAL = ("language", "original_title", "original_description")
#: Fields that a merge compares.
MERGED = [name for name in FIELDS if name not in OF_ORIGINAL]
#: Lists that are united.
UNITED = ("partners", "countries", "regions")
#: Empty means something: the activity continues. So it is not filled.
MEANT_EMPTY = ("end_year",)
#: Texts of a link of which both can be kept, and the most characters of them together.
LINK_TEXTS = ("rationale", "evidence_url")
LONGEST_RATIONALE = 5000


def values_of(row: Activity) -> dict[str, Any]:
    return {name: getattr(row, name) for name in FIELDS}


def blank(value: Any) -> bool:
    return value in ("", None, [])


def united(name: str, stays: Iterable[str], gone: Iterable[str]) -> list[str]:
    """Both lists as one, without repetition: countries by code, regions in their order, partners as they were."""
    both = list(dict.fromkeys([*stays, *gone]))
    if name == "countries":
        return sorted(both)
    return sorted(both, key=Region.values.index) if name == "regions" else both


def fills(name: str, stays: dict[str, Any], gone: dict[str, Any]) -> bool:
    """Whether the duplicate's value fills an empty field. How certain a description is goes with the description."""
    if name == "description_certainty":
        return fills("description", stays, gone)
    return name not in MEANT_EMPTY and blank(stays[name]) and not blank(gone[name])


def merged_values(stays: dict[str, Any], gone: dict[str, Any]) -> dict[str, Any]:
    """The values of MERGED in the remaining activity that the merge proposes."""
    values = {name: gone[name] if fills(name, stays, gone) else stays[name] for name in MERGED}
    if stays["description"].strip() == gone["description"].strip():
        values["description_certainty"] = Certainty.surest(*(one["description_certainty"] for one in (stays, gone)))
    return values | {name: united(name, stays[name], gone[name]) for name in UNITED if stays[name] and gone[name]}


def merged_link(own: Mapping, other: Mapping) -> dict[str, Any]:
    """The values of a link that both have. The higher strength wins, and with it its certainty; both rationales are
    kept; empty evidence is filled."""
    if own.strength == other.strength:
        certainty: str = Certainty.surest(own.certainty, other.certainty)
    else:
        certainty = max(own, other, key=lambda link: link.strength).certainty
    return {
        "strength": max(own.strength, other.strength),
        "rationale": both_texts(own.rationale, other.rationale) or own.rationale,
        "evidence_url": own.evidence_url or other.evidence_url,
        "certainty": certainty,
    }


def both_texts(one: str, other: str) -> str:
    """Both rationales in paragraphs of their own, or the one that contains the other; "" if that is too long."""
    one, other = one.strip(), other.strip()
    if other in one:
        return one
    if one in other:
        return other
    both = f"{one}\n\n{other}"
    return both if len(both) <= LONGEST_RATIONALE else ""


@dataclass(frozen=True, slots=True)
class Taken:
    """The effect of a merge on one link of the remaining activity. `old` is None for a new link."""

    link: ActivityLink
    old: int | None
    new: int

    @property
    def raised(self) -> bool:
        return self.old is not None and self.new > self.old


@dataclass(frozen=True, slots=True)
class LinkText:
    """A rationale or evidence that both activities have for one Term, with different words. `both` is empty where the
    two cannot be kept together."""

    link: ActivityLink
    field: str
    stays: str
    gone: str
    both: str

    @property
    def name(self) -> str:
        return f"link-{self.link.term}-{self.field}"


@dataclass(frozen=True, slots=True)
class MergedLinks:
    """`taken`: links that the merge adds or raises; `kept`: the other links of the remaining activity; `texts`: where
    both have a rationale or evidence."""

    taken: list[Taken]
    kept: list[ActivityLink]
    texts: list[LinkText]


def merged_links(gone: int, stays: int) -> MergedLinks:
    """The effect of a merge on the links. Two queries."""
    held = {link.term: link for link in links_of_activity(stays) if link.live}
    given = {link.term: link for link in links_of_activity(gone) if link.live}
    taken, texts = [], []
    for term, link in given.items():
        own = held.get(term)
        if own is None:
            taken.append(Taken(link, None, link.strength or 0))
            continue
        if (link.strength or 0) > (own.strength or 0):
            taken.append(Taken(own, own.strength, link.strength or 0))
        for field in LINK_TEXTS:
            one, other = getattr(own, field).strip(), getattr(link, field).strip()
            if one and other and one != other:
                texts.append(LinkText(own, field, one, other, both_texts(one, other) if field == "rationale" else ""))
    raised = {one.link.term for one in taken}
    return MergedLinks(taken, [link for term, link in held.items() if term not in raised], texts)
