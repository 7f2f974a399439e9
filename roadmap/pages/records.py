"""The pages that enter, edit, withdraw and restore a row of a register. docs/architecture.md says how to add one."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from activities.actions.ledger import Refused, Stale
from activities.forms.activity import ReasonForm
from activities.forms.conflicts import UNDECIDED, chosen, chosen_data, differences, settled
from activities.models import Certainty
from activities.pages.access import REFUSALS, staff_page
from activities.pages.problems import problems
from activities.pages.unsaved.conflicts import conflict
from activities.pages.unsaved.drafts import draft_key, forget_draft
from activities.queries.history.written import last_writer
from roadmap import rules
from roadmap.actions.records import create_record, restore_record, save_record, withdraw_record
from roadmap.forms.records import RecordForm
from roadmap.queries.records import Citing, RecordKind, values_of, version_of

REFUSALS[rules.can_edit_roadmap] = gettext_lazy(
    "The Roadmap is shared by all Sectors. Only coordinators and administrators can change it."
)

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Register:
    """A register and the words of its pages. Routes are `<name>-new`, `-edit`, `-withdraw` and `-restore`.

    `listing` is the route name of the list, `by` the column in addresses, with its path converter. `new`, `edit`,
    `save`, `withdraw` and `restore` are headings and buttons: "Enter a document", "Edit the document", "Save document",
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
        """The rows that an address can mean. Raises Http404 if the address is of nothing."""
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
        """The page from which rows are entered."""
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

    def paths(self, folder: str) -> list:
        """Addresses of its pages, to be put before the page of a row: <folder>/new/, <folder>/<slug>/edit/ …"""
        one = f"{folder}/<{self.converter or ('int' if self.by == 'pk' else 'slug')}:key>"
        return [
            path(f"{folder}/new/", self.view(enter), name=f"{self.name}-new"),
            path(f"{one}/edit/", self.view(edit), name=f"{self.name}-edit"),
            path(f"{one}/withdraw/", self.view(withdraw), name=f"{self.name}-withdraw"),
            path(f"{one}/restore/", self.view(restore), name=f"{self.name}-restore"),
        ]

    def view(self, page: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @require_http_methods(["GET", "HEAD", "POST"])
        @staff_page(rule=self.rule)
        def register_page(request: HttpRequest, **of_address: Any) -> HttpResponse:
            return page(request, self, of_address)

        return register_page


def enter(request: HttpRequest, register: Register, of_address: dict[str, Any]) -> HttpResponse:
    """An empty form; it creates the row."""
    fixed = register.fixed(of_address)
    if request.method != "POST":
        form = register.form(initial=register.initial(request), fixed=fixed)
        return form_page(request, register, of_address, form)
    form = register.form(request.POST, fixed=fixed)
    if not form.is_valid():
        return form_page(request, register, of_address, form, status=422)
    try:
        row = create_record(
            kind=register.kind,
            values=form.values() | register.columns(fixed),
            reason=form.cleaned_data["reason"],
            by=request.user,
        )
    except Refused as refused:
        form.add_error(None, str(refused))
        return form_page(request, register, of_address, form, status=422)
    messages.success(request, _("Saved as change %(number)s.") % {"number": row.change_id})
    return forget_draft(redirect(register.page_of(row)), request, register.draft())


def edit(request: HttpRequest, register: Register, of_address: dict[str, Any]) -> HttpResponse:
    """The form of one row. 409 with both values of each field if someone else changed it since."""
    row = found(register, of_address)
    if request.method != "POST":
        return form_page(request, register, of_address, register.form(row=row), row)
    form = register.form(request.POST, row=row)
    if not form.is_valid():
        return form_page(request, register, of_address, form, row, status=422)
    seen, began = form.cleaned_data["seen"] or 0, form.cleaned_data["base"] or 0
    values = form.values()
    if began and row.change_id == seen:
        theirs = form.current
        choices = chosen(record_differences(register, values, theirs, row, began), request.POST)
        checked = register.form(chosen_data(form, theirs, choices), row=row)
        if UNDECIDED in choices.values() or not checked.is_valid():
            return record_conflict(request, register, of_address, form, row, began, checked=checked, status=422)
        values = settled(values, theirs, choices, checked.values())
    try:
        saved = save_record(
            kind=register.kind,
            row=row,
            values=values,
            seen=seen,
            reason=form.cleaned_data["reason"],
            by=request.user,
        )
    except Stale as stale:
        return record_conflict(request, register, of_address, form, stale.row, began or seen)
    except Refused as refused:
        form.add_error(None, str(refused))
        return form_page(request, register, of_address, form, row, status=422)
    if saved.change_id == row.change_id:
        messages.info(request, _("There was nothing to save."))
    else:
        messages.success(request, _("Saved as change %(number)s.") % {"number": saved.change_id})
    return forget_draft(redirect(register.page_of(saved)), request, register.draft(row))


def withdraw(request: HttpRequest, register: Register, of_address: dict[str, Any]) -> HttpResponse:
    """Withdraw a row, with a reason. 409 with the list of what refers to it."""
    return standing(request, register, of_address, withdraw_record, insists=True)


def restore(request: HttpRequest, register: Register, of_address: dict[str, Any]) -> HttpResponse:
    """Restore a withdrawn row."""
    return standing(request, register, of_address, restore_record, insists=False)


def standing(
    request: HttpRequest, register: Register, of_address: dict[str, Any], act: Callable[..., Any], *, insists: bool
) -> HttpResponse:
    row = found(register, of_address)
    form = ReasonForm(request.POST if request.method == "POST" else None, required=insists)
    if not form.is_valid():
        return standing_page(request, register, of_address, row, form, insists, status=422 if form.is_bound else 200)
    seen, reason = form.cleaned_data["seen"], form.cleaned_data["reason"]
    try:
        act(kind=register.kind, row=row, seen=seen, reason=reason, by=request.user)
    except Stale as stale:
        return standing_page(request, register, of_address, stale.row, form, insists, overtaken=True, status=409)
    except Refused as refused:
        return standing_page(request, register, of_address, row, form, insists, refusal=str(refused), status=409)
    messages.success(
        request,
        _("Withdrawn. It is no longer in any list, and you can restore it.") if insists else _("Restored."),
    )
    return redirect(register.page_of(row))


def acts_on(request: HttpRequest, register: Register, row: Any) -> list[dict[str, Any]]:
    """[{"label", "href"}]: what the user can do with a row, for the end of its page. Empty for readers."""
    if getattr(request, "past", None) or not rules.can_see_work(request.user):
        return []
    acts = []
    if register.rule(request.user):
        acts.append({"label": register.edit, "href": register.address("edit", row)})
        standing = "restore" if row.withdrawn else "withdraw"
        acts.append({"label": getattr(register, standing), "href": register.address(standing, row)})
    return [*acts, {"label": _("History"), "href": reverse("history", args=[row._meta.model_name, row.pk])}]


def acts_on_list(request: HttpRequest, register: Register) -> list[dict[str, Any]]:
    """The same for the page of a list: to enter a row."""
    if getattr(request, "past", None) or not register.rule(request.user):
        return []
    return [{"label": register.new, "href": register.address("new")}]


def found(register: Register, of_address: dict[str, Any]) -> Any:
    rows = register.rows(of_address).select_related("change")
    return get_object_or_404(rows, **{register.by: of_address["key"]})


def record_differences(
    register: Register, mine: dict[str, Any], theirs: dict[str, Any], row: Any, began: int
) -> dict[str, str]:
    kind = register.kind
    return differences(mine, theirs, version_of(kind, row.pk, began), kind.same)


def record_conflict(
    request: HttpRequest,
    register: Register,
    of_address: dict[str, Any],
    form: RecordForm,
    row: Any,
    began: int,
    *,
    checked: RecordForm | None = None,
    status: int = 409,
) -> HttpResponse:
    """Both values of each field that differs, with a choice, and all input."""
    mine, theirs = form.values(), values_of(register.kind, row)
    context = {
        "title": _("This entry has changed since you opened it"),
        "conflict": conflict(
            form,
            record_differences(register, mine, theirs, row, began),
            mine,
            theirs,
            base=began,
            seen=row.change_id,
            changed=last_writer(row.change),
            show=form.in_words,
            checked=checked,
        ),
        "action": request.path,
        "leave": register.page_of(row),
        "trail": trail(register, of_address, row, register.edit),
        "draft": draft_key(request, register.draft(row)),
    }
    return render(request, "conflict.html", context, status=status)


def form_page(
    request: HttpRequest,
    register: Register,
    of_address: dict[str, Any],
    form: RecordForm,
    row: Any = None,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {
        "register": register,
        "form": form,
        "row": row,
        "title": register.new if row is None else register.edit,
        "errors": problems(form),
        "written": last_writer(row.change) if row is not None else None,
        "history": reverse("history", args=[row._meta.model_name, row.pk]) if row is not None else "",
        "restore": register.address("restore", row) if row is not None and row.withdrawn else "",
        "leave": register.page_of(row) if row is not None else register.home(of_address),
        "trail": trail(register, of_address, row, register.new if row is None else register.edit),
        "draft": draft_key(request, register.draft(row)),
    }
    return render(request, "roadmap/records/record_form.html", context, status=status)


def standing_page(
    request: HttpRequest,
    register: Register,
    of_address: dict[str, Any],
    row: Any,
    form: ReasonForm,
    withdraws: bool,
    *,
    refusal: str = "",
    overtaken: bool = False,
    status: int = 200,
) -> HttpResponse:
    """The page that withdraws or restores, with what refers to the row."""
    context = {
        "register": register,
        "row": row,
        "form": form,
        "withdraws": withdraws,
        "title": register.withdraw if withdraws else register.restore,
        "errors": [*([{"href": "#citing", "message": refusal}] if refusal else []), *problems(form)],
        "overtaken": overtaken,
        "citing": citing_of(register, row) if withdraws else [],
        "written": last_writer(row.change),
        "history": reverse("history", args=[row._meta.model_name, row.pk]),
        "leave": register.page_of(row),
        "trail": trail(register, of_address, row, register.withdraw if withdraws else register.restore),
    }
    return render(request, "roadmap/records/record_standing.html", context, status=status)


def citing_of(register: Register, row: Any) -> list[Citing]:
    """What refers to the row; nothing if it cannot be withdrawn for another reason, which the page says on saving."""
    try:
        return register.kind.cites(row)
    except Refused:
        return []


def trail(register: Register, of_address: dict[str, Any], row: Any, label: Words) -> list[dict[str, Any]]:
    steps = register.steps(of_address)
    if row is not None:
        steps.append({"label": str(row), "href": register.page_of(row)})
    return [*steps, {"label": label}]
