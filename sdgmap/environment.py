"""Settings from the environment: read, or refused in one line that names the variable and says what it looks like.
Addresses may contain a password, so no message repeats them."""

from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured


class Env(environ.Env):
    """Names the variable whose value cannot be read."""

    def get_value(self, var: str, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().get_value(var, *args, **kwargs)
        except ValueError as error:
            raise ImproperlyConfigured(f"{var} has a value that cannot be read: {error}") from None


BROKERS = ("redis", "rediss", "redis+socket")


def database(url: str) -> dict[str, Any]:
    """The settings of the database. Raises ImproperlyConfigured."""
    if scheme(url) in ("postgres", "postgresql"):
        try:
            found = environ.Env.db_url_config(url)
        except ValueError:  # of a port, for example
            found = {}
        if found.get("NAME"):
            return found
    raise ImproperlyConfigured(
        "DATABASE_URL is not an address of a PostgreSQL database. It looks like this: "
        "postgres://user:password@host:5432/name"
    )


def broker(url: str) -> str:
    """The address of the broker. Raises ImproperlyConfigured."""
    if scheme(url) in BROKERS:
        return url
    raise ImproperlyConfigured(
        "BROKER_URL is not an address of a Valkey or Redis server. It looks like this: redis://host:6379/0"
    )


def scheme(url: str) -> str:
    try:
        return urlsplit(url).scheme
    except ValueError:
        return ""
