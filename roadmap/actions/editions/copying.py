"""Copy what an edition contains into a draft."""

from typing import Any

from activities.models import Change
from roadmap.models import Action, ActionActivity, ActionBody, ActionTerm, Citation, Edition, Section

#: Columns that are not copied: what a row is, and who wrote it.
OWN = ("id", "change_id")


def copy_contents(source: Edition, draft: Edition, change: Change) -> None:
    """Copy the live sections and commitments of `source`, with bodies, Terms, activities and citations. Eleven
    queries."""
    sections = list(Section.objects.live().filter(edition=source).order_by("number"))
    new_sections = copied(Section, sections, change, edition_id=lambda _row: draft.pk)
    in_section = dict(zip((one.pk for one in sections), new_sections, strict=True))
    actions = list(Action.objects.live().filter(section__in=sections).order_by("section__number", "position"))
    new_actions = copied(Action, actions, change, section_id=lambda row: in_section[row.section_id])
    in_action = dict(zip((one.pk for one in actions), new_actions, strict=True))
    for model in (ActionBody, ActionTerm, ActionActivity, Citation):
        links: Any = model
        rows = list(links.objects.live().filter(action__in=actions).order_by("id"))
        copied(links, rows, change, action_id=lambda row: in_action[row.action_id])


def copied(model: Any, rows: list[Any], change: Change, **replaced: Any) -> list[int]:
    """Insert a copy of each row under `change`, with these columns replaced. The ids of the copies, in order."""
    names = [field.attname for field in model._meta.concrete_fields if field.attname not in OWN]
    made = [
        model(
            **{name: replaced[name](row) if name in replaced else getattr(row, name) for name in names}, change=change
        )
        for row in rows
    ]
    return [one.pk for one in model.objects.bulk_create(made)]
