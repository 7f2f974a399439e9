"""manage.py import_sdg_texts: the official wording of Goals, targets and indicators."""

from dataclasses import replace

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from activities.actions.reference.texts import Counts, NoSdgTerms, import_sdg_texts, preview_sdg_texts
from activities.exchange.sdg_texts import KINDS, LANGUAGES, SdgTexts, SdgTextsError, read_sdg_texts
from activities.models import Term
from activities.validators import nearest

WHAT = ("new", "changed", "unchanged")


class Command(BaseCommand):
    help = (
        "Read the official SDG texts (UN SKOS Turtle, open-sdg YAML folder, UNSD API JSON, IATI code lists) from a "
        "file, a folder or an address, and save them in addition to our own short labels. Can be run again at any time."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "source",
            help="file, folder or address, e.g. https://unstats.un.org/SDGAPI/v1/sdg/Goal/List?includechildren=true",
        )
        parser.add_argument(
            "--languages", default="", help=f"only these, separated by commas; of {', '.join(LANGUAGES)}"
        )
        parser.add_argument("--dry-run", action="store_true", help="show what would change without saving")
        parser.add_argument("--reason", default="", help="reason for the change, shown in the history")

    def handle(self, *, source, languages, dry_run, reason, **options):
        try:
            texts = only(read_sdg_texts(source), languages)
            if dry_run:
                counts = preview_sdg_texts(texts)
            else:
                counts = import_sdg_texts(texts=texts, reason=reason or texts.source, by="import_sdg_texts")
        except (SdgTextsError, NoSdgTerms) as error:
            raise CommandError(str(error)) from error
        self.report(texts, counts, dry_run)

    def report(self, texts: SdgTexts, counts: Counts, dry_run: bool) -> None:
        self.stdout.write(texts.source)
        self.stdout.write(f"{'':20}" + "".join(f"{what:>11}" for what in WHAT))
        for kind in KINDS:
            for language in texts.languages():
                numbers = [counts.by[kind, language, what] for what in WHAT]
                if any(numbers):
                    self.stdout.write(f"{kind:<10}{language:<10}" + "".join(f"{number:>11,}" for number in numbers))
        if counts.indicators:
            self.stdout.write(_("New indicators: %(count)d") % {"count": len(counts.indicators)})
        for problem in texts.problems:
            self.stdout.write(self.style.WARNING(problem))
        known = list(Term.objects.of("sdg").values_list("code", flat=True)) if counts.unknown else []
        for code in counts.unknown:
            near = ", ".join(nearest(code, known))
            self.stdout.write(
                self.style.WARNING(_("%(code)s is not a known SDG code; left out. Nearest: %(near)s.")
                % {"code": code, "near": near or _("none")})
            )  # fmt: skip
        self.stdout.write(self.style.SUCCESS(conclusion(counts, dry_run)))


def only(texts: SdgTexts, languages: str) -> SdgTexts:
    """The rows in `languages` ("en,fr"; "" for all). Raises CommandError for an unknown or missing language."""
    wanted = [language.strip().lower() for language in languages.split(",") if language.strip()]
    present = texts.languages()
    for language in wanted:
        if language not in LANGUAGES:
            raise CommandError(
                _("Unknown language: %(language)s. Choose from %(known)s.")
                % {"language": language, "known": ", ".join(LANGUAGES)}
            )
        if language not in present:
            raise CommandError(
                _("%(source)s has no texts in %(language)s; it has %(present)s.")
                % {"source": texts.source, "language": language, "present": ", ".join(present)}
            )
    return replace(texts, rows=tuple(row for row in texts.rows if row.language in wanted)) if wanted else texts


def conclusion(counts: Counts, dry_run: bool) -> str:
    if dry_run:
        return _("Dry run: nothing was saved.")
    if counts.change is None:
        return _("No differences: nothing was saved.")
    return _("Saved as change %(number)d.") % {"number": counts.change}
