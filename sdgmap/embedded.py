"""PostgreSQL and Valkey as child processes under VAR_DIR, for a first run and for tests. (Being written.)"""

from pathlib import Path


def database_url(var: Path) -> str:
    return ""


def broker_url(var: Path) -> str:
    return ""


def kept_secret(var: Path) -> str:
    return ""
