"""Notes on an activity, and the people who can be mentioned. For staff pages only."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from activities import rules
from activities.models import Note, User

#: The activity and all entries merged into it, directly or through other merges.
ENTRIES = """WITH RECURSIVE entry AS (
    SELECT %s::bigint AS id UNION SELECT a.id FROM activities_activity a JOIN entry ON a.merged_into_id = entry.id
) SELECT id FROM entry"""


@dataclass(frozen=True, slots=True)
class NoteLine:
    """One note. `text` is empty if the note is withdrawn."""

    pk: int
    author: str
    author_id: int
    at: datetime
    text: str
    mentioned: tuple[str, ...]
    withdrawn: bool


def notes_of(activity: int) -> list[NoteLine]:
    """Notes on the activity, oldest first. One query."""
    rows = (
        shown_notes(activity)
        .order_by("written_at", "id")
        .annotate(names=ArrayAgg("mentions__name"), addresses=ArrayAgg("mentions__email"))
        .values_list(
            "id", "author_id", "author__name", "author__email", "written_at", "text", "withdrawn", "names", "addresses"
        )
    )
    return [
        NoteLine(
            pk,
            name or email,
            author,
            at,
            "" if withdrawn else text,
            tuple(sorted({n or e for n, e in zip(names, addresses, strict=True) if n or e})),
            withdrawn,
        )
        for pk, author, name, email, at, text, withdrawn, names, addresses in rows
    ]


def shown_notes(activity: int) -> QuerySet[Note]:
    """The notes shown for an activity: its own, and those of entries merged into it."""
    return Note.objects.filter(activity__in=RawSQL(ENTRIES, [activity]))  # noqa: S611 - the number is a parameter


def staff() -> list[User]:
    """People who can read notes and be mentioned, by name. One query."""
    roles = [rules.FOCAL_POINT, rules.COORDINATOR, rules.ADMINISTRATOR]
    found = User.objects.filter(Q(groups__name__in=roles) | Q(is_superuser=True), is_active=True).distinct()
    return sorted(found, key=lambda user: str(user).casefold())


def mentioned_in(text: str, people: list[User]) -> list[User]:
    """People whose name follows an @ in the text. The longest matching name wins: "@Ana Maria" does not mention Ana. If
    two people have the same name, both are mentioned."""
    found: list[User] = []
    for person in sorted(people, key=lambda user: -len(str(user))):
        name = re.compile(rf"@{re.escape(str(person))}(?!\w)", re.IGNORECASE)
        if name.search(text):
            namesakes = [other for other in people if str(other).casefold() == str(person).casefold()]
            found += [other for other in namesakes if other not in found]
            text = name.sub("", text)
    return found
