"""A new framework is a file to load: it is everywhere without a line of code, and a broken file changes nothing."""

import csv
import io
import re
import shutil
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError

from activities import rules
from activities.actions.ledger import record
from activities.actions.reference.load import REFERENCE
from activities.models import Activity, Change, Crosswalk, Framework, Mapping, Term
from activities.summaries import rebuild
from tests.activities.editing.sheets.asking import applied, sent, totals
from tests.activities.editing.sheets.books import append, downloaded, rows_of
from tests.factories.activities import ActivityFactory, GoalFactory, MappingFactory, TermFactory, UserFactory
from tests.reading import text

pytestmark = pytest.mark.django_db

#: An invented framework with a crosswalk to the Compact. Its codes look like no code that the product knows.
CHARTER = (
    "charter,Charter of the Coasts,Coastal Union,Principles for small ports.,,2020,,6,terms,,charter.csv,"
    "charter_to_compact.csv"
)
TERMS = """code,title,summary,parent,valid_from,valid_to,replaces
PRINCIPLE-ONE,Open ports,Every port is open.,,,,
PRINCIPLE-ONE-A,Cables for all,,PRINCIPLE-ONE,2026-01-01,2029-12-31,PRINCIPLE-ONE-B
PRINCIPLE-ONE-B,Cables for some,,PRINCIPLE-ONE,,2025-12-31,
"""
LINKS = """from_framework,from_code,to_framework,to_code,rationale,standing
charter,PRINCIPLE-ONE,gdc,GDC-1,Open ports bring cables.,
charter,PRINCIPLE-ONE-A,gdc,GDC-2,The charter says so.,official
"""


@pytest.fixture
def folder(tmp_path):
    """What an operator has: a table with the Compact and the charter, and their files beside it."""
    header, *rows = (REFERENCE / "frameworks.csv").read_text().splitlines()
    compact = next(row for row in rows if row.startswith("gdc,"))
    (tmp_path / "new.csv").write_text("\n".join([header, compact, f"{CHARTER},"]))
    shutil.copy(REFERENCE / "gdc_objectives.csv", tmp_path)
    (tmp_path / "charter.csv").write_text(TERMS)
    (tmp_path / "charter_to_compact.csv").write_text(LINKS)
    return tmp_path


@pytest.fixture
def loaded(folder, capsys):
    """Both are loaded; one activity is mapped to GDC-1."""
    call_command("load_framework", folder / "new.csv")
    activity = ActivityFactory(title="Cable for the islands")
    MappingFactory(activity=activity, term=Term.objects.get(code="GDC-1"))
    GoalFactory(code="9")
    rebuild()
    capsys.readouterr()
    return activity


@pytest.fixture
def coordinator(client):
    user = UserFactory(role=rules.COORDINATOR)
    client.force_login(user)
    return user


def test_no_line_of_code_names_the_compact():
    folders = ("activities", "roadmap", "sdgmap", "templates", "static")
    files = [p for name in folders for p in Path(name).rglob("*") if p.suffix in (".py", ".html", ".js", ".sql")]
    assert len(files) > 400
    assert [str(p) for p in files if re.search("gdc|digital compact", p.read_text(), re.IGNORECASE)] == []


def test_the_command_loads_in_one_change_and_the_second_time_none(folder, capsys):
    call_command("load_framework", folder / "new.csv", reason="Asked for by the Task Force")
    assert capsys.readouterr().out.splitlines() == [
        "frameworks                    2 new       0 changed       0 unchanged     0 left",
        "terms                         8 new       0 changed       0 unchanged     0 left",
        "texts                         0 new       0 changed       0 unchanged     0 left",
        "crosswalk links               2 new       0 changed       0 unchanged     0 left",
        "12 changes",
    ]
    change = Change.objects.get()
    assert (change.actor, change.verb, change.reason) == (
        "load_framework",
        "reference.load",
        "Asked for by the Task Force",
    )
    call_command("load_framework", folder / "new.csv")
    assert capsys.readouterr().out.splitlines()[-1] == "0 changes"
    assert Change.objects.count() == 1


