"""granian, with the application loaded before its workers are: one that replaces another serves within a second.

`python -m sdgmap.web` takes granian's arguments; the application is the last of them.
"""

import importlib
import sys

from django.urls import get_resolver
from granian.cli import entrypoint


def main() -> None:
    importlib.import_module(sys.argv[-1].partition(":")[0])
    get_resolver().url_patterns  # noqa: B018 - imports all pages
    entrypoint()


if __name__ == "__main__":
    main()
