"""Points where another app adds to the map's pages. It registers in its `AppConfig.ready`; the map never imports it.

Each place is a `Point`. To add one, write a line here with a comment on what can be registered, and read the point in
the page.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.utils.functional import Promise

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from activities.models import Country, Term, User
    from activities.queries.facts.resource import Resource

Entry = TypeVar("Entry")


class Point(Generic[Entry]):
    """The entries registered for one place, in the order of registration."""

    def __init__(self) -> None:
        self.entries: tuple[Entry, ...] = ()

    def register(self, entry: Entry) -> None:
        """Add an entry. Raises ValueError if it is already registered."""
        if entry in self.entries:
            raise ValueError(f"{entry} is registered already.")
        self.entries += (entry,)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """An entry of the main menu. `routes` are the route names of its pages; the entry links to the first."""

    label: str | Promise
    routes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A section of a page. `key` is its anchor, unique on the page; `template` is rendered with `content` alone."""

    key: str
    title: str | Promise
    template: str
    content: Any


@dataclass(frozen=True, slots=True)
class IndicatorFigure:
    """The latest figure of an SDG indicator for the world.

    `code` is the indicator's, `value` the figure with its unit ("93%"), `what` the series that it belongs to. `others`:
    whether the indicator has more series with figures for the world.
    """

    code: str
    value: str
    what: str
    year: int
    certainty: str
    others: bool = False


@dataclass(frozen=True, slots=True)
class WorkspaceGroup:
    """A kind of work that a user has to do, with the page for it.

    `short` explains the group in one sentence. `count` are left, out of `of`; no share is shown if `of` is 0. `all` is
    the sentence if all of them are left ("All 341 are due for confirmation."). `step` is the next thing to do, at
    `step_href`.
    """

    title: str | Promise
    short: str | Promise
    count: int
    href: str
    of: int = 0
    all: str = ""
    step: str | Promise = ""
    step_href: str = ""

    @property
    def has_all(self) -> bool:
        """Whether all of several are left, and there is a sentence for that."""
        return bool(self.all) and self.count == self.of > 1


