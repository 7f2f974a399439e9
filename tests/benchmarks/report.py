"""Results as a table on the screen, as var/bench.json, and as the block in docs/performance.md."""

import json
import os
import re
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import psutil

DOCS = Path(__file__).resolve().parents[2] / "docs" / "performance.md"
BEGIN, END = "<!-- make bench writes from here -->", "<!-- to here -->"
POSTGRESQL = "PostgreSQL"
STARTED = time.monotonic()


def say(text: str) -> None:
    print(f"  [{time.monotonic() - STARTED:5.1f} s] {text}", flush=True)


@dataclass
class Result:
    """One journey. `floor` is PostgreSQL alone. `by` are ratios by what divides; `reach` the least of each, `most` the
    greatest figure allowed. For units that are seconds, `ratio` says how many times as long as the floor we take."""

    name: str
    title: str
    unit: str
    ours: float
    floor: float | None = None
    by: dict[str, float] = field(default_factory=dict)
    reach: dict[str, float] = field(default_factory=dict)
    most: dict[str, float] = field(default_factory=dict)
    figures: dict[str, float] = field(default_factory=dict)
    memory: float | None = None

    @property
    def ratio(self) -> float | None:
        return self.ours / self.floor if self.floor else None

    @property
    def goals(self) -> list[tuple[str, bool]]:
        """Each goal in words, and whether it was reached; a goal that was not measured is left out."""
        known = self.by | self.figures | ({POSTGRESQL: self.ratio} if self.ratio else {})
        least = [(f"≥ {goal:g} × {name}", known[name] >= goal) for name, goal in self.reach.items() if name in known]
        at_most = [
            (f"≤ {goal:g} {'× ' if name == POSTGRESQL else ''}{name}", known[name] <= goal)
            for name, goal in self.most.items()
            if name in known
        ]
        return least + at_most

    def as_json(self) -> dict:
        return {
            "ours": rounded(self.ours),
            "floor": rounded(self.floor),
            "ratio": rounded(self.ratio),
            "unit": self.unit,
            "by": {name: rounded(value) for name, value in self.by.items()},
            "figures": {name: rounded(value) for name, value in self.figures.items()},
            "goals": dict(self.goals),
            "memory_mb": rounded(self.memory),
        }


def rounded(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.4g}")


def shown(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


HEAD = ("journey", "ours", "PostgreSQL alone", "ratio", "other ratios", "goal", "reached", "peak MB")


def rows(results: list[Result]) -> list[tuple[str, ...]]:
    return [
        (
            result.name,
            f"{shown(result.ours)} {result.unit}",
            shown(result.floor),
            shown(result.ratio),
            ", ".join(
                [f"{shown(value)} × {name}" for name, value in result.by.items()]
                + [f"{shown(value)} {name}" for name, value in result.figures.items()]
            ),
            ", ".join(goal for goal, _ in result.goals),
            ", ".join("yes" if reached else "no" for _, reached in result.goals),
            shown(result.memory),
        )
        for result in results
    ]


def table(results: list[Result]) -> str:
    lines = [HEAD, *rows(results)]
    widths = [max(len(line[n]) for line in lines) for n in range(len(HEAD))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines)


def write_json(results: list[Result], file: Path) -> None:
    file.write_text(json.dumps({result.name: result.as_json() for result in results}, indent=2) + "\n")


def write_markdown(results: list[Result], command: str) -> None:
    """Replace the block between the markers of docs/performance.md. Raises ValueError when the markers are gone."""
    text = DOCS.read_text()
    block = re.compile(f"{re.escape(BEGIN)}.*?{re.escape(END)}", re.DOTALL)
    if not block.search(text):
        raise ValueError(f"{DOCS} has lost its markers {BEGIN} … {END}")
    lines = ["| " + " | ".join(line) + " |" for line in (HEAD, ("---",) * len(HEAD), *rows(results))]
    made = f"Made on {datetime.now(UTC):%-d %B %Y} by `{command}` on {machine()}."
    DOCS.write_text(block.sub(lambda _: "\n".join([BEGIN, "", made, "", *lines, "", END]), text))


def machine() -> str:
    return f"{os.cpu_count()} cores, {psutil.virtual_memory().total / 2**30:.0f} GB of memory"
