"""Bodies and operations of the registers, from their forms and their resources."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from django import forms
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers as s

from activities.api.facts import described_languages
from activities.api.reference import properties as p
from activities.api.reference import schemas
from activities.api.reference.common import describe_group
from activities.api.writing.bodies import Reason, text
from activities.api.writing.described.errors import written
from activities.api.writing.described.operations import REASON, body_example, operation
from activities.queries.facts.resource import Resource
from roadmap.api.writing.names import COMMITMENT, ONE, fields_of
from roadmap.api.writing.registers import Register
from roadmap.forms.records import DayField
from roadmap.forms.rows import MOST, RowsField
from roadmap.queries.facts import documents, engagement, plans, task_force

#: Groups of operations: {group: its resources}. The reference has a page for each.
GROUPS: dict[str, tuple[Resource, ...]] = {
    "Edit events and inputs": (
        engagement.ENGAGEMENTS,
        engagement.MECHANISMS,
        engagement.INPUTS,
        engagement.MATERIALS,
    ),
    "Edit reviews and frameworks": (engagement.REVIEWS, engagement.COOPERATION_FRAMEWORKS),
    "Edit documents and plans": (documents.DOCUMENTS, plans.OPERATIONAL_PLANS, task_force.GUIDANCE),
}
for name in GROUPS:
    describe_group(name, "Coordinators write the registers of the Roadmap with a token that has the scope `edit`.")
#: Fields of bodies that refer to one other row.
NAMED = {*(one.name for one in ONE.values()), "action"}
#: Fields of bodies that are in no resource, because only staff see them.
STAFF_ONLY = {"provenance": "Where this entry comes from. Only staff can read it, on its page."}


class Citing(s.Serializer):
    """Something that refers to a row."""

    label = p.text("What it is.", "Commitment 2.1 of edition 2019")
    page = p.address("Its page.", "https://sdgmap.example/roadmap/actions/2.1/")


def shape(name: str, field: forms.Field, description: str) -> s.Field:
    """A field of a body."""
    if name == "hlpf_year":
        return s.IntegerField(required=False, allow_null=True, help_text=description)
    if name in NAMED:
        return s.CharField(required=False, allow_null=True, allow_blank=True, max_length=200, help_text=description)
    if isinstance(field, RowsField):
        child = s.CharField(max_length=200)
        return s.ListField(child=child, required=False, max_length=MOST, help_text=description)
    if isinstance(field, DayField):
        return s.DateField(required=False, allow_null=True, help_text=description)
    if isinstance(field, forms.IntegerField):
        return s.IntegerField(required=False, allow_null=True, help_text=description)
    if isinstance(field, forms.ChoiceField):
        values = [str(value) for value, _label in field.choices if value]  # type: ignore[union-attr]
        return one_of(values, description)
    return text(help_text=description)


def one_of(values: Sequence[str], description: str) -> s.ChoiceField:
    """A field with one of some values. An error lists them."""
    said = {"invalid_choice": "“{input}” is not one of the values: " + ", ".join(values) + "."}
    return s.ChoiceField(values, required=False, help_text=description, error_messages=said)


@cache
def body_of(register: Register) -> type[s.Serializer]:
    """The request body of a register: the fields of the form, under the names of the resource."""
    columns = register.resource.by_name
    found: dict[str, Any] = {}
    for name, field in fields_of(register.form).items():
        description = STAFF_ONLY.get(name) or columns[name].description
        found[name] = shape(name, field, description)
    if COMMITMENT in register.form.base_fields:
        found["edition"] = text(
            help_text="Edition of the commitment. Required if several editions have a commitment with this code."
        )
    return type(f"{name_of(register)}Body", (Reason,), found | {"__doc__": f"The fields of {register.one}."})


@cache
def changed_body_of(register: Register) -> type[s.Serializer]:
    """The request body of a change."""
    help_text = f"false restores {register.one} that was withdrawn. To withdraw it, use DELETE."
    doc = "Only the fields to change. `withdrawn: false`, alone or with a reason, restores a withdrawn row."
    fields = {"__doc__": doc, "withdrawn": s.BooleanField(required=False, help_text=help_text)}
    return type(f"Changed{name_of(register)}Body", (body_of(register),), fields)


def name_of(register: Register) -> str:
    return schemas.camel(register.resource)


@cache
def answer_of(register: Register) -> type[s.Serializer]:
    found = written(register.resource)
    found.__doc__ = f"The row of {register.one} after a write, withdrawn or not."
    return found


@cache
def conflict_of(register: Register) -> type[schemas.Problem]:
    fields = {
        "__doc__": f"An error: it conflicts with the current state of {register.one}.",
        "current": answer_of(register)(
            required=False, help_text="The current row, if someone has changed it. Its version is in ETag."
        ),
        "citing": Citing(many=True, required=False, help_text="Rows that refer to it, so that it cannot be withdrawn."),
    }
    return type(f"{name_of(register)}Conflict", (schemas.Problem,), fields)


def group_of(register: Register) -> str:
    return next(name for name, resources in GROUPS.items() if register.resource in resources)


def number(register: Register) -> Any:
    return schemas.number("id", f"Number of the {register.noun}.")


def created(register: Register) -> Callable:
    return operation(
        f"{register.stem}_create",
        group_of(register),
        "edit",
        f"Add {register.one}",
        f"Fields have the same names as in the list, and refer to other rows by their codes. {WHO}",
        request=body_of(register),
        answer=answer_of(register),
        status=201,
        examples=(body_example("A new row", register.new),),
    )


def changed(register: Register) -> Callable:
    return operation(
        f"{register.stem}_update",
        group_of(register),
        "edit",
        f"Change or restore {register.one}",
        f"Send only the fields to change; a list replaces the whole stored list. `withdrawn: false` restores. {WHO}",
        request=changed_body_of(register),
        answer=answer_of(register),
        parameters=(number(register),),
        conflict=conflict_of(register),
        versioned=True,
        missing=True,
        examples=(body_example("Some fields", register.changed),),
    )


def withdrawn(register: Register) -> Callable:
    return operation(
        f"{register.stem}_withdraw",
        group_of(register),
        "edit",
        f"Withdraw {register.one}",
        "It is removed from lists, but its history is kept. `reason` is required. While other rows refer to it, the "
        f"response is 409 with `citing`. {WHO}",
        answer=answer_of(register),
        parameters=(number(register), REASON),
        conflict=conflict_of(register),
        versioned=True,
        missing=True,
    )


WHO = "For coordinators and administrators."


def shown(register: Register, tag: str) -> Callable:
    """The GET of one row."""
    missing = OpenApiResponse(schemas.UnknownProblem, description="No row has this number.")
    return extend_schema(
        operation_id=f"{register.stem}_retrieve",
        tags=[tag],
        summary=f"Get {register.one}",
        description=f"{register.resource.description} With a token, `ETag` is the version for `If-Match`, and staff "
        "also see withdrawn rows.",
        parameters=[number(register), *described_languages(register.resource)],
        responses=schemas.row(register.resource) | {(404, "application/problem+json"): missing},
    )
