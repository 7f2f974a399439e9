"""A client for Python, generated from the description, and used for the five most common jobs."""

import importlib
import os
import subprocess
import sys
from http import HTTPStatus
from pathlib import Path

import pytest
from django.utils import timezone

from activities import summaries
from activities.models import Change, Mapping
from tests.factories.activities import (
    ActionLineFactory,
    ActivityFactory,
    CountryFactory,
    MappingFactory,
    OrganisationFactory,
    TargetFactory,
)

CONFIG = """project_name_override: sdgmap-client
package_name_override: sdgmap_client
literal_enums: true
"""


@pytest.fixture
def site(live_server):
    CountryFactory(code="RW", name="Rwanda", region="africa")
    itu_d = OrganisationFactory(slug="itu-d", sector="ITU-D")
    activity = ActivityFactory(title="Smart villages", organisation=itu_d, countries=["RW"], regions=["africa"])
    for term in (TargetFactory(code="9.c"), ActionLineFactory(code="C2")):
        MappingFactory(activity=activity, term=term)
    summaries.rebuild()
    return live_server


@pytest.fixture
def generated(site, tmp_path, monkeypatch):
    """The package sdgmap_client, made without a warning."""
    (tmp_path / "config.yaml").write_text(CONFIG)
    tools = Path(sys.executable).parent
    command = [tools / "openapi-python-client", "generate", "--url", f"{site.url}/api/v1/schema/", "--fail-on-warning"]
    done = subprocess.run(
        [*map(str, command), "--config", "config.yaml", "--output-path", "client"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env=os.environ | {"PATH": f"{tools}:{os.environ['PATH']}"},
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    monkeypatch.syspath_prepend(str(tmp_path / "client"))
    yield importlib.import_module("sdgmap_client")
    for name in [one for one in sys.modules if one.split(".")[0] == "sdgmap_client"]:
        del sys.modules[name]


def test_a_generated_client_does_the_common_jobs(generated, site):
    def operation(group, name):
        return importlib.import_module(f"sdgmap_client.api.{group}.{name}")

    work, figures = "activities_and_mappings", "figures"
    with generated.Client(base_url=site.url) as client:
        found = operation(work, "mappings_list").sync(client=client, goal=["9"], region=["africa"])
        shown = [(row.activity_title, row.organisation, row.country_names, row.term_code) for row in found.results]
        assert shown == [("Smart villages", "itu-d", ["Rwanda"], "9.c")]

        table = operation(work, "mappings_list_file").sync("csv", client=client)
        ids = Mapping.objects.order_by("id").values_list("id", flat=True)
        assert [line.split(",")[0] for line in table.splitlines()] == ["id", *map(str, ids)]

        cells = operation(figures, "matrix").sync(client=client, sector="ITU-D")
        assert [(cell.line, cell.goal, cell.activities) for cell in cells.results] == [("C2", "9", 1)]

        everything = operation(work, "activities_list").sync(client=client, country=["RW"], organisation="itu-d")
        assert [activity.title for activity in everything.results] == ["Smart villages"]
        assert sorted(link.code for link in everything.results[0].mappings) == ["9.c", "C2"]

        then = operation(work, "mappings_list").sync(client=client, as_of=timezone.localdate())
        assert then.last_change == Change.objects.latest("id").id

        refused = operation(work, "activities_retrieve").sync_detailed(999_999, client=client)
        assert (refused.status_code, refused.parsed.detail) == (HTTPStatus.NOT_FOUND, "There is no activity 999999.")
