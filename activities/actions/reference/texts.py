"""Imports official sentences of the SDGs that `read_sdg_texts` has read."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from activities.actions.ledger import record
from activities.exchange.sdg_texts import SdgText, SdgTexts
from activities.models import Certainty, Change, Framework, Term, TermText, User

FRAMEWORK = "sdg"
BATCH = 2000


class NoSdgTerms(Exception):
    """There are no SDG Terms yet to add sentences to."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Numbers of texts that an import changed or would change. `by` counts (kind, language, one of the first three).

    `unknown` are codes without a Term, `indicators` those of Terms created for new indicators, `change` the number of
    the Change, None if there were no differences.
    """

    new: int
    changed: int
    unchanged: int
    unknown: tuple[str, ...]
    indicators: tuple[str, ...] = ()
    by: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    change: int | None = None


@dataclass(slots=True)
class Difference:
    """Differences between the texts and the tables. `created` and `changed` are unsaved instances without a Change."""

    terms: list[Term] = field(default_factory=list)
    addressed: list[Term] = field(default_factory=list)
    created: list[TermText] = field(default_factory=list)
    changed: list[TermText] = field(default_factory=list)
    unknown: dict[str, None] = field(default_factory=dict)
    by: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    def __bool__(self) -> bool:
        return bool(self.terms or self.addressed or self.created or self.changed)

    def counts(self, change: Change | None = None) -> Counts:
        total: Counter[str] = Counter()
        for (_kind, _language, what), number in self.by.items():
            total[what] += number
        return Counts(
            new=total["new"],
            changed=total["changed"],
            unchanged=total["unchanged"],
            unknown=tuple(self.unknown),
            indicators=tuple(term.code for term in self.terms),
            by=self.by,
            change=change.pk if change else None,
        )


def import_sdg_texts(*, texts: SdgTexts, reason: str, by: User | str) -> Counts:
    """Save the sentences that are new or differ, in one Change. If there are no differences, save nothing.

    An indicator without a Term gets one under its target. Existing short names are not replaced, and texts that the
    source does not have are not removed. Raises NoSdgTerms if the reference data has not been loaded.
    """
    difference = compare(texts)
    if not difference:
        return difference.counts()
    with record(by, "texts.import", reason) as change:
        difference = compare(texts)  # again, now that no one else can write
        write(difference, change)
    return difference.counts(change)


def preview_sdg_texts(texts: SdgTexts) -> Counts:
    """The Counts that import_sdg_texts would return now. Saves nothing. Raises the same exceptions."""
    return compare(texts).counts()


def compare(texts: SdgTexts) -> Difference:
    framework = Framework.objects.filter(slug=FRAMEWORK).first()
    if framework is None:
        message = _("The Goals and targets are not loaded yet. Load the reference data first: manage.py load_reference")
        raise NoSdgTerms(message)
    terms = {term.code: term for term in Term.objects.filter(framework=framework)}
    stored = {(text.term_id, text.language): text for text in TermText.objects.filter(term__framework=framework)}
    difference = Difference()
    for row in texts.rows:
        term = terms.get(row.code) or new_indicator(row, terms, framework, texts.source)
        if term is None:
            difference.unknown.setdefault(row.code)
            continue
        if term.pk is None and row.code not in terms:
            terms[row.code] = term
            difference.terms.append(term)
        elif row.kind == "indicator" and row.uri and not term.uri:
            term.uri = row.uri
            difference.addressed.append(term)
        what = compare_text(row, term, stored.get((term.pk, row.language)), texts.source, difference)
        difference.by[row.kind, row.language, what] += 1
    return difference


def compare_text(row: SdgText, term: Term, text: TermText | None, source: str, difference: Difference) -> str:
    source = source[:300]
    if text is None:
        difference.created.append(
            TermText(
                term=term,
                language=row.language,
                title=row.title[:300],
                official_text=row.text,
                source=source,
                certainty=Certainty.OFFICIAL,
            )
        )
        return "new"
    same = text.official_text == row.text
    if same and (text.title or not row.title):
        return "unchanged"
    text.title = text.title or row.title[:300]
    if not same:
        text.official_text = row.text
        text.source = source
    difference.changed.append(text)
    return "changed"


def new_indicator(row: SdgText, terms: dict[str, Term], framework: Framework, source: str) -> Term | None:
    """An unsaved Term for an indicator of a known target, or None. Its position is between its target and the next."""
    target, _dot, number = row.code.rpartition(".")
    parent = terms.get(target)
    if row.kind != "indicator" or parent is None:
        return None
    return Term(
        framework=framework,
        kind=Term.Kind.INDICATOR,
        code=row.code,
        parent=parent,
        goal=parent.goal,
        position=parent.position + int(number),
        title=f"Indicator {row.code}",
        uri=row.uri,
        basis=source[:200],
        certainty=Certainty.OFFICIAL,
    )


def write(difference: Difference, change: Change) -> None:
    stamp(difference.terms, change)
    Term.objects.bulk_create(difference.terms, batch_size=BATCH)
    stamp(difference.addressed, change)
    Term.objects.bulk_update(difference.addressed, ["uri", "change"], batch_size=BATCH)
    stamp(difference.created, change)
    TermText.objects.bulk_create(difference.created, batch_size=BATCH)
    stamp(difference.changed, change)
    TermText.objects.bulk_update(difference.changed, ["title", "official_text", "source", "change"], batch_size=BATCH)


def stamp(rows: Iterable[Term] | Iterable[TermText], change: Change) -> None:
    for row in rows:
        row.change = change
