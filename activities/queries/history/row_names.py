"""Names of rows that other rows refer to by number, read together: one query for each table."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Field
from django.urls import NoReverseMatch

from activities.models import Activity, Term
from activities.queries.history.differences import Part
from activities.queries.history.tracked import Tracked


class RowNames:
    """First collect with `want` and `want_versions`, then `read` once, then get names with `part`. A row that does not
    exist is named by its number."""

    def __init__(self) -> None:
        self._wanted: dict[type[Any], set[int]] = defaultdict(set)
        self._found: dict[tuple[type[Any], Any], Part] = {}

    def want(self, model: type[Any], keys: Iterable[int]) -> None:
        self._wanted[model].update(keys)

    def want_versions(self, table: Tracked, versions: Iterable[dict[str, Any] | None]) -> None:
        """Collect all rows that these versions refer to, and the rows themselves if they have a page."""
        for version in versions:
            if version is None:
                continue
            if hasattr(table.model, "get_absolute_url"):
                self._wanted[table.model].add(version["id"])
            for field in table.fields:
                if field.is_relation and version[field.attname] is not None:
                    self._wanted[field.remote_field.model].add(version[field.attname])

    def read(self) -> None:
        for model, keys in self._wanted.items():
            rows = model._default_manager.all()
            if model is Term:
                rows = rows.select_related("framework").only("code", "kind", "framework__slug")
            elif model is Activity:
                rows = rows.only("title")
            for key, row in rows.in_bulk(keys).items():
                text = row.code if model is Term else str(row)
                self._found[model, key] = Part(text, href=address(row), code=model is Term)
        self._wanted.clear()

    def part(self, model: type[Any], key: Any) -> Part:
        return self._found.get((model, key)) or Part(str(key))

    def of(self, field: Field, key: Any) -> Part:
        return self.part(field.remote_field.model, key)  # type: ignore[union-attr]

    def row(self, table: Tracked, version: dict[str, Any]) -> tuple[Part, ...]:
        """The name of a row in this version, with the address of its page."""
        own = self._found.get((table.model, version["id"]))
        parts = []
        for name in table.named_by:
            field = table.model._meta.get_field(name.removesuffix("_id"))
            if field.is_relation:
                parts.append(self.of(field, version[name]))
            elif version[name] not in ("", None):
                parts.append(Part(str(version[name]), href=own.href if own else "", code=name == "code"))
        return tuple(parts) or (Part(str(version["id"])),)


def name_of(table: Tracked, row: Any) -> str:
    """The name of a current row, as a heading shows it. A link is named by its two ends, with one query for each."""
    if not any(name.endswith("_id") for name in table.named_by):
        return str(row)
    ends = [getattr(row, name.removesuffix("_id")) for name in table.named_by]
    return " · ".join(end.code if isinstance(end, Term) else str(end) for end in ends)


def address(row: Any) -> str:
    """The address of a row's page, or ""."""
    try:
        return row.get_absolute_url()
    except (AttributeError, NoReverseMatch):
        return ""
