"""The commands of "Tokens and writing" in docs/api.md, as someone would type them."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from activities import rules
from activities.models import Activity, Submission
from roadmap.models import Engagement
from tests.activities.api.writing.calling import Program
from tests.factories.activities import (
    ActivityFactory,
    CountryFactory,
    GoalFactory,
    MappingFactory,
    OrganisationFactory,
    TargetFactory,
    UserFactory,
)
from tests.factories.roadmap import ActionBodyFactory, ActionFactory
from tests.factories.submissions import MembershipFactory

DOCS = Path(__file__).resolve().parents[4] / "docs" / "api.md"
SUBMIT, CHANGE, BATCH, EVENT, REPORT = re.findall(
    r"```sh\n(.*?)```", DOCS.read_text().partition("## Tokens and writing")[2], re.DOTALL
)
pytestmark = pytest.mark.skipif(not shutil.which("curl"), reason="needs curl")


def typed(commands: str, folder: Path, **variables: object) -> dict:
    """The JSON that the last command prints."""
    environment = os.environ | {name: str(value) for name, value in variables.items()}
    done = subprocess.run(["bash", "-ec", commands], cwd=folder, env=environment, check=True, capture_output=True)
    return json.loads(done.stdout)


@pytest.fixture
def site(transactional_db, live_server):
    CountryFactory(code="KE")
    OrganisationFactory(sector="ITU-D")
    TargetFactory(code="9.c")
    return live_server.url


def test_create_and_submit_a_submission(site, client, tmp_path):
    program = Program(
        client, MembershipFactory(organisation=OrganisationFactory(name="Solar Institute")).user, "submit"
    )
    for _ in range(2):  # whoever sends it again gets the same one
        answer = typed(SUBMIT, tmp_path, SITE=site, TOKEN=program.secret)
    assert (answer["state"], answer["missing"]) == ("submitted", {})
    assert Submission.objects.get().code == answer["code"]


def test_change_a_mapping_and_write_a_batch(site, client, tmp_path):
    program = Program(client, UserFactory(role=rules.FOCAL_POINT, sectors=["ITU-D"]))
    link = MappingFactory(activity=ActivityFactory(title="Telecentres"), certainty="unconfirmed")
    answer = typed(CHANGE, tmp_path, SITE=site, TOKEN=program.secret, MAPPING=link.pk)
    assert (answer["id"], answer["certainty"]) == (link.pk, "confirmed")
    row = link.activity
    for _ in range(2):
        answer = typed(BATCH, tmp_path, SITE=site, TOKEN=program.secret, ACTIVITY=row.pk, CHANGE=row.change_id)
    assert [one["status"] for one in answer["rows"]] == [201, 200]
    assert sorted(Activity.objects.values_list("title", "end_year")) == [
        ("Smart villages", None),
        ("Telecentres", 2026),
    ]


def test_enter_an_event_and_report_on_a_commitment(site, client, tmp_path):
    GoalFactory(code="9")
    ActionBodyFactory(action=ActionFactory(code="6.5", rule="yearly"))
    program = Program(client, UserFactory(role=rules.COORDINATOR))
    for _ in range(2):
        answer = typed(EVENT, tmp_path, SITE=site, TOKEN=program.secret)
    assert (answer["kind"], answer["terms"]) == ("information-session", ["sdg:9"])
    assert Engagement.objects.get().pk == answer["id"]
    answer = typed(REPORT, tmp_path, SITE=site, TOKEN=program.secret)
    assert (answer["action"], answer["state"]) == ("6.5", "accepted")