def test_what_changes_in_the_file_changes_and_what_somebody_edited_stays(loaded, folder, capsys):
    with record("tests", "term.edit") as change:
        Term.objects.filter(code="PRINCIPLE-ONE").update(title="Edited", change=change)
    file = folder / "charter.csv"
    file.write_text(TERMS.replace("Open ports", "Ports").replace("Cables for all", "Cables"))
    call_command("load_framework", folder / "new.csv")
    assert capsys.readouterr().out.splitlines()[1].split() == "terms 0 new 1 changed 6 unchanged 1 left".split()
    assert dict(Term.objects.of("charter").values_list("code", "title")) == {
        "PRINCIPLE-ONE": "Edited",
        "PRINCIPLE-ONE-A": "Cables",
        "PRINCIPLE-ONE-B": "Cables for some",
    }


class TestEverywhere:
    def test_frameworks_pages(self, client, loaded):
        shown = text(client.get("/frameworks/"))
        assert "Global Digital Compact United Nations" in shown
        assert "5 objectives" in shown
        assert "3 entries 1 official link to other frameworks 1 link to other frameworks, proposed" in shown
        assert "GDC-1 Close digital divides Objective 1 activity linked" in text(client.get("/frameworks/gdc/"))
        shown = text(client.get("/frameworks/gdc/GDC-1/"))
        assert "Close all digital divides and speed up progress" in shown
        assert "Linked from PRINCIPLE-ONE Open ports proposed Open ports bring cables." in shown
        assert "1 activity linked to it" in shown
        assert 'href="/activities/?plan=gdc%3AGDC-1"' in client.get("/frameworks/gdc/GDC-1/").content.decode()
        shown = text(client.get("/frameworks/charter/PRINCIPLE-ONE-A/"))
        assert "GDC-2 Inclusive digital economy The charter says so. Official 0" in shown
        assert "Valid 1 January 2026 to 31 December 2029 Replaces PRINCIPLE-ONE-B Cables for some" in shown
        shown = text(client.get("/frameworks/charter/PRINCIPLE-ONE-B/"))
        assert "Valid to 31 December 2025 Replaced by PRINCIPLE-ONE-A Cables for all" in shown

    @pytest.mark.parametrize(
        ("asked", "codes"),
        [
            ("browse=gdc", ["GDC-1", "GDC-2", "GDC-3", "GDC-4", "GDC-5"]),
            ("browse=charter", ["PRINCIPLE-ONE", "PRINCIPLE-ONE-A", "PRINCIPLE-ONE-B"]),
            ("q=gdc-3", ["GDC-3"]),
            ("q=digital+divides", ["GDC-1"]),
            ("q=principle-one-a", ["PRINCIPLE-ONE-A"]),
        ],
    )
    def test_term_picker(self, client, coordinator, loaded, asked, codes):
        response = client.get(f"/terms/pick/?{asked}")
        rows = response.context["shelf_rows"] or response.context["rows"]
        assert [choice.code for choice, _href in rows] == codes
        assert {"Global Digital Compact", "Charter of the Coasts"} < {title for _, title in response.context["places"]}

    def test_every_framework_is_offered_beside_the_mappings_of_an_activity(self, client, coordinator, loaded):
        shown = text(client.get(f"/activities/{loaded.pk}/mappings/"))
        assert "Or browse Framework sdg, Global Digital Compact , Charter of the Coasts" in shown.replace(" ,", ",", 1)

    def test_filters_of_page_api_and_export(self, client, loaded):
        ActivityFactory(title="Elsewhere")
        response = client.get("/activities/?plan=gdc:GDC-1")
        assert "<title>Activities under GDC-1 (Global Digital Compact)" in response.content.decode()
        shown = text(response)
        assert "GDC-1 Close digital divides" in shown
        assert "Cable for the islands" in shown
        assert "Elsewhere" not in shown
        found = client.get("/api/v1/activities/?plan=gdc:GDC-1").json()["results"]
        assert [row["title"] for row in found] == ["Cable for the islands"]
        response = client.get("/api/v1/activities.csv?plan=gdc:GDC-1")
        (row,) = csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig")))
        assert (row["title"], row["other_terms"]) == ("Cable for the islands", "gdc:GDC-1")
        refused = client.get("/api/v1/activities/?plan=gdc:GDC-9")
        assert refused.status_code == 400
        assert "gdc:GDC-1" in refused.content.decode()

    def test_columns_of_the_grid(self, client, coordinator, loaded):
        response = client.get("/matrix/edit/?columns=objectives:gdc")
        columns = response.context["grid"].columns
        assert [column.code for column in columns.shown] == ["GDC-1", "GDC-2", "GDC-3", "GDC-4", "GDC-5"]
        assert [(c.value, c.label) for c in columns.choices if c.group == "Other frameworks"] == [
            ("objectives:gdc", "Objectives, Global Digital Compact"),
            ("entries:charter", "Entries, Charter of the Coasts"),
        ]
        (row,) = response.context["grid"].rows
        assert [cell.strength for cell in row.cells] == [2, 0, 0, 0, 0]
        term = Term.objects.get(code="PRINCIPLE-ONE")
        opened = client.get(f"/matrix/edit/{loaded.pk}/{term.pk}/")
        assert opened.context["back"] == f"/matrix/edit/?columns=entries:charter#c{loaded.pk}-{term.pk}"

    def test_spreadsheet(self, client, coordinator, loaded):
        book = downloaded(client)
        (row,) = rows_of(book, "Mappings")
        assert (row["Framework"], row["Code"], row["Name"]) == ("gdc", "GDC-1", "Close digital divides")
        listed = {column[0].value: [c.value for c in column[1:] if c.value] for column in book["Lists"].iter_cols()}
        assert {"gdc", "charter"} < set(listed["Framework"])
        assert listed["codes_gdc"] == ["GDC-1", "GDC-2", "GDC-3", "GDC-4", "GDC-5"]
        append(book, "Mappings", Activity=loaded.pk, Framework="gdc", Code="gdc-2", Strength="3 main purpose")
        append(book, "Mappings", Activity=loaded.pk, Code="PRINCIPLE-ONE", Strength="1 related")
        check = sent(client, book)
        assert totals(check) == {"new": 2, "unchanged": 2}
        applied(client, check)
        assert set(Mapping.objects.values_list("term__code", "strength")) == {
            ("GDC-1", 2),
            ("GDC-2", 3),
            ("PRINCIPLE-ONE", 1),
        }

    def test_api(self, client, loaded):
        def get(address):
            return client.get(f"/api/v1/{address}").json()

        assert [row["slug"] for row in get("frameworks/")["results"]][-2:] == ["gdc", "charter"]
        assert get("frameworks/gdc/")["kinds"] == {"objective": 5}
        found = get("terms/?framework=charter")["results"]
        assert [(t["code"], t["kind"], t["valid_from"], t["valid_to"], t["replaces_code"]) for t in found] == [
            ("PRINCIPLE-ONE", "entry", None, None, None),
            (
                "PRINCIPLE-ONE-A",
                "entry",
                "2026-01-01",
                "2029-12-31",
                "PRINCIPLE-ONE-B",
            ),
            ("PRINCIPLE-ONE-B", "entry", None, "2025-12-31", None),
        ]
        term = get("terms/gdc/GDC-1/")
        assert (term["activities"], [link["from_code"] for link in term["crosswalks"]]) == (1, ["PRINCIPLE-ONE"])
        links = get("crosswalks/?name=charter-to-compact")["results"]
        assert [(link["standing"], link["to_code"], link["activities"]) for link in links] == [
            ("proposed", "GDC-1", 0),
            ("official", "GDC-2", 0),
        ]
        assert [row["term_code"] for row in get("mappings/?framework=gdc")["results"]] == ["GDC-1"]

    def test_gap_finder(self, client, coordinator, loaded):
        response = client.get("/gaps/")
        shown = text(response)
        assert "Global Digital Compact 5 4" in shown
        assert "Charter of the Coasts 2 2" in shown  # PRINCIPLE-ONE-B is no longer valid
        assert "1 of 2 links leads to an entry without any activity." in shown
        assert "GDC-2 Inclusive digital economy (official) The charter says so. none" in shown
        rows = list(csv.reader(io.StringIO(client.get("/gaps/entries.csv").content.decode("utf-8-sig"))))
        assert [row[:3] for row in rows[1:]] == [
            ["Framework sdg", "goal", "9"],
            *(["Global Digital Compact", "objective", f"GDC-{number}"] for number in (2, 3, 4, 5)),
            ["Charter of the Coasts", "entry", "PRINCIPLE-ONE"],
            ["Charter of the Coasts", "entry", "PRINCIPLE-ONE-A"],
        ]

    def test_about_page(self, client, loaded):
        shown = text(client.get("/about/"))
        assert "Entries: Global Digital Compact 5 0 0 5 0" in shown
        assert "Proposed links: Charter of the Coasts (charter-to-compact) 1 0 0 1 0" in shown


