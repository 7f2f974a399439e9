"""The environment of a child process that works on the database of a test."""

import os
from urllib.parse import quote

from django.db import connection


def environment(**more: str) -> dict[str, str]:
    """That of this process, with the settings and the database of this test, no broker, and `more`. The test must not
    run in a transaction: the child would not see what it wrote."""
    at = connection.settings_dict
    host = at["HOST"] or at["OPTIONS"].get("host", "")
    port = f"&port={at['PORT']}" if at["PORT"] else ""
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "sdgmap.settings",
        "DATABASE_URL": f"postgres://{quote(at['USER'])}:{quote(at['PASSWORD'])}@/{at['NAME']}?host={host}{port}",
        "BROKER_URL": "redis://127.0.0.1:1",
        "DEBUG": "1",
        **more,
    }
