"""Bodies of registers: what programs send has the names and codes of the resource, what forms take are texts and ids.

{"mechanism": "cstd"}            {"mechanism_id": ["4"]}
{"documents": ["a-res-70-1"]}    {"documents": ["A/RES/70/1"]}
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Model
from django.utils.translation import gettext as _

from activities.api.writing.body import Errors
from activities.models import Country
from activities.validators import nearest
from roadmap.forms.records import OWN, DayField
from roadmap.forms.rows import RowsField
from roadmap.models import Action, Body, Document, Engagement, HlpfYear, Mechanism


@dataclass(frozen=True, slots=True)
class Named:
    """Rows of another table, which bodies name by a code; `key` is its column. `name` is the name in bodies, if it
    is not that of the form."""

    model: type[Model]
    key: str
    name: str = ""

    def ids(self, codes: Iterable[str]) -> dict[str, Any]:
        """{code: id} of those that there are. One query."""
        wanted = {code: code for code in codes if code and "\0" not in code and len(code) < 200}
        if self.key == "year":
            wanted = {code: int(code) for code in wanted if code.isascii() and code.isdigit() and len(code) == 4}
        manager: Any = self.model._default_manager
        rows = manager.filter(**{f"{self.key}__in": list(wanted.values())}).values_list(self.key, "pk")
        return {str(code): pk for code, pk in rows}

    def unknown(self, code: str) -> str:
        """What to say of a code that is not there, with the nearest. One query."""
        manager: Any = self.model._default_manager
        known = [str(one) for one in manager.order_by(self.key).values_list(self.key, flat=True)]
        said = {"code": code[:60], "rows": self.model._meta.verbose_name_plural}
        message = _("“%(code)s” is not among the %(rows)s.") % said
        if close := nearest(code[:60], known):
            message += " " + _("Did you mean %(codes)s?") % {"codes": _(" or ").join(close)}
        return message


#: Fields of forms that are one other row.
ONE = {
    "country_id": Named(Country, "code", "country"),
    "mechanism_id": Named(Mechanism, "code", "mechanism"),
    "hlpf_year_id": Named(HlpfYear, "year", "hlpf_year"),
    "engagement_id": Named(Engagement, "slug", "event"),
    "document_id": Named(Document, "slug", "document"),
}
#: Fields of forms that are lists of other rows, and are not typed by the codes of the resource.
MANY = {"documents": Named(Document, "slug"), "bodies": Named(Body, "slug")}
#: A commitment is named by its code, and by its edition if several have one with that code.
COMMITMENT = "action_id"
#: Other fields that have another name in bodies.
RENAMED = {"roadmap_refs": "actions", "basis": "provenance", COMMITMENT: "action"} | {
    field: one.name for field, one in ONE.items()
}


def fields_of(form: type[forms.BaseForm]) -> dict[str, forms.Field]:
    """{name in a body: field of the form}"""
    return {RENAMED.get(name, name): one for name, one in form.base_fields.items() if name not in OWN}


def typed(form: type[forms.BaseForm], values: Mapping[str, Any]) -> tuple[dict[str, list[str]], Errors]:
    """The values of a body as a browser would send them, by field of the form, and what is wrong with their codes, by
    name in the body. One query for each field that names other rows."""
    found: dict[str, list[str]] = {}
    errors: Errors = {}
    for name, field in form.base_fields.items():
        called = RENAMED.get(name, name)
        if called not in values or name == COMMITMENT:
            continue
        value = values[called]
        if name in ONE:
            found[name], wrong = one_row(ONE[name], value)
        elif name in MANY:
            found[name], wrong = several_rows(MANY[name], value, field)
        else:
            found[name], wrong = [text_of(field, value)], []
        if wrong:
            errors[called] = wrong
    if COMMITMENT in form.base_fields and {"action", "edition"} & set(values):
        found[COMMITMENT], wrong = commitment(values.get("action"), values.get("edition"))
        if wrong:
            errors["action"] = wrong
    return found, errors


def one_row(named: Named, value: Any) -> tuple[list[str], list[str]]:
    code = "" if value is None else str(value).strip()
    if not code:
        return [""], []
    ids = named.ids([code])
    return ([str(ids[code])], []) if code in ids else ([""], [named.unknown(code)])


def several_rows(named: Named, values: list[str], field: Any) -> tuple[list[str], list[str]]:
    codes = [code for code in (str(value).strip() for value in values) if code]
    ids = named.ids(codes) if codes else {}
    wrong = [named.unknown(code) for code in codes if code not in ids][:5]
    return [field.prepare_value([ids[code] for code in codes if code in ids])], wrong


def text_of(field: forms.Field, value: Any) -> str:
    if isinstance(field, RowsField):
        return field.joint.join(code_typed(field, str(one)) for one in value)
    if isinstance(field, DayField):
        return value.isoformat() if value else ""
    return "" if value is None else str(value)


def code_typed(field: RowsField, code: str) -> str:
    """A code as it is typed: where spaces separate codes, those inside a code are hyphens."""
    return code.strip().replace(" ", "-") if field.joint == " " else code.strip()


def commitment(code: str | None, edition: str | None) -> tuple[list[str], list[str]]:
    """The commitment of an edition in force. One query."""
    if not code:
        return [""], [_("Enter the commitment together with its edition.")] if edition else []
    unknown = _("“%(code)s” is not a commitment of an edition in force.") % {"code": code.replace("\0", "")[:60]}
    if "\0" in code + (edition or ""):
        return [""], [unknown]
    rows = Action.objects.filter(code=code, withdrawn=False, section__edition__current=True, section__withdrawn=False)
    if edition:
        rows = rows.filter(section__edition__code=edition)
    found = list(rows.values_list("pk", "section__edition__code")[:9])
    if len(found) == 1:
        return [str(found[0][0])], []
    if not found:
        return [""], [unknown]
    message = _("Several editions have a commitment %(code)s. Add “edition”: %(editions)s.")
    return [""], [message % {"code": code, "editions": ", ".join(one for _pk, one in found)}]
