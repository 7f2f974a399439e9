"""The recipes of docs/api.md, run as they stand there: by curl, Python and R."""

import csv
import re
import shutil
import subprocess
import sys

import pytest
from django.utils import timezone

from activities import summaries
from activities.api.reference.recipes import GUIDE, LANGUAGES, SITE, recipes
from tests.factories.activities import (
    ActionLineFactory,
    ActivityFactory,
    CountryFactory,
    CrosswalkFactory,
    MappingFactory,
    OrganisationFactory,
    TargetFactory,
    TermTextFactory,
)

RUN = {"sh": ["sh", "-eu"], "python": [sys.executable], "r": ["Rscript"]}
#: What the files or the output of each recipe contain.
WRITTEN = {1: "Smart villages", 2: "Smart villages", 3: "9.c", 4: "Smart villages", 5: "9.c"}
PRINTED = {1: "Smart villages", 2: "mappings", 3: "9.c", 4: "Smart villages", 5: "2 mappings"}
WRITES = (".csv", ".json", ".jsonl")


@pytest.fixture
def site(live_server):
    """A live server with an activity in Rwanda, and one in Namibia, whose code R and pandas take for nothing."""
    CountryFactory(code="RW", name="Rwanda", alpha3="RWA", m49="646", region="africa")
    CountryFactory(code="NA", name="Namibia", alpha3="NAM", m49="516", region="africa")
    itu_d = OrganisationFactory(slug="itu-d", name="ITU Telecommunication Development Sector", sector="ITU-D")
    target, line = TargetFactory(code="9.c"), ActionLineFactory(code="C2")
    for title, country in (("Smart villages", "RW"), ("Smart towns", "NA")):
        activity = ActivityFactory(title=title, organisation=itu_d, countries=[country], regions=["africa"])
        for term in (target, line):
            MappingFactory(activity=activity, term=term)
    TermTextFactory(term=target)
    CrosswalkFactory(to_term=target)
    summaries.rebuild()
    return live_server


def program(code, site):
    """The code for this site and for today, on which the facts of the test were written."""
    today = timezone.localdate().isoformat()
    return code.replace(SITE, site.url).replace('mount("https://"', 'mount("http://"').replace("2026-10-01", today)


def run(language, code, folder):
    name = folder / f"recipe.{language}"
    name.write_text(code)
    done = subprocess.run(
        [*RUN[language], str(name)],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stderr if language == "python" else "") == (0, ""), done.stderr
    return done.stdout + "".join(path.read_text() for path in folder.iterdir() if path.suffix in WRITES)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("number", [recipe.number for recipe in recipes()])
def test_each_recipe_works(site, tmp_path, number, language):
    if not shutil.which(RUN[language][0]):
        pytest.skip(f"{RUN[language][0]} is not installed")
    [recipe] = [one for one in recipes() if one.number == number]
    expected = WRITTEN if language == "sh" else PRINTED
    assert expected[number] in run(language, program(recipe.programs[language], site), tmp_path)


def test_every_recipe_is_written_in_three_languages():
    assert [(one.number, [*one.programs]) for one in recipes()] == [(n, ["sh", "python", "r"]) for n in range(1, 6)]


def test_a_recipe_reads_a_country_whose_code_means_nothing_elsewhere(site, tmp_path):
    code = program(recipes()[0].programs["python"], site) + 'print(mappings["countries"].tolist())\n'
    assert "['RW', 'NA']" in run("python", code, tmp_path)


def test_one_request_has_all_names(site, client):
    answer = b"".join(client.get("/api/v1/mappings.csv?goal=9&region=africa").streaming_content)
    first = next(csv.DictReader(answer.decode().splitlines()))
    names = ("activity_title", "organisation_name", "region_names", "country_names", "framework_title", "term_title")
    assert [name for name in names if not first[name]] == []


def test_the_guide_names_addresses_that_exist(client, db):
    paths = set(re.findall(r"`(/api/v1/[a-z/-]*(?:\.(?:csv|jsonl))?)`", GUIDE.read_text()))
    assert {path for path in paths if client.get(path).status_code == 404} == set()
