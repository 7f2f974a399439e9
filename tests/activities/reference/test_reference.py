"""The real data: complete, idempotent, never over an editor's head; and a broken file that leaves nothing behind."""

import shutil
from collections import Counter

import pytest
from django.core.management import CommandError, call_command

from activities.actions.ledger import record
from activities.actions.reference import load as reference
from activities.actions.reference.reconcile import reconcile
from activities.exchange.csv_files.activities import COLUMNS
from activities.exchange.csv_files.rows import Faults
from activities.models import Activity, Change, Country, Crosswalk, Mapping, Organisation, Term, TermText
from activities.queries.history.of_activity import history
from activities.queries.vocabulary import vocabulary


@pytest.fixture
def loaded(db):
    with record("load_reference", "reference.load") as change:
        return reference.load_map(change)


def test_all_of_the_reference_data_is_there(loaded):
    counts = {
        "goals": Term.objects.goals().count(),
        "targets": Term.objects.targets().count(),
        "action lines": Term.objects.action_lines().count(),
        "plan 2020": Term.objects.of("sp-2020").count(),
        "plan 2024": Term.objects.of("sp-2024").count(),
        "global digital compact": Term.objects.of("gdc").count(),
        "matrix": Crosswalk.objects.official().count(),
        "short names": TermText.objects.filter(term__kind="goal").count(),
        "itu": Activity.objects.filter(organisation__sector__gt="").count(),
        "stakeholders": Activity.objects.of_sector("").count(),
        "without an organisation": Activity.objects.filter(organisation=None).count(),
        "organisations": Organisation.objects.filter(sector="").count(),
        "sectors": Organisation.objects.exclude(sector="").count(),
    }
    assert counts == {
        "goals": 17,
        "targets": 169,
        "action lines": 18,
        "plan 2020": 197,
        "plan 2024": 52,
        "global digital compact": 5,
        "matrix": 188,
        "short names": 102,
        "itu": 180,
        "stakeholders": 161,
        "without an organisation": 1,
        "organisations": 144,
        "sectors": 5,
    }


def test_what_is_not_sure_says_so(loaded):
    def counted(rows, column="certainty"):
        return Counter(rows.values_list(column, flat=True))

    assert set(counted(Crosswalk.objects.exclude(standing="official"))) == {"proposed"}
    assert counted(Crosswalk.objects.official()) == {"official": 184, "unconfirmed": 4}
    assert counted(Activity.objects.all(), "description_certainty") == {"official": 278, "proposed": 63}
    assert set(counted(Mapping.objects.all())) == {"official", "proposed"}
    assert Mapping.objects.filter(certainty="official").values("activity").distinct().count() == 1
    assert set(counted(Mapping.objects.exclude(rationale=""))) == {"proposed"}
    assert set(counted(Term.objects.filter(basis__contains="recalled"))) == {"unconfirmed"}
    assert set(counted(Term.objects.filter(kind__in=["goal", "target"]))) == {"official"}
    assert set(counted(TermText.objects.exclude(language="en"))) == {"unconfirmed"}
    assert set(counted(TermText.objects.filter(language="en"))) == {"official"}


def test_codes_that_look_like_numbers_stay_apart(loaded):
    assert (
        Term.objects.get(framework__slug="sdg", code="8.10").title
        != Term.objects.get(framework__slug="sdg", code="8.1").title
    )
    assert list(Term.objects.targets().filter(goal__code="9").order_by("position").values_list("code", flat=True)) == [
        "9.1", "9.2", "9.3", "9.4", "9.5", "9.a", "9.b", "9.c",
    ]  # fmt: skip


def test_a_second_load_changes_nothing(loaded):
    with record("load_reference", "reference.load") as change:
        outcomes = reference.load_map(change)
    assert {(o.new, o.changed, o.skipped) for o in outcomes} == {(0, 0, 0)}


def test_what_somebody_edited_is_kept(loaded):
    activity = Activity.objects.order_by("id")[0]
    with record("tests", "activity.edit") as change:
        Activity.objects.filter(id=activity.id).update(title="Edited by a focal point", change=change)
    with record("load_reference", "reference.load") as change:
        outcomes = {o.label: o for o in reference.load_map(change)}
    assert (outcomes["activities"].changed, outcomes["activities"].skipped) == (0, 1)
    assert Activity.objects.get(id=activity.id).title == "Edited by a focal point"


def test_ministries_carry_the_name_of_their_state_but_keep_their_addresses_and_an_agency_is_one(loaded):
    ministries = Organisation.objects.filter(name__startswith="Ministry of Education").values_list("slug", "name")
    assert set(ministries) == {
        ("ministry-of-education-om", "Ministry of Education of Oman"),
        ("ministry-of-education-sa", "Ministry of Education of Saudi Arabia"),
    }
    unicef = Organisation.objects.get(name="United Nations Children's Fund (UNICEF)")
    assert (unicef.slug, unicef.type, unicef.country_id) == (
        "united-nations-childrens-fund-unicef",
        "international-organisation",
        "US",
    )
    assert unicef.activities.count() == 4


