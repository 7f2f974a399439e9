#!/usr/bin/env python
"""Django's command line for SDG Map."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import OperationalError

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sdgmap.settings")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"{error}")
    except OperationalError as error:
        if os.environ.get("DATABASE_URL"):
            sys.exit(f"PostgreSQL does not answer at DATABASE_URL:\n{error}")
        sys.exit(
            "PostgreSQL is not running. Start everything with `make run`, "
            "or the database alone with `python -m sdgmap.embedded start`."
        )
