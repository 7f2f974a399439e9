"""A database that fails in the middle."""

import pytest
from django.db import connection


@pytest.fixture
def fault():
    """The database fails at the row of one activity: fault(pk)."""

    def plant(pk):
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE FUNCTION fail_here() RETURNS trigger LANGUAGE plpgsql AS "
                "$$BEGIN RAISE EXCEPTION 'disk is on fire'; END$$"
            )
            cursor.execute(
                "CREATE TRIGGER fail_here BEFORE INSERT ON activities_mapping FOR EACH ROW "
                f"WHEN (NEW.activity_id = {int(pk)}) EXECUTE FUNCTION fail_here()"
            )

    return plant
