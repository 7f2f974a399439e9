"""A draft with a marker in each field, to be looked for where the public reads."""

from activities.actions.ledger import record
from activities.models import Activity, Term
from roadmap.models import Action, ActionActivity, ActionBody, ActionTerm, Body, Citation, Document, Edition, Section

MARK = "Xylographia"


def marked_draft() -> Edition:
    """A draft with the marker in each text, based on the current edition, with everything that can belong to it."""
    with record("tests", "test.write") as change:
        edition = Edition.objects.create(
            code="xylographia",
            title=f"{MARK} title",
            date="2027",
            description=f"{MARK} description",
            basis=f"{MARK} basis",
            state="draft",
            based_on=Edition.objects.current().first(),
            change=change,
        )
        section = Section.objects.create(
            edition=edition, number=88, title=f"{MARK} section", text=f"{MARK} text", change=change
        )
        action = Action.objects.create(
            section=section,
            code="88.1",
            position=1,
            text=f"{MARK} HLPF Council Resolution 1332",
            kind="report",
            frequency=f"{MARK} often",
            responsible=f"{MARK} body",
            resources=f"{MARK} resources",
            evidence=f"{MARK} evidence",
            para_ref=f"{MARK} para",
            change=change,
        )
        terms = Term.objects.filter(framework__slug="sdg", kind="goal")
        ActionTerm.objects.bulk_create(ActionTerm(action=action, term=term, change=change) for term in terms)
        ActionActivity.objects.create(action=action, activity=Activity.objects.live().first(), change=change)
        ActionBody.objects.create(action=action, body=Body.objects.first(), position=1, change=change)
        document = Document.objects.first()
        Citation.objects.create(action=action, text=f"{MARK} cited", position=1, document=document, change=change)
    return edition
