"""The latest Changes that a person made to links by hand and can undo in the grid, as the ledger has them."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta

from django.apps import apps
from django.db import connection
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import ngettext

from activities.models import Change, User

MappingEvent = apps.get_model("activities", "MappingEvent")

#: What people do to links by hand, one at a time or in a range of cells.
VERBS = ("mapping.set", "mapping.withdraw", "mapping.confirm", "mapping.cells")
REVERT = "change.revert"
#: For how long a Change can be undone in the grid, and how many can be. Older ones can be reverted from the history.
OFFERED_FOR = timedelta(days=1)
MOST = 20
#: The verb of the Change at which a chain of reverts began.
FIRST = """
  WITH RECURSIVE chain AS (
    SELECT id, verb, reverts_id FROM activities_change WHERE id = %s
    UNION ALL
    SELECT c.id, c.verb, c.reverts_id FROM activities_change c JOIN chain ON c.id = chain.reverts_id)
  SELECT verb FROM chain WHERE reverts_id IS NULL"""


@dataclass(frozen=True, slots=True)
class Undoable:
    """A Change that applies, and what it changed: `code` and `title` of its link, or `links`, their number."""

    change: int
    code: str
    title: str
    links: int

    @property
    def words(self) -> str:
        if self.links == 1:
            return f"{self.code} · {self.title}"
        return ngettext("%(count)s link", "%(count)s links", self.links) % {"count": self.links}


def undoable(user: User) -> list[Undoable]:
    """The Changes of VERBS that `user` made and that still apply, the latest last. If a Change was undone and then
    restored, the list has the revert that restored it. Two queries, one when there are none."""
    reverted = Change.objects.filter(reverts=OuterRef("pk"))
    recent = Change.objects.filter(by=user, verb__in=(*VERBS, REVERT), at__gt=timezone.now() - OFFERED_FOR)
    rows = recent.annotate(gone=Exists(reverted)).order_by("id").values_list("id", "verb", "reverts_id", "gone")
    applies: dict[int, bool] = {}  # of each Change of VERBS and its chain of reverts: does it apply what was done?
    offered = []
    for number, verb, reverts, gone in rows:
        if verb == REVERT and reverts not in applies:
            continue  # it reverts something else, or what others did
        applies[number] = verb != REVERT or not applies[reverts]
        if applies[number] and not gone:
            offered.append(number)
    return named(offered[-MOST:])


def is_by_hand(change: Change) -> bool:
    """Whether it is one of VERBS, or a revert of one, of any depth. One query for a revert, else none."""
    if not change.reverts_id:
        return change.verb in VERBS
    with connection.cursor() as cursor:
        cursor.execute(FIRST, [change.reverts_id])
        return cursor.fetchone()[0] in VERBS


def named(numbers: list[int]) -> list[Undoable]:
    """The Changes with what they changed, in this order. One query, none without numbers."""
    links: dict[int, dict[int, tuple[str, str]]] = defaultdict(dict)
    if numbers:
        events = MappingEvent.objects.filter(change_id__in=numbers)
        for change, row, code, title in events.values_list("change_id", "pgh_obj_id", "term__code", "activity__title"):
            links[change][row] = code, title
    wrote = ((number, list(links[number].values())) for number in numbers if links[number])
    return [Undoable(number, *found[0], len(found)) for number, found in wrote]