@dataclass(frozen=True, slots=True)
class PersonalPart:
    """One kind of data about a person: `name` in the file, `title` on the page. `columns` are lookups of `rows`, with
    what the page calls each."""

    name: str
    title: str | Promise
    rows: QuerySet
    columns: Mapping[str, str | Promise]


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One result of a search. `code` precedes `title`; `kind` says what it is, as in "target with 51 activities".

    Matches in `title` and `text` may be between \\x02 and \\x03; otherwise the page finds them. `why` says why it is a
    result, where that cannot be seen. `exact`: the words are its whole name or code, so the page offers to go to it.
    """

    href: str
    title: str | Promise
    code: str = ""
    kind: str | Promise = ""
    text: str = ""
    why: str | Promise = ""
    exact: bool = False


@dataclass(frozen=True, slots=True)
class SearchHits:
    """Up to as many hits as were wanted, the best first, out of `total`; `counted` says that in words ("5 documents").

    `all_href` is a page of all of them, if there is one; the search page shows them itself otherwise.
    """

    hits: tuple[SearchHit, ...] = ()
    total: int = 0
    counted: str = ""
    all_href: str = ""


@dataclass(frozen=True, slots=True)
class SearchGroup:
    """A group of results, `find(words, most)`. Groups with the same `key` are shown as one, titled as the first."""

    key: str
    title: str | Promise
    find: Callable[[str, int], SearchHits]


@dataclass(frozen=True, slots=True)
class LetterKind:
    """A kind of e-mail of the outbox. `name` says to coordinators what it is about; `write` makes the letter from the
    context and the receiver, as those in `actions.outbox.letters` do.

    Its receivers can refuse it, and get it once a day with others. `because` says where else they learn of it.
    """

    kind: str
    name: str | Promise
    write: Callable[[dict[str, Any], Any], Any]
    because: str


#: Entries of the main menu, the last ones.
MENU: Point[MenuEntry] = Point()
#: Functions called with the Goal, target, Action Line or country whose page is shown. Each returns the Block to add at
#: the end of the page (of the tab "About" of a Goal or an Action Line), or None. These pages can show the past, so
#: the functions may only read tables that have a history.
PROFILE_BLOCKS: Point[Callable[[Term | Country], Block | None]] = Point()
#: Groups of the search page, shown after the map's own and before its pages. The page can show the past, so `find` may
#: only read tables that have a history.
SEARCH_GROUPS: Point[SearchGroup] = Point()
#: Functions that return paths of pages for the sitemap.
SITEMAP: Point[Callable[[], Iterable[str]]] = Point()
#: Functions called with the codes of the SDG indicators that a page names. Each returns the latest figures for the
#: world, one for each indicator at most. The pages can show the past.
INDICATOR_FIGURES: Point[Callable[[Collection[str]], Iterable[IndicatorFigure]]] = Point()
#: Functions called with the user of the workspace and the chosen Sector ("" for all of the user's). Each returns the
#: group to show before those of the map, or None if it does not concern the user.
WORKSPACE_GROUPS: Point[Callable[[User, str], WorkspaceGroup | None]] = Point()
#: Functions that return the numbers of activities whose owners are asked about them in another way, as a queryset of
#: one column. The yearly reminder leaves these out.
ASKED_ELSEWHERE: Point[Callable[[], QuerySet]] = Point()
#: Functions called with a person who opens their own submissions. Each returns the Block to show above the list, or
#: None.
SUBMISSION_BLOCKS: Point[Callable[[User], Block | None]] = Point()
#: Resources of the API, for the feed of changes, the snapshots, the index and the reference.
RESOURCES: Point[Resource] = Point()
#: Functions called with the number of a Change. Each returns whether something that was published, such as a report or
#: a snapshot, cites the map as it was after that Change. Such a version is prepared for any visitor.
CITATIONS: Point[Callable[[int], bool]] = Point()
#: Functions called with a person. Each returns the parts of what is stored about them that another app has, for "My
#: data".
PERSONAL_DATA: Point[Callable[[User], Iterable[PersonalPart]]] = Point()
#: Functions called with a person whose account is being deleted, in the same transaction: each takes the person out of
#: the rows of another app.
PERSON_DELETED: Point[Callable[[User], None]] = Point()
#: Kinds of e-mails that another app puts into the outbox.
LETTERS: Point[LetterKind] = Point()

#: Verbs of the ledger in words, for lists of Changes: {verb: label}.
VERBS: Point[Mapping[str, str | Promise]] = Point()


def blocks_for(subject: Term | Country) -> list[Block]:
    """The registered blocks of the page of a Goal, a target, an Action Line or a country."""
    return [block for provide in PROFILE_BLOCKS if (block := provide(subject))]


def indicator_figures_for(codes: Collection[str]) -> dict[str, IndicatorFigure]:
    """The registered figures of the indicators by code. No query without indicators."""
    if not codes:
        return {}
    return {figure.code: figure for provide in INDICATOR_FIGURES for figure in provide(codes)}


def submission_blocks_for(user: User) -> list[Block]:
    """The registered blocks above a person's submissions."""
    return [block for provide in SUBMISSION_BLOCKS if (block := provide(user))]


def workspace_groups_for(user: User, sector: str) -> list[WorkspaceGroup]:
    """The registered groups of a user's workspace."""
    return [group for provide in WORKSPACE_GROUPS if (group := provide(user, sector))]


def is_cited(number: int) -> bool:
    """Whether something that was published cites the map as it was after this Change."""
    return any(cites(number) for cites in CITATIONS)


def letter_kind(kind: str) -> LetterKind | None:
    """The registered kind of e-mail of this name."""
    return next((one for one in LETTERS if one.kind == kind), None)
