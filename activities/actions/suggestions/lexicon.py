"""Enter words of the trade, alter them, take them back. Each act is one Change; the next model learns from them."""

from collections.abc import Collection
from contextlib import suppress
from typing import Any

from django.utils.translation import gettext as _

from activities.actions.ledger import NothingChanged, Refused, record, refuse_if_stale
from activities.models import LexiconEntry, User
from activities.suggesting.lexicon import heard_as


class Taken(Refused):
    """Another entry has these words. `field` names the one that holds them."""

    def __init__(self, reason: str, field: str):
        super().__init__(reason)
        self.field = field


def add_entry(*, fields: dict[str, Any], reason: str = "", by: User | str) -> LexiconEntry:
    """Raises Taken when the phrase is there already, in whatever case, withdrawn or not, or when another entry listens
    to one of the wordings."""
    refuse_heard(fields["phrase"], fields.get("synonyms", ()), None)
    with record(by, "lexicon.create", reason) as change:
        refuse_taken(fields["phrase"], None)
        return LexiconEntry.objects.create(**fields, change=change)


def edit_entry(
    *, entry: LexiconEntry, fields: dict[str, Any], seen: int, reason: str = "", by: User | str
) -> LexiconEntry:
    """Nothing is written when all stands so already. Raises Stale, and Taken as `add_entry`."""
    return _write(entry, fields, seen, "lexicon.edit", reason, by)


def withdraw_entry(*, entry: LexiconEntry, seen: int, reason: str = "", by: User | str) -> LexiconEntry:
    """Suggestions listen to it no more from the next model on. Raises Stale."""
    return _write(entry, {"withdrawn": True}, seen, "lexicon.withdraw", reason, by)


def restore_entry(*, entry: LexiconEntry, seen: int, reason: str = "", by: User | str) -> LexiconEntry:
    """Raises Stale, and Taken when another entry listens to its words by now."""
    return _write(entry, {"withdrawn": False}, seen, "lexicon.restore", reason, by)


def _write(
    entry: LexiconEntry, fields: dict[str, Any], seen: int, verb: str, reason: str, by: User | str
) -> LexiconEntry:
    row = entry
    if not fields.get("withdrawn", entry.withdrawn):
        refuse_heard(fields.get("phrase", entry.phrase), fields.get("synonyms", entry.synonyms), entry.pk)
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
        told = _("“%(phrase)s” is in the lexicon, withdrawn. Restore it instead.")
        raise Taken(told % {"phrase": there.phrase}, "phrase")
    if there:
        raise Taken(_("“%(phrase)s” is in the lexicon already.") % {"phrase": there.phrase}, "phrase")


def refuse_heard(phrase: str, synonyms: Collection[str], own: int | None) -> None:
    """One wording speaks for one entry: of two, the other would never be heard. Asked before the ledger's turn, which
    it would hold for too long."""
    refuse_taken(phrase, own)
    others = LexiconEntry.objects.filter(withdrawn=False).exclude(pk=own or 0).values_list("phrase", "synonyms")
    heard = {heard_as(words): other for other, more in others for words in (other, *more)}
    for words in (phrase, *synonyms):
        other = heard.get(heard_as(words))
        if other and heard_as(words):
            told = _("“%(words)s” is heard as a wording of “%(phrase)s” already. Take it out of one of the two.")
            raise Taken(told % {"words": words, "phrase": other}, "phrase" if words == phrase else "synonyms")