class TestFaults:
    """Every fault names file, row and column and the way out, and nothing of the table is loaded."""

    def refusal(self, folder, file, old, new):
        path = folder / file
        before = path.read_text()
        assert old in before
        path.write_text(before.replace(old, new, 1))
        with pytest.raises(CommandError) as caught:
            call_command("load_framework", folder / "new.csv")
        *faults, last = str(caught.value).splitlines()
        assert last == f"{len(faults)} faults. Nothing was loaded."
        assert (Framework.objects.count(), Term.objects.count(), Change.objects.count()) == (0, 0, 0)
        return faults

    @pytest.mark.parametrize(
        ("old", "new", "fault"),
        [
            ("charter,Charter", "The Charter,Charter", "column slug: “The Charter” is not an address. Use lower-case"),
            ("charter,Charter", "gdc,Charter", "column slug: “gdc” is already in row 2."),
            ("Charter of the Coasts", "", "column title: The cell is empty. Fill it in."),
            (
                "small ports.,,2020",
                "small ports.,ports.example,2020",
                "column uri: “ports.example” is not a web address.",
            ),
            ("2020,,6", "2020,2019,6", "column end_year: The framework ends in 2019, before it starts in 2020."),
            ("2020,,6", "MMXX,,6", "column start_year: “MMXX” is not a whole number."),
            ("6,terms,", "6,term,", "column format: “term” is not a format. Did you mean terms?"),
            (
                "terms,,charter.csv",
                "terms,objectve,charter.csv",
                "column level: “objectve” is not a level. Did you mean objective?",
            ),
            ("terms,,charter.csv", "terms,,", "column terms: The format “terms” has 1 files."),
            (
                "terms,,charter.csv",
                "terms,,chart.csv",
                "column terms: There is no file “chart.csv” in the folder of the table.",
            ),
            (
                "charter_to_compact",
                "compact",
                "column crosswalks: There is no file “compact.csv” in the folder of the table.",
            ),
        ],
    )
    def test_in_the_table(self, folder, old, new, fault):
        (found,) = self.refusal(folder, "new.csv", old, new)
        assert found.startswith(f"new.csv, row 3, {fault}")

    @pytest.mark.parametrize(
        ("old", "new", "fault"),
        [
            (
                "valid_from,",
                "valid_form,",
                "row 1, column valid_form: There is no such column. Did you mean valid_from",
            ),
            ("PRINCIPLE-ONE,Open", "A;B,Open", "row 2, column code: “A;B” cannot be a code. Use letters, digits,"),
            ("PRINCIPLE-ONE-B,C", "PRINCIPLE-ONE-A,C", "column code: “PRINCIPLE-ONE-A” is already in row 3."),
            ("Open ports,", ",", "row 2, column title: The cell is empty. Fill it in."),
            (
                "all,,PRINCIPLE-ONE,",
                "all,,PRINCIPLE-1,",
                "row 3, column parent: “PRINCIPLE-1” is not an entry of this file",
            ),
            ("open.,,", "open.,PRINCIPLE-ONE,", "row 2, column parent: “PRINCIPLE-ONE” refers back to itself."),
            ("2026-01-01", "1 January", "row 3, column valid_from: “1 January” is not a date. Write it as year, month"),
            (
                "2026-01-01",
                "2030-01-01",
                "row 3, column valid_to: The entry ends on 2029-12-31, before it starts on 2030-01-01.",
            ),
            (
                ",PRINCIPLE-ONE-B\n",
                ",gdc:GDC-6\n",
                "row 3, column replaces: “gdc:GDC-6” is not an entry of this file, nor",
            ),
            (",PRINCIPLE-ONE-B\n", ",PRINCIPLE-ONE-A\n", "column replaces: “PRINCIPLE-ONE-A” refers back to itself."),
            (TERMS.partition("\n")[2], "", "The file has no rows."),
        ],
    )
    def test_in_the_terms(self, folder, old, new, fault):
        found = self.refusal(folder, "charter.csv", old, new)
        assert any(one.startswith("charter.csv") and fault in one for one in found), found

    @pytest.mark.parametrize(
        ("old", "new", "fault"),
        [
            (",gdc,GDC-1", ",gcd,GDC-1", "row 2, column to_framework: “gcd” is not a framework. Did you mean gdc?"),
            ("GDC-1", "gdc-1", "row 2, column to_code: “gdc-1” is not a code of gdc. Did you mean GDC-1?"),
            ("gdc,GDC-1", "charter,PRINCIPLE-ONE", "row 2, column to_code: The entry is linked to itself."),
            (",official", ",formal", "row 3, column standing: “formal” is not a standing."),
            ("PRINCIPLE-ONE-A,gdc,GDC-2", "PRINCIPLE-ONE,gdc,GDC-1", "is already in row 2."),
            ("rationale,", "reason,", "row 1, column rationale: The column is missing."),
        ],
    )
    def test_in_the_crosswalk(self, folder, old, new, fault):
        (found, *_more) = self.refusal(folder, "charter_to_compact.csv", old, new)
        assert found.startswith("charter_to_compact.csv")
        assert fault in found

    def test_no_such_table(self, tmp_path):
        with pytest.raises(CommandError, match=r"absent\.csv is not a file"):
            call_command("load_framework", tmp_path / "absent.csv")


