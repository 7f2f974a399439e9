"""POST /activities/batch/ and /mappings/batch/: up to 1,000 rows in one Change, with a report for each."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.response import Response

from activities.actions.row_batches import (
    CREATE,
    GONE,
    KNOWN,
    STALE,
    UNCHANGED,
    UPDATE,
    WITHDRAW,
    WITHDRAWN,
    WRITTEN,
    Outcome,
    Stopped,
    Wanted,
    write_activity_rows,
    write_mapping_rows,
)
from activities.api.errors import Failed
from activities.api.writing.activities import activity_form
from activities.api.writing.base import Private, Scope, writes
from activities.api.writing.bodies import ActivityBatchBody, BatchActivity, BatchMapping, MappingBatchBody
from activities.api.writing.body import Errors, form_errors, invalid, read_body, read_values
from activities.api.writing.described.operations import ACTIVITY_BATCH, MAPPING_BATCH
from activities.api.writing.mappings import mapping_form, no_such_code
from activities.forms.activity import ReasonForm
from activities.models import Activity, Country, Mapping, Organisation, Term, User

STATUS = {WRITTEN: 200, UNCHANGED: 200, GONE: 404, STALE: 412, WITHDRAWN: 409, KNOWN: 409}


class Wrong(Exception):
    """A row that the forms refuse."""

    def __init__(self, errors: Errors, status: int = 422):
        self.errors, self.status = errors, status
        super().__init__()


class ActivityBatch(Private):
    """Create, change and withdraw activities."""

    @ACTIVITY_BATCH
    @writes(Scope.EDIT)
    def post(self, request):
        body = read_body(request, ActivityBatchBody)
        reason = reason_of(body, any(row.get("withdrawn") is True for row in body["rows"]))
        wanted, wrong = checked(body["rows"], ActivityReader(request.user, body["rows"]).wanted)
        return answer(body, wanted, wrong, write_activity_rows, reason, request.user)


class MappingBatch(Private):
    """Create, change, restore and withdraw mappings."""

    @MAPPING_BATCH
    @writes(Scope.EDIT)
    def post(self, request):
        body = read_body(request, MappingBatchBody)
        reason = reason_of(body, False)
        wanted, wrong = checked(body["rows"], MappingReader(request.user, body["rows"]).wanted)
        return answer(body, wanted, wrong, write_mapping_rows, reason, request.user)


def reason_of(body: dict[str, Any], required: bool) -> str:
    """422 without the reason that a withdrawal of activities needs."""
    form = ReasonForm({"reason": body.get("reason", ""), "seen": 0}, required=required)
    if not form.is_valid():
        raise invalid(form_errors(form))
    return str(form.cleaned_data["reason"])


def checked(
    rows: Sequence[dict[str, Any]], read: Callable[[int, dict[str, Any]], Wanted]
) -> tuple[list[Wanted], dict[int, Wrong]]:
    """The rows that the forms accept, and what is wrong with the others, by their place in the batch."""
    wanted: dict[tuple[Any, Any], Wanted] = {}
    wrong: dict[int, Wrong] = {}
    for number, row in enumerate(rows):
        try:
            one = read(number, row)
            key = (one.activity, one.term)
            if key in wanted:
                message = _("Row %(number)s is about the same one. Delete one of the two.")
                raise Wrong({"body": [message % {"number": wanted[key].number}]})
            wanted[key] = one
        except Wrong as wrong_one:
            wrong[number] = wrong_one
        except Failed as failed:
            wrong[number] = Wrong(failed.more.get("errors", {}), failed.status_code)
    return list(wanted.values()), wrong


def answer(
    body: dict[str, Any],
    wanted: list[Wanted],
    wrong: dict[int, Wrong],
    write: Callable[..., dict[int, Outcome]],
    reason: str,
    by: User,
) -> Response:
    """Write the rows and report each. With on_error=stop, 422 with the wrong rows only, and nothing is written."""
    stop = body["on_error"] == "stop"
    if stop and wrong:
        raise stopped({number: wrong_row(number, one) for number, one in wrong.items()}, len(body["rows"]))
    try:
        outcomes = write(rows=wanted, stop=stop, reason=reason, by=by) if wanted else {}
    except Stopped as stopping:
        raise stopped({n: left_row(n, one) for n, one in stopping.outcomes.items()}, len(body["rows"])) from stopping
    created = {one.number for one in wanted if not one.seen}
    reports = {number: wrong_row(number, one) for number, one in wrong.items()}
    for number, one in outcomes.items():
        reports[number] = left_row(number, one) if one.failed else done_row(number, one, number in created)
    rows = [reports[number] for number in sorted(reports)]
    changes = [one.change for one in outcomes.values() if one.kind == WRITTEN]
    return Response(
        {
            "change": changes[0] if changes else None,
            "written": len(changes),
            "unchanged": sum(one.kind == UNCHANGED for one in outcomes.values()),
            "failed": sum(row["status"] >= 400 for row in rows),
            "rows": rows,
        }
    )


def stopped(rows: dict[int, dict[str, Any]], total: int) -> Failed:
    detail = _("%(wrong)s of %(total)s rows cannot be saved, so nothing was. Correct them, or send on_error: report.")
    values = {"wrong": len(rows), "total": total}
    shown = [rows[number] for number in sorted(rows)]
    return Failed(422, _("The batch was not saved"), detail % values, more={"rows": shown})


def done_row(number: int, one: Outcome, created: bool) -> dict[str, Any]:
    status = 201 if created and one.kind == WRITTEN else STATUS[one.kind]
    return {"row": number, "status": status, "id": one.id, "change": one.change}


def wrong_row(number: int, wrong: Wrong) -> dict[str, Any]:
    return {"row": number, "status": wrong.status, "errors": wrong.errors}


def left_row(number: int, one: Outcome) -> dict[str, Any]:
    """`id` and `change` are those of the row now."""
    words = {
        GONE: ("id", _("There is none that you may edit.")),
        STALE: ("change", _("It has changed since. Read it again, then send the row with its new “change”.")),
        WITHDRAWN: ("activity", _("The activity is withdrawn. Restore it first.")),
        KNOWN: ("title", _("This organisation already has an activity with this title: %(id)s.") % {"id": one.id}),
    }
    field, message = words[one.kind]
    shown: dict[str, Any] = {"row": number, "status": STATUS[one.kind], "errors": {field: [message]}}
    if one.id:
        shown["id"] = one.id
    if one.change:
        shown["change"] = one.change
    return shown


class ActivityReader:
    """Checks rows of activities with the form of the page. What the forms read is read once for all rows."""

    def __init__(self, user: User, rows: Sequence[dict[str, Any]]):
        self.user = user
        ids = whole_numbers(row.get("id") for row in rows)
        editable = Activity.objects.editable_by(user).select_related("organisation", "change")
        self.there = {row.pk: row for row in editable.filter(id__in=ids)}
        slugs = {value for row in rows if isinstance(value := row.get("organisation"), str) and "\0" not in value}
        named = Organisation.objects.filter(slug__in=slugs).select_related("merged_into")
        live = {one.slug: one.merged_into or one for one in named}
        self.slugs = {slug: one.pk for slug, one in live.items() if not one.withdrawn}
        self.organisations = {one.pk: one for one in live.values() if not one.withdrawn}
        self.countries = {country.code: country for country in Country.objects.order_by("name")}
        self.reader = BatchActivity(partial=True, context={"countries": self.countries})

    def wanted(self, number: int, row: dict[str, Any]) -> Wanted:
        """Raises Wrong or Failed."""
        values = read_values(row, self.reader)
        pk, seen, withdrawn = values.pop("id", None), values.pop("change", 0), values.pop("withdrawn", None)
        current = None
        if pk is not None:
            current = self.there.get(pk)
            if current is None:
                raise Wrong({"id": [_("There is no activity %(id)s that you may edit.") % {"id": pk}]}, 404)
            if not seen:
                raise Wrong({"change": [_("Send the “change” of the activity that you have seen.")]}, 428)
        if withdrawn:
            if pk is None or values:
                raise Wrong({"withdrawn": [_("To withdraw an activity, send only id, change and withdrawn.")]})
            return Wanted(number, WITHDRAW, pk, seen=seen)
        if withdrawn is False:
            raise Wrong({"withdrawn": [_("Restore the activity with PATCH.")]})
        named = dict.fromkeys([*values.get("countries", ()), *(current.countries if current else ())])
        form, errors = activity_form(
            values,
            user=self.user,
            row=current,
            slugs=self.slugs,
            organisations=self.organisations,
            every_country=[self.countries[code] for code in named],  # to offer all 249 takes a third of the time
        )
        if errors:
            raise Wrong(errors, 412 if current is not None and current.change_id != seen else 422)
        if pk is None:
            return Wanted(number, CREATE, f"new {number}", form.values())
        return Wanted(number, UPDATE, pk, form.values(), seen=seen)


class MappingReader:
    """Checks rows of mappings with the form of the page."""

    def __init__(self, user: User, rows: Sequence[dict[str, Any]]):
        self.reader = BatchMapping(partial=True)
        ids, activities = (whole_numbers(row.get(name) for row in rows) for name in ("id", "activity"))
        texts = {row[name] for row in rows for name in ("framework", "term_code") if isinstance(row.get(name), str)}
        texts = {text for text in texts if "\0" not in text}
        terms = Term.objects.filter(framework__slug__in=texts)
        self.terms = {(slug, code): pk for slug, code, pk in terms.values_list("framework__slug", "code", "pk")}
        self.editable = set(Activity.objects.editable_by(user).filter(id__in=activities).values_list("id", flat=True))
        links = Mapping.objects.filter(activity__in=Activity.objects.editable_by(user))
        self.by_id = {row.pk: row for row in links.filter(id__in=ids)}
        named = {term for (_slug, code), term in self.terms.items() if code in texts}
        found = Mapping.objects.filter(activity_id__in=self.editable, term_id__in=named)
        self.by_place = {(row.activity_id, row.term_id): row for row in found}

    def wanted(self, number: int, row: dict[str, Any]) -> Wanted:
        """Raises Wrong or Failed."""
        values = read_values(row, self.reader)
        activity, term, link = self.place(values)
        seen, withdrawn = values.get("change", 0), values.get("withdrawn")
        if link is not None and not seen and (withdrawn or "id" in values):
            raise Wrong({"change": [_("Send the “change” of the mapping that you have seen.")]}, 428)
        if withdrawn:
            if {"strength", "rationale", "evidence_url", "certainty"} & set(values):
                raise Wrong({"withdrawn": [_("Either change the mapping or withdraw it.")]})
            return Wanted(number, WITHDRAW, activity, term=term, seen=seen)
        if link is not None and link.withdrawn and seen and withdrawn is not False:
            raise Wrong({"withdrawn": [_("The link is withdrawn. Send “withdrawn: false” to restore it.")]})
        form = mapping_form(values, link)
        if not form.is_valid():
            raise Wrong(form_errors(form))
        return Wanted(number, UPDATE if link else CREATE, activity, form.values(), term=term, seen=seen)

    def place(self, values: dict[str, Any]) -> tuple[int, int, Mapping | None]:
        """The activity, the Term and the current link."""
        if "id" in values:
            link = self.by_id.get(values["id"])
            if link is None:
                raise Wrong({"id": [_("There is no mapping %(id)s that you may edit.") % {"id": values["id"]}]}, 404)
            if {"activity", "framework", "term_code"} & set(values):
                raise Wrong({"id": [_("Name the mapping by its id, or by activity, framework and term_code.")]})
            return link.activity_id, link.term_id, link
        if missing := [name for name in ("activity", "framework", "term_code") if name not in values]:
            raise Wrong({name: [_("Enter a value, or the id of the mapping.")] for name in missing})
        if values["activity"] not in self.editable:
            message = _("There is no activity %(id)s that you may edit.") % {"id": values["activity"]}
            raise Wrong({"activity": [message]}, 404)
        term = self.terms.get((values["framework"], values["term_code"]))
        if term is None:
            known = [code for slug, code in self.terms if slug == values["framework"]]
            raise Wrong({"term_code": [no_such_code(values["term_code"], known)]})
        return values["activity"], term, self.by_place.get((values["activity"], term))


def whole_numbers(values: Iterable[Any]) -> set[int]:
    return {value for value in values if type(value) is int and 0 < value < 2**63}
