"""Journeys walk through the map as it ships, and only read it."""

import pytest
from django.db import connections

from tests.loaded import loaded_map


@pytest.fixture(scope="package")
def shipped_map(django_db_setup, django_db_blocker):
    """Loaded once for all journeys."""
    with loaded_map(django_db_blocker):
        yield


@pytest.fixture
def transactional_db(shipped_map, django_db_blocker):
    """In place of pytest-django's, which would empty the database after each journey."""
    with django_db_blocker.unblock():
        yield
        connections.close_all()
