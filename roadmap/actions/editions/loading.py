"""Load a register of commitments from a CSV file, as a draft or published at once."""

from pathlib import Path

from django.utils.translation import gettext as _

from activities.actions.ledger import Refused, record
from activities.models import Certainty, Term, User
from roadmap.actions.editions.publishing import publish_under
from roadmap.actions.reference.registers import known_bodies, load_commitments
from roadmap.exchange.bodies_csv import slugs_by_name
from roadmap.exchange.reference_csv import read_commitments
from roadmap.models import Action, Edition


def load_register(
    *,
    path: Path,
    register: str,
    code: str,
    title: str,
    date: str,
    publish: bool = False,
    reason: str = "",
    by: User | str,
) -> Edition:
    """Enter an edition with all that the file contains, in one Change. The file has the columns of
    roadmap_sections.csv.

    Raises Faults with every error of the file; Refused if there is an edition with this code, and, with `publish`, if
    the edition is incomplete. Nothing is loaded then.
    """
    terms = dict(Term.objects.of("sdg").filter(kind__in=(Term.Kind.GOAL, Term.Kind.TARGET)).values_list("code", "id"))
    titles, commitments = read_commitments(path, terms, Action.Kind.values)
    bodies = slugs_by_name(known_bodies())
    with record(by, "register.load", reason) as change:
        if Edition.objects.filter(code=code).exists():
            message = _("An edition already has the code %(code)s. Choose another code.")
            raise Refused(message % {"code": code})
        edition = Edition.objects.create(
            code=code,
            title=title,
            date=date,
            register=register,
            state=Edition.State.DRAFT,
            certainty=Certainty.CONFIRMED,
            change=change,
        )
        load_commitments(edition, titles, commitments, terms, bodies, change)
        if publish:
            publish_under(edition, change)
        return edition
