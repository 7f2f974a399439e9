"""What the pages of a register need: its labels, its rows and their addresses."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.models import Certainty
from activities.pages.access import REFUSALS
from roadmap import rules
from roadmap.forms.records import RecordForm
from roadmap.pages.access import sees_work
from roadmap.queries.records import RecordKind

REFUSALS[rules.can_edit_roadmap] = gettext_lazy(
    "The Roadmap is shared by all Sectors. Only coordinators and administrators can change it."
)

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Register:
    """A register and the labels of its pages. Routes are `<name>-new`, `-edit`, `-withdraw` and `-restore`.

    `listing` is the route name of the list, `by` the column in addresses, with its path converter. `new`, `edit`,
    `save`, `withdraw` and `restore` are headings and buttons: "Add a document", "Edit the document", "Save document",
    "Withdraw document", "Restore document". `rule` is the permission to edit, `initial` what an empty form starts with.
    """

    name: str
    form: type[RecordForm]
    title: Words
    listing: str
    new: Words
    edit: Words
    save: Words
    withdraw: Words
    restore: Words
    by: str = "slug"
    converter: str = ""
    rule: Callable[[Any], bool] = rules.can_edit_roadmap
    initial: Callable[[HttpRequest], dict[str, Any]] = lambda _request: {"certainty": Certainty.CONFIRMED}

    @property
    def kind(self) -> RecordKind:
        return self.form.kind

    def rows(self, of_address: dict[str, Any]) -> Any:
        """The rows to which an address can refer. Raises Http404 if the address is unknown."""
        return self.kind.model.objects.all()

    def place(self, row: Any) -> dict[str, Any]:
        """The part of an address that names a row."""
        return {"key": getattr(row, self.by)}

    def fixed(self, of_address: dict[str, Any]) -> dict[str, Any]:
        """Columns of a new row that its address determines."""
        return {}

    def columns(self, fixed: dict[str, Any]) -> dict[str, Any]:
        """Those of `fixed` that are columns of the row."""
        names = {field.attname for field in self.kind.model._meta.concrete_fields}
        return {name: value for name, value in fixed.items() if name in names}

    def home(self, of_address: dict[str, Any]) -> str:
        """The page from which rows are added."""
        return reverse(self.listing)

    def steps(self, of_address: dict[str, Any]) -> list[dict[str, Any]]:
        """The breadcrumbs before a row."""
        return [
            {"label": _("Roadmap"), "href": reverse("roadmap")},
            {"label": self.title, "href": reverse(self.listing)},
        ]

    def address(self, act: str, row: Any = None) -> str:
        return reverse(f"{self.name}-{act}", kwargs=self.place(row) if row is not None else {})

    def page_of(self, row: Any) -> str:
        """Where to go after saving: the page of the row, or the list if it has none of its own."""
        return row.get_absolute_url() if hasattr(row, "get_absolute_url") else reverse(self.listing)

    def draft(self, row: Model | None = None) -> str:
        return f"{self.name}-{row.pk if row is not None else 'new'}"


def acts_on(request: HttpRequest, register: Register, row: Any) -> list[dict[str, Any]]:
    """[{"label", "href"}]: what the user can do with a row, for the end of its page. Empty for readers."""
    if not sees_work(request):
        return []
    acts = []
    if register.rule(request.user):
        acts.append({"label": register.edit, "href": register.address("edit", row)})
        standing = "restore" if row.withdrawn else "withdraw"
        acts.append({"label": getattr(register, standing), "href": register.address(standing, row)})
    return [*acts, {"label": _("History"), "href": reverse("history", args=[row._meta.model_name, row.pk])}]


def acts_on_list(request: HttpRequest, register: Register) -> list[dict[str, Any]]:
    """The same for the page of a list: a link to add a row."""
    if not sees_work(request) or not register.rule(request.user):
        return []
    return [{"label": register.new, "href": register.address("new")}]


def found(register: Register, of_address: dict[str, Any]) -> Any:
    rows = register.rows(of_address).select_related("change")
    return get_object_or_404(rows, **{register.by: of_address["key"]})


def trail(register: Register, of_address: dict[str, Any], row: Any, label: Words) -> list[dict[str, Any]]:
    steps = register.steps(of_address)
    if row is not None:
        steps.append({"label": Truncator(str(row)).chars(60), "href": register.page_of(row)})
    return [*steps, {"label": label}]
