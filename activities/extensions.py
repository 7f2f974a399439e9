"""Where another app adds to the map's pages. It registers from its `AppConfig.ready`; the map never imports it.

Each place is a `Point`. To add one, write a line here, with a comment that says what is registered, and read it in the
page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.utils.functional import Promise

if TYPE_CHECKING:
    from activities.models import Country, Term, User

Entry = TypeVar("Entry")


class Point(Generic[Entry]):
    """What has been registered for one place, in the order of registration."""

    def __init__(self) -> None:
        self.entries: tuple[Entry, ...] = ()

    def register(self, entry: Entry) -> None:
        """ValueError if the same entry is registered already."""
        if entry in self.entries:
            raise ValueError(f"{entry} is registered already.")
        self.entries += (entry,)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """An entry of the main menu. `routes` are the names of its pages; the entry links to the first."""

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
class WorkspaceGroup:
    """What a user has to do, with the page where it is done.

    `short` explains the group in one sentence. `count` is how many are left, out of `of`; 0 for `of` shows no share.
    """

    title: str | Promise
    short: str | Promise
    count: int
    href: str
    of: int = 0


#: Entries of the main menu, shown before "About".
MENU: Point[MenuEntry] = Point()
#: Functions called with the Goal, target, Action Line or country whose page is shown. Each returns the Block to add at
#: the end of the page, or None. Its queries are part of the page: the page can show the past, so they read only tables
#: that have a history.
PROFILE_BLOCKS: Point[Callable[[Term | Country], Block | None]] = Point()
#: Functions called with the user of the workspace and the chosen Sector ("" for all of the user's). Each returns the
#: group to show after those of the map, or None if it does not concern the user.
WORKSPACE_GROUPS: Point[Callable[[User, str], WorkspaceGroup | None]] = Point()


def blocks_for(subject: Term | Country) -> list[Block]:
    """The registered blocks of the page of a Goal, a target, an Action Line or a country."""
    return [block for provide in PROFILE_BLOCKS if (block := provide(subject))]


def workspace_groups_for(user: User, sector: str) -> list[WorkspaceGroup]:
    """The registered groups of a user's workspace."""
    return [group for provide in WORKSPACE_GROUPS if (group := provide(user, sector))]
