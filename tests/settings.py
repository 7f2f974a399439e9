"""The product's settings, with servers that this test run starts itself (tests/conftest.py) in the folder chosen here.

TEST_DATABASE_URL names another PostgreSQL to use; its user must be allowed to create databases. DATABASE_URL and
BROKER_URL are ignored, because they may belong to a real site. TEST_VAR_DIR passes the folder on to xdist's workers.
"""

import logging
import os
import sys
import tempfile
from pathlib import Path

if "TEST_VAR_DIR" not in os.environ:
    os.environ["TEST_VAR_DIR"] = tempfile.mkdtemp(prefix="sdgmap-test-")
os.environ["VAR_DIR"] = os.environ["TEST_VAR_DIR"]
os.environ["DEBUG"] = "1"
os.environ |= {"DATABASE_URL": os.environ.get("TEST_DATABASE_URL", ""), "BROKER_URL": ""}
os.environ["LOG_LEVEL"] = "WARNING"
os.environ["UNFINISHED_LANGUAGES"] = "1"  # pages are tested from right to left too

from sdgmap.settings import *  # noqa: F403

DATABASES["default"]["CONN_MAX_AGE"] = 0  # noqa: F405 - a live server's threads must not outlive their test's database
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
WEBHOOKS_PRIVATE_ALLOWED = False  # as in production
# tests make any number of requests from one address; those of the limits set them
API_LIMIT = API_TOKEN_LIMIT = API_USER_LIMIT = PAST_LIMIT = 0
Path(STATIC_ROOT).mkdir(exist_ok=True)  # noqa: F405 - whitenoise warns of a missing one
for handler in logging.getLogger().handlers:  # threads of a live server log on after pytest has closed its stand-in
    handler.setStream(sys.__stderr__)
