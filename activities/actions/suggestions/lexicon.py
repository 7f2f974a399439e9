"""Add, edit, withdraw and restore entries of the lexicon, each in one Change. The next model learns from them."""

from collections.abc import Collection
from contextlib import suppress
from typing import Any

from django.utils.translation import gettext as _

from activities.actions.ledger import NothingChanged, Refused, record, refuse_if_stale
from activities.models import LexiconEntry, User
from activities.suggesting.lexicon import wording_key


class Taken(Refused):
    """Another entry already has this wording. `field` is the name of the form field with the wording."""

    def __init__(self, reason: str, field: str):
        super().__init__(reason)
        self.field = field


def add_entry(*, fields: dict[str, Any], reason: str = "", by: User | str) -> LexiconEntry:
    """Raises Taken when the phrase exists, in upper or lower case, even withdrawn, or when another entry has one of the
    wordings."""
    refuse_shared_wording(fields["phrase"], fields.get("synonyms", ()), None)
    with record(by, "lexicon.create", reason) as change:
        refuse_taken(fields["phrase"], None)
        return LexiconEntry.objects.create(**fields, change=change)


def edit_entry(
    *, entry: LexiconEntry, fields: dict[str, Any], seen: int, reason: str = "", by: User | str
) -> LexiconEntry:
    """Writes nothing if nothing changed. Raises Stale, and Taken like `add_entry`."""
    return _write(entry, fields, seen, "lexicon.edit", reason, by)


def withdraw_entry(*, entry: LexiconEntry, seen: int, reason: str = "", by: User | str) -> LexiconEntry:
    """The next model will not use the entry. Raises Stale."""
    return _write(entry, {"withdrawn": True}, seen, "lexicon.withdraw", reason, by)


def restore_entry(*, entry: LexiconEntry, seen: int, reason: str = "", by: User | str) -> LexiconEntry:
    """Raises Stale, and Taken when another entry now has one of its wordings."""
    return _write(entry, {"withdrawn": False}, seen, "lexicon.restore", reason, by)


def _write(
    entry: LexiconEntry, fields: dict[str, Any], seen: int, verb: str, reason: str, by: User | str
) -> LexiconEntry:
    row = entry
    if not fields.get("withdrawn", entry.withdrawn):
        refuse_shared_wording(fields.get("phrase", entry.phrase), fields.get("synonyms", entry.synonyms), entry.pk)
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
        message = _("“%(phrase)s” is already in the lexicon, but withdrawn. Restore it instead.")
        raise Taken(message % {"phrase": there.phrase}, "phrase")
    if there:
        raise Taken(_("“%(phrase)s” is already in the lexicon.") % {"phrase": there.phrase}, "phrase")


def refuse_shared_wording(phrase: str, synonyms: Collection[str], own: int | None) -> None:
    """Raise Taken if another entry has one of the wordings: only one of the two could be found in a text. Called before
    the ledger's lock is taken, because it is slow."""
    refuse_taken(phrase, own)
    others = LexiconEntry.objects.filter(withdrawn=False).exclude(pk=own or 0).values_list("phrase", "synonyms")
    in_use = {wording_key(words): other for other, more in others for words in (other, *more)}
    for words in (phrase, *synonyms):
        other = in_use.get(wording_key(words))
        if other and wording_key(words):
            message = _("“%(words)s” is already a wording of “%(phrase)s”. Remove it from one of the two entries.")
            raise Taken(message % {"words": words, "phrase": other}, "phrase" if words == phrase else "synonyms")
