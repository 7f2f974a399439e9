"""Forms of editions, their sections and commitments, filled in as staff would; for `staff_forms`."""

from django.core.files.uploadedfile import SimpleUploadedFile

from roadmap.queries.editions.reading import last_change
from tests.factories.activities import OrganisationFactory
from tests.factories.roadmap import ActionBodyFactory, ActionFactory, BodyFactory, EditionFactory, SectionFactory


def draft(desk, **values):
    """A draft with one section and one commitment, which names a body."""
    edition = EditionFactory(code="2026", state="draft", current=False, **values)
    section = SectionFactory(edition=edition, number=6)
    action = ActionFactory(code="6.1", section=section, position=1, change=section.change)
    ActionBodyFactory(action=action, body=BodyFactory(name="TSB"), change=section.change)
    return edition, section, action


def edition_acted(desk, act, withdrawn=False, **data):
    edition, _section, _action = draft(desk, withdrawn=withdrawn)
    return f"/roadmap/editions/2026/{act}/", {"seen": edition.change_id} | data


def edition_published(desk):
    edition, _section, _action = draft(desk)
    return "/roadmap/editions/2026/publish/", {"seen": last_change(edition)}


def edition_begun(desk):
    """A copy of an edition."""
    edition = ActionBodyFactory(action__code="6.5").action.section.edition
    typed = {"register": "roadmap", "based_on_id": edition.pk, "code": "2026", "date": "2026", "title": "Next"}
    return "/roadmap/editions/new/", typed | {"certainty": "confirmed"}


def part_acted(desk, act, withdrawn=False, **data):
    _edition, section, action = draft(desk)
    if act != "edit":
        type(action).objects.filter(pk=action.pk).update(withdrawn=True)
    if withdrawn:
        type(section).objects.filter(pk=section.pk).update(withdrawn=True)
    return f"/roadmap/editions/2026/sections/6/{act}/", {"seen": section.change_id} | data


COMMITMENT = {"code": "6.2", "kind": "report", "text": "Report each year.", "rule": "yearly", "bodies": "TSB"}


def commitment_acted(desk, act, withdrawn=False, **data):
    _edition, _section, action = draft(desk)
    if withdrawn:
        type(action).objects.filter(pk=action.pk).update(withdrawn=True)
    return f"/roadmap/editions/2026/commitments/6.1/{act}/", {"seen": action.change_id} | data


def commitment_added(desk):
    draft(desk)
    return "/roadmap/editions/2026/sections/6/commitments/new/", COMMITMENT


def part_added(desk):
    draft(desk)
    return "/roadmap/editions/2026/sections/new/", {"number": 7, "title": "Campaign"}


def register_uploaded(desk):
    """A file with one commitment."""
    columns = "section_no,section_title,action_id,action,kind,frequency,responsible,linked_sdgs,evidence,para_ref"
    row = "11,Follow-up,11.1,Report each year.,report,annual,ITU,,,para 1,"
    file = SimpleUploadedFile("outcome.csv", f"{columns},linked_sdgs_basis\n{row}\n".encode())
    for slug in ("itu-r", "itu-t", "itu-d", "general-secretariat"):
        OrganisationFactory(slug=slug)
    typed = {"register": "wsis-outcome", "code": "outcome", "date": "2025-12-17", "title": "Outcome", "file": file}
    return "/roadmap/editions/upload/", typed


EDITED = {"title": "New title", "date": "2026-06", "certainty": "confirmed", "code": "2026"}
#: What no revert takes back.
FOR_GOOD = {"roadmap-edition-publish"}
#: Route → the address and what is typed there.
EDITION_FORMS = {
    "roadmap-edition-new": edition_begun,
    "roadmap-edition-upload": register_uploaded,
    "roadmap-edition-edit": lambda d: edition_acted(d, "edit", **EDITED),
    "roadmap-edition-withdraw": lambda d: edition_acted(d, "withdraw", reason="Not needed"),
    "roadmap-edition-restore": lambda d: edition_acted(d, "restore", withdrawn=True),
    "roadmap-edition-publish": edition_published,
    "roadmap-part-new": part_added,
    "roadmap-part-edit": lambda d: part_acted(d, "edit", number=7, title="Reports", text="Two paragraphs."),
    "roadmap-part-withdraw": lambda d: part_acted(d, "withdraw", reason="Empty"),
    "roadmap-part-restore": lambda d: part_acted(d, "restore", withdrawn=True),
    "roadmap-commitment-new": commitment_added,
    "roadmap-commitment-edit": lambda d: commitment_acted(d, "edit", **COMMITMENT),
    "roadmap-commitment-withdraw": lambda d: commitment_acted(d, "withdraw", reason="Twice"),
    "roadmap-commitment-restore": lambda d: commitment_acted(d, "restore", withdrawn=True),
}