@pytest.mark.django_db
def test_the_command_says_what_it_did_and_the_second_time_records_nothing(capsys):
    call_command("load_reference")
    changes = Change.objects.count()
    assert capsys.readouterr().out.splitlines()[-1].endswith(" changes")
    call_command("load_reference")
    assert capsys.readouterr().out.splitlines()[-1] == "0 changes"
    assert Change.objects.count() == changes == 1


@pytest.mark.django_db
def test_a_broken_reference_file_loads_nothing(tmp_path, monkeypatch):
    shutil.copytree(reference.REFERENCE, tmp_path / "reference")
    file = tmp_path / "reference" / "wsis_sdg_matrix.csv"
    lines = file.read_text().splitlines()
    lines[2] = lines[2].replace("3.8", "3.88", 1)
    file.write_text("\n".join(lines))
    monkeypatch.setattr(reference, "REFERENCE", tmp_path / "reference")
    with pytest.raises(CommandError) as caught:
        call_command("load_reference")
    fault, nothing = str(caught.value).splitlines()
    assert fault.startswith("wsis_sdg_matrix.csv, row 3, column to_code: “3.88” is not a code of sdg. Did you mean 3.8")
    assert nothing == "Nothing was loaded."
    assert (Country.objects.count(), Term.objects.count(), Change.objects.count()) == (0, 0, 0)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("ITU-R,", "ITU-X,", "sectors.csv, row 2, column code: “ITU-X” is not an ITU Sector. Did you mean ITU-"),
        ("ITU-R,ITU Radiocommunication Sector\n", "", "sectors.csv, column code: There is no row for ITU-R. Add one."),
    ],
)
@pytest.mark.django_db
def test_every_sector_has_a_name(tmp_path, monkeypatch, old, new, fault):
    shutil.copytree(reference.REFERENCE, tmp_path / "reference")
    file = tmp_path / "reference" / "sectors.csv"
    file.write_text(file.read_text().replace(old, new, 1))
    monkeypatch.setattr(reference, "REFERENCE", tmp_path / "reference")
    with pytest.raises(Faults) as caught:
        reference.sector_names()
    assert str(caught.value).startswith(fault)


HEADER = ",".join([*COLUMNS, "organisation", "organisation_type", "country"])
GOOD = (
    "our-project,Our project,project,,What we do,2020,2024,ongoing,Africa,KE,,C2,9,9.c,source,source,https://x.example,"
    "Uhuru Labs,private-sector,KE"
)


def write(tmp_path, *rows):
    path = tmp_path / "ours.csv"
    path.write_text("\n".join([HEADER, *rows]))
    return path


def test_import_activities_takes_a_sound_file_once(loaded, tmp_path, capsys):
    path = write(tmp_path, GOOD)
    call_command("import_activities", path, reason="Yearly delivery")
    assert capsys.readouterr().out.splitlines()[-1] == "5 changes"
    activity = Activity.objects.get(slug="our-project")
    assert (activity.organisation.name, activity.countries, activity.regions, activity.change.reason) == (
        "Uhuru Labs",
        ["KE"],
        ["africa"],
        "Yearly delivery",
    )
    assert set(activity.mappings.values_list("term__code", "strength", "certainty")) == {
        ("C2", 2, "official"),
        ("9", 2, "official"),
        ("9.c", 2, "official"),
    }
    assert [entry.what for entry in history(activity.id, vocabulary())] == ["Activities imported"]
    call_command("import_activities", path)
    assert capsys.readouterr().out.splitlines()[-1] == "0 changes"


def test_import_activities_refuses_a_broken_file_whole_and_names_every_fault(loaded, tmp_path):
    bad = (
        "Our Second,,projct,,x,2024,2020,ongoing,Afrika,KX,,C77,9,8.1O,source,source,https://x.example,"
        "Uhuru Labs,private-sector,KE"
    )
    before = Activity.objects.count(), Change.objects.count()
    with pytest.raises(CommandError) as caught:
        call_command("import_activities", write(tmp_path, GOOD, bad, GOOD))
    assert str(caught.value).splitlines() == [
        "ours.csv, row 3, column end_year: The activity ends in 2020, before it starts in 2024.",
        "ours.csv, row 3, column slug: “Our Second” is not an address. Use lower-case letters, digits and hyphens.",
        "ours.csv, row 3, column title: The cell is empty. Fill it in.",
        "ours.csv, row 3, column kind: “projct” is not a kind of activity. Did you mean project?",
        "ours.csv, row 3, column regions: “Afrika” is not an ITU region. Did you mean Africa or Americas?",
        "ours.csv, row 3, column countries: “KX” is not a country code.",
        "ours.csv, row 3, column action_lines: “C77” is not an Action Line. "
        "Did you mean C7-eagriculture or C7-ebusiness or C7-eemployment?",
        "ours.csv, row 3, column targets: “8.1O” is not an SDG target. Did you mean 8.10?",
        "ours.csv, row 4, column slug: “our-project” is already in row 2.",
        "9 faults. Nothing was imported.",
    ]
    assert (Activity.objects.count(), Change.objects.count()) == before


