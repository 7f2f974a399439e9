"""One VAR_DIR for the drills that need a site with the data it ships with."""

import pytest

from tests.conftest import var_folder


@pytest.fixture(scope="session")
def site_var():
    """The first test to run a site in it makes the database, the others find it."""
    with var_folder() as folder:
        yield folder
