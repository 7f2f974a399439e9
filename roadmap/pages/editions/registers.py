"""How an edition, its sections and its commitments are edited (`roadmap.pages.records`)."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.models import Certainty
from roadmap.forms.editions.parts import CommitmentForm, EditionForm, SectionForm
from roadmap.models import Action, Edition, Section
from roadmap.pages.records.register import Register


def new_edition(request: HttpRequest) -> dict[str, Any]:
    """What the form of a new draft starts with: the edition in `?from=` is copied."""
    source = Edition.objects.filter(code=request.GET.get("from", "").replace("\0", "")[:20]).first()
    register = request.GET.get("register", Edition.Register.ROADMAP)
    initial: dict[str, Any] = {"register": register, "certainty": Certainty.CONFIRMED}
    if source:
        initial |= {"based_on_id": source.pk, "register": source.register, "title": source.title}
        initial["description"] = source.description
    return initial


EDITIONS = Register(
    name="roadmap-edition",
    form=EditionForm,
    title=gettext_lazy("Editions"),
    listing="roadmap-edition-list",
    new=gettext_lazy("Start a draft"),
    edit=gettext_lazy("Edit the edition"),
    save=gettext_lazy("Save edition"),
    withdraw=gettext_lazy("Withdraw draft"),
    restore=gettext_lazy("Restore draft"),
    by="code",
    converter="slug",
    initial=new_edition,
)


@dataclass(frozen=True, slots=True)
class PartOfEdition(Register):
    """Rows inside an edition, whose code is in their addresses."""

    def edition(self, of_address: dict[str, Any]) -> Edition:
        return get_object_or_404(Edition, code=of_address["edition"])

    def edition_of(self, row: Any) -> Edition:
        return row.edition if isinstance(row, Section) else row.section.edition

    def place(self, row: Any) -> dict[str, Any]:
        return {"edition": self.edition_of(row).code, "key": getattr(row, self.by)}

    def home(self, of_address: dict[str, Any]) -> str:
        return reverse("roadmap-edition", args=[of_address["edition"]])

    def page_of(self, row: Any) -> str:
        return f"{self.edition_of(row).get_absolute_url()}#{anchor(row)}"

    def steps(self, of_address: dict[str, Any]) -> list[dict[str, Any]]:
        return [
            {"label": _("Roadmap"), "href": reverse("roadmap")},
            {"label": EDITIONS.title, "href": reverse(EDITIONS.listing)},
            {"label": of_address["edition"], "href": self.home(of_address)},
        ]


def anchor(row: Any) -> str:
    return f"section-{row.number}" if isinstance(row, Section) else f"action-{row.code}"


@dataclass(frozen=True, slots=True)
class Sections(PartOfEdition):
    def rows(self, of_address: dict[str, Any]) -> Any:
        return Section.objects.filter(edition__code=of_address["edition"])

    def fixed(self, of_address: dict[str, Any]) -> dict[str, Any]:
        return {"edition_id": self.edition(of_address).pk}


@dataclass(frozen=True, slots=True)
class Commitments(PartOfEdition):
    def rows(self, of_address: dict[str, Any]) -> Any:
        return Action.objects.filter(section__edition__code=of_address["edition"])

    def fixed(self, of_address: dict[str, Any]) -> dict[str, Any]:
        edition = self.edition(of_address)
        section = get_object_or_404(Section.objects.live(), edition=edition, number=of_address["section"])
        return {"section_id": section.pk, "number": section.number}


SECTIONS = Sections(
    name="roadmap-part",
    form=SectionForm,
    title=gettext_lazy("Sections"),
    listing="roadmap-edition-list",
    new=gettext_lazy("Add a section"),
    edit=gettext_lazy("Edit the section"),
    save=gettext_lazy("Save section"),
    withdraw=gettext_lazy("Withdraw section"),
    restore=gettext_lazy("Restore section"),
    by="number",
    converter="int",
    initial=lambda _request: {},
)
COMMITMENTS = Commitments(
    name="roadmap-commitment",
    form=CommitmentForm,
    title=gettext_lazy("Commitments"),
    listing="roadmap-edition-list",
    new=gettext_lazy("Add a commitment"),
    edit=gettext_lazy("Edit the commitment"),
    save=gettext_lazy("Save commitment"),
    withdraw=gettext_lazy("Withdraw commitment"),
    restore=gettext_lazy("Restore commitment"),
    by="code",
    converter="str",
    initial=lambda _request: {"rule": Action.Frequency.ONGOING},
)