def test_bodies_with_names_in_other_scripts_stay_apart(loaded, tmp_path):
    names = ["工业和信息化部", "教育部", "ООО ABC", "ABC", "Ministère de l’Économie"]
    rows = [
        GOOD.replace("our-project", f"project-{n}").replace("Uhuru Labs,private-sector,KE", f"{name},government,CN")
        for n, name in enumerate(names)
    ]
    for part in (rows, rows[1:2]):
        call_command("import_activities", write(tmp_path, *part))
    found = dict(Activity.objects.filter(slug__regex="^project-[0-9]$").values_list("slug", "organisation__name"))
    assert found == {f"project-{n}": name for n, name in enumerate(names)}
    assert set(
        Organisation.objects.filter(name__in=["ABC", "Ministère de l’Économie"]).values_list("slug", flat=True)
    ) == {
        "abc",
        "ministere-de-leconomie",
    }


def test_a_part_of_itu_is_no_stakeholder(loaded, tmp_path):
    with pytest.raises(CommandError) as caught:
        call_command("import_activities", write(tmp_path, GOOD.replace("Uhuru Labs", "ITU-D")))
    assert str(caught.value).splitlines()[0] == (
        "ours.csv, row 2, column organisation: “ITU-D” is a part of ITU. Enter it in the column “sector”."
    )


def test_import_activities_names_a_file_that_is_not_there(loaded, tmp_path):
    with pytest.raises(CommandError, match=r"absent\.csv is not a file"):
        call_command("import_activities", tmp_path / "absent.csv")


def test_reconcile_writes_only_what_differs(loaded, django_assert_num_queries):
    rows = list(Term.objects.goals().values("framework_id", "code", "title"))
    rows[0]["title"] = "Another label"
    with record("tests", "reference.load") as change, django_assert_num_queries(2):  # read, update
        outcome = reconcile(Term, ("framework_id", "code"), rows, change)
    assert (outcome.new, outcome.changed, outcome.unchanged, outcome.skipped) == (0, 1, 16, 0)


def test_an_activity_whose_source_names_nobody_has_no_organisation(loaded, tmp_path):
    call_command("import_activities", write(tmp_path, GOOD.replace("Uhuru Labs,private-sector,KE", ",,")))
    assert Activity.objects.get(slug="our-project").organisation is None


def test_half_an_organisation_is_refused(loaded, tmp_path):
    with pytest.raises(CommandError) as caught:
        call_command("import_activities", write(tmp_path, GOOD.replace("Uhuru Labs,private-sector,KE", ",,KE")))
    assert str(caught.value).splitlines()[:2] == [
        "ours.csv, row 2, column organisation: The cell is empty. Fill it in.",
        "ours.csv, row 2, column organisation_type: The cell is empty. Fill it in.",
    ]


def test_a_file_that_names_an_organisation_as_it_was_called_finds_it(loaded, tmp_path):
    former = GOOD.replace("Uhuru Labs,private-sector,KE", "UNICEF Ventures Fund,international-organisation,")
    known = GOOD.replace("our-project", "other").replace("Uhuru Labs,private-sector,KE", '"OpenMRS, Inc.",academia,BD')
    call_command("import_activities", write(tmp_path, former, known))
    found = Activity.objects.filter(slug__in=["our-project", "other"]).values_list(
        "slug", "organisation__slug", "organisation__country"
    )
    assert set(found) == {
        ("our-project", "united-nations-childrens-fund-unicef", "US"),
        ("other", "openmrs-inc", "US"),
    }


def test_countries_that_the_import_had_lost_are_there(loaded):
    names = dict(Activity.objects.values_list("slug", "countries"))
    assert not [slug for slug in names if slug.startswith("pxweb") and "GA" in names[slug]]
    assert {"GE", "JO", "PS"} <= set(names["pxweb"])
    assert (len(names["odk"]), len(names["global-healthsites-mapping-project"])) == (194, 196)
    assert (names["eduganda"], names["santeims"]) == (["EG", "UG"], ["MM", "TZ"])


@pytest.mark.django_db
def test_the_command_names_what_people_have_edited_and_leaves_it(capsys):
    call_command("load_reference")
    with record("tests", "activity.edit") as change:
        Activity.objects.filter(slug="eduganda").update(title="Edited by a focal point", withdrawn=True, change=change)
    capsys.readouterr()
    call_command("load_reference")
    *_tables, left, name, changes = capsys.readouterr().out.splitlines()
    assert (left, name, changes) == ("activities left as edited: 1", "  Edited by a focal point", "0 changes")
    assert Activity.objects.get(slug="eduganda").withdrawn