class TestValidity:
    def test_an_entry_may_replace_one_of_another_framework(self, loaded, folder):
        (folder / "charter.csv").write_text(TERMS.replace("open.,,,,", "open.,,,,gdc:GDC-5"))
        call_command("load_framework", folder / "new.csv")
        assert Term.objects.get(code="PRINCIPLE-ONE").replaces.code == "GDC-5"

    def test_every_version_is_kept(self, loaded):
        term = Term.objects.get(code="PRINCIPLE-ONE-A")
        with record("tests", "term.edit") as change:
            Term.objects.filter(pk=term.pk).update(valid_to=date(2030, 12, 31), change=change)
        assert list(term.events.order_by("pgh_id").values_list("valid_to", flat=True)) == [
            date(2029, 12, 31),
            date(2030, 12, 31),
        ]

    def test_it_ends_no_earlier_than_it_begins(self):
        with pytest.raises(IntegrityError, match="term_valid_in_order"):
            TermFactory(valid_from=date(2026, 1, 1), valid_to=date(2025, 12, 31))

    def test_nothing_replaces_itself(self):
        term = TermFactory()
        with pytest.raises(IntegrityError, match="term_replaces_another"):
            Term.objects.filter(pk=term.pk).update(replaces=term)

    def test_a_goals_page_shows_it_too(self, client):
        GoalFactory(code="9", valid_from=date(2016, 1, 1))
        assert "Valid from 1 January 2016" in text(client.get("/goals/9/about/"))


def test_what_ships_is_loaded_the_same_way(db):
    call_command("load_reference")
    changes = Change.objects.count()
    call_command("load_framework", REFERENCE / "frameworks.csv")
    assert Change.objects.count() == changes
    assert Crosswalk.objects.filter(to_term__framework__slug="gdc").count() == 0
    assert list(Term.objects.of("gdc").values_list("code", "kind", "basis", "certainty")) == [
        (f"GDC-{number}", "objective", "five objectives certain; wording ours", "proposed") for number in range(1, 6)
    ]
    assert Activity.objects.exists()
