"""Published snapshots: the newest, one by its date, their files, and what they cite."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Sum
from django.utils.functional import cached_property

from activities.models import Snapshot, SnapshotFile

#: Dates that are offered when one is not found.
NEAREST = 3


@dataclass(frozen=True)
class TableFiles:
    """A table of a snapshot: its name and title as they were, its rows, and its files, one for each format."""

    name: str
    title: str
    rows: int
    files: tuple[SnapshotFile, ...]


@dataclass(frozen=True)
class Shown:
    """A snapshot with its files: those of tables, and the documents that describe them."""

    snapshot: Snapshot
    files: tuple[SnapshotFile, ...]

    @cached_property
    def tables(self) -> list[TableFiles]:
        names = dict.fromkeys(file.table for file in self.files if file.table)
        return [self._table(name) for name in names]

    @cached_property
    def documents(self) -> list[SnapshotFile]:
        return [file for file in self.files if not file.table]

    def _table(self, name: str) -> TableFiles:
        files = tuple(file for file in self.files if file.table == name)
        return TableFiles(name, files[0].title, files[0].rows or 0, files)


def shown(day: date | None = None) -> Shown | None:
    """The snapshot of the day, or the newest, with its files. Two queries; one if there is none."""
    rows = Snapshot.objects.select_related("change")
    found = rows.filter(date=day).first() if day else rows.first()
    return Shown(found, tuple(found.files.all())) if found else None


def listed() -> list[Snapshot]:
    """All snapshots, newest first, each with the bytes of its files as `size`. One query."""
    return list(Snapshot.objects.annotate(size=Sum("files__bytes")).order_by("-date").select_related("change"))


def file_of(day: date, name: str) -> SnapshotFile | None:
    """A file of the snapshot of a day. One query; none for a name that no file can have."""
    if "\0" in name:
        return None
    return SnapshotFile.objects.filter(snapshot=day, name=name).select_related("snapshot").first()


def newest() -> Snapshot | None:
    return Snapshot.objects.first()


def nearest_dates(day: date) -> list[date]:
    """The dates of the snapshots nearest to a day."""
    known: Iterable[date] = Snapshot.objects.values_list("date", flat=True)
    return sorted(known, key=lambda one: abs((one - day).days))[:NEAREST]


def cites(number: int) -> bool:
    """Whether a snapshot was made of the version after this Change. One query."""
    return Snapshot.objects.filter(change=number).exists()
