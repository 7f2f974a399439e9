"""Enter words of the trade, alter them, take them back. Each act is one Change; the next model learns from them."""

from contextlib import suppress
from typing import Any

from django.utils.translation import gettext as _

from activities.actions.ledger import NothingChanged, Refused, record, refuse_if_stale
from activities.models import LexiconEntry, User


def add_entry(*, fields: dict[str, Any], reason: str = "", by: User | str) -> LexiconEntry:
    """Raises Refused when the phrase is there already, in whatever case, withdrawn or not."""
    with record(by, "lexicon.create", reason) as change:
        refuse_taken(fields["phrase"], None)
        return LexiconEntry.objects.create(**fields, change=change)


def edit_entry(
    *, entry: LexiconEntry, fields: dict[str, Any], seen: int, reason: str = "", by: User | str
) -> LexiconEntry:
    """Nothing is written when all stands so already. Raises Stale, and Refused when another entry has the phrase."""
    return _write(entry, fields, seen, "lexicon.edit", reason, by)


def withdraw_entry(*, entry: LexiconEntry, seen: int, reason: str = "", by: User | str) -> LexiconEntry:
    """Suggestions listen to it no more from the next model on. Raises Stale."""
    return _write(entry, {"withdrawn": True}, seen, "lexicon.withdraw", reason, by)


def restore_entry(*, entry: LexiconEntry, seen: int, reason: str = "", by: User | str) -> LexiconEntry:
    return _write(entry, {"withdrawn": False}, seen, "lexicon.restore", reason, by)


def _write(
    entry: LexiconEntry, fields: dict[str, Any], seen: int, verb: str, reason: str, by: User | str
) -> LexiconEntry:
    row = entry
    with suppress(NothingChanged), record(by, verb, reason) as change:
        row = LexiconEntry.objects.get(pk=entry.pk)
        if all(getattr(row, name) == value for name, value in fields.items()):
            raise NothingChanged
        refuse_if_stale(row, seen)
        if "phrase" in fields:
            refuse_taken(fields["phrase"], row.pk)
        for name, value in fields.items():
            setattr(row, name, value)
        row.change = change
        row.save(update_fields=[*fields, "change"])
    return row


def refuse_taken(phrase: str, own: int | None) -> None:
    others = LexiconEntry.objects.filter(phrase__iexact=phrase)
    there = (others if own is None else others.exclude(pk=own)).first()
    if there and there.withdrawn:
        raise Refused(_("“%(phrase)s” is in the lexicon, withdrawn. Restore it instead.") % {"phrase": there.phrase})
    if there:
        raise Refused(_("“%(phrase)s” is in the lexicon already.") % {"phrase": there.phrase})
