"""The Roadmap's reference files: what they hold, loading them twice, and what a broken one says."""

import csv
import shutil
from collections import Counter
from decimal import Decimal

import pytest

from activities.actions.ledger import record
from activities.exchange.csv_files.rows import Faults
from activities.models import Change, Term
from roadmap.actions.reference.load import REFERENCE, load_edition, load_roadmap
from roadmap.models import Action, ActionTerm, Citation, Document, Edition, HlpfYear, Milestone, Series, SeriesValue
from tests.factories.activities import ChangeFactory
from tests.factories.roadmap import EditionFactory, ProgressUpdateFactory


def test_first_load_brings_everything_that_ships(loaded):
    assert {label: outcome.new for label, outcome in loaded.items()} == {
        "documents": 39 + 88,
        "editions": 1,
        "sections": 10,
        "responsible bodies": 20,
        "commitments": 58,
        "bodies of commitments": 77,
        "links of commitments": 57,
        "citations": 28,
        "terms": 6,
        "indicator series": 11,
        "values of indicators": 854,
        "HLPF sessions": 12,
        "Goals in focus": 58,
        "WSIS milestones": 9,
        "operational plans": 33,
        "mechanisms": 30,
        "events": 279,
        "Terms of events": 171,
        "inputs": 10,
        "Terms of inputs": 2,
        "Voluntary National Reviews": 421,
        "Cooperation Frameworks": 166,
        "sets of targets": 4,
        "targets": 86,
        "Goals of targets": 139,
        "figures on targets": 508,
    }


def test_second_load_changes_nothing(loaded):
    with record("tests", "reference.load") as change:
        again = load_roadmap(change)
    assert [outcome for outcome in again if outcome.wrote or outcome.skipped] == []
    assert SeriesValue.objects.filter(change=change).count() == 0


def test_what_somebody_edited_is_kept(loaded):
    with record("A. Coordinator", "action.edit") as change:
        Action.objects.filter(code="6.5").update(frequency="twice a year", change=change)
    with record("tests", "reference.load") as change:
        outcomes = {outcome.label: outcome for outcome in load_roadmap(change)}
    assert (outcomes["commitments"].skipped, outcomes["commitments"].unchanged) == (1, 57)
    assert Action.objects.get(code="6.5").frequency == "twice a year"


def test_a_commitment_has_all_of_its_row(loaded):
    action = Action.objects.get(code="8.d.1")
    assert {
        "section": action.section.number,
        "position": action.position,
        "text": action.text,
        "kind": action.kind,
        "frequency": action.frequency,
        "responsible": action.responsible,
        "evidence": action.evidence,
        "para_ref": action.para_ref,
        "status": action.status,
        "terms": list(action.links.values_list("term__code", "certainty")),
    } == {
        "section": 8,
        "position": 5,
        "text": "Contribute to the STI Forum.",
        "kind": "event",
        "frequency": "annual",
        "responsible": "General Secretariat",
        "evidence": "Technology Facilitation Mechanism",
        "para_ref": "Annex I s.8 item d)",
        "status": "not-reported",
        "terms": [("9", "proposed"), ("17", "proposed")],
    }


def test_only_what_the_roadmap_names_is_official(loaded):
    named = ActionTerm.objects.filter(certainty="official").order_by("id").values_list("action__code", "term__code")
    assert list(named) == [
        ("0.3", "9"),
        ("0.3", "9.c"),
        ("0.4", "17"),
        *[("0.5", goal) for goal in ("11", "10", "8", "1", "3", "4", "5")],
    ]
    others = ActionTerm.objects.exclude(certainty="official")
    assert set(others.values_list("certainty", flat=True)) == {"proposed"}


def test_citations_find_their_documents_and_keep_what_was_written(loaded):
    cited = Citation.objects.filter(action__code__in=["7.2", "5.3", "3.2"]).order_by("action__code", "position")
    assert list(cited.values_list("action__code", "text", "document__symbol", "inferred")) == [
        ("3.2", "Financial plan", None, False),
        ("3.2", "biennial budget", None, False),
        ("5.3", "Res. 1395", "Res. 1395", False),
        ("5.3", "C19/28", "C19/28", False),
        ("7.2", "Res. 200 (Rev. Dubai, 2018)", "Res. 200 (Rev. Dubai, 2018)", False),
        ("7.2", "Res. 71", "Res. 71 (Rev. Dubai, 2018)", True),
    ]


def test_recalled_and_inferred_rows_are_unconfirmed(loaded):
    assert list(HlpfYear.objects.filter(certainty="unconfirmed").order_by("year").values_list("year", flat=True)) == [
        2016,
        2020,
        2027,
    ]
    symbols = ["Res. 1332 (Mod. 2024)", "Res. 140 (Rev. Dubai, 2018)", "A/RES/70/1", "A/RES/70/125"]
    assert dict(Document.objects.filter(symbol__in=symbols).values_list("symbol", "certainty")) == {
        "Res. 1332 (Mod. 2024)": "official",
        "Res. 140 (Rev. Dubai, 2018)": "unconfirmed",
        "A/RES/70/1": "unconfirmed",
        "A/RES/70/125": "official",
    }
    assert set(HlpfYear.objects.exclude(certainty="unconfirmed").values_list("certainty", flat=True)) == {"official"}
    ours = Document.objects.filter(certainty="proposed").order_by("symbol")
    assert all("title ours" in basis for basis in ours.values_list("basis", flat=True))
    assert ours.count() == 11
    quoted = SeriesValue.objects.filter(certainty="unconfirmed").values_list("basis", flat=True)
    assert Counter(quoted) == {"quoted in a public thread": 4, "as the press gives it": 2}
    assert list(Edition.objects.values_list("code", "date", "current", "certainty")) == [
        ("2019", "2019", True, "unconfirmed")
    ]


def test_indicator_terms_stand_below_their_targets(loaded):
    indicators = Term.objects.of("sdg").indicators().order_by("position")
    assert list(indicators.values_list("code", "parent__code", "goal__code", "uri")) == [
        ("4.4.1", "4.4", "4", "http://metadata.un.org/sdg/C040401"),
        ("4.a.1", "4.a", "4", "http://metadata.un.org/sdg/C040a01"),
        ("5.b.1", "5.b", "5", "http://metadata.un.org/sdg/C050b01"),
        ("9.c.1", "9.c", "9", "http://metadata.un.org/sdg/C090c01"),
        ("17.6.1", "17.6", "17", "http://metadata.un.org/sdg/C170602"),
        ("17.8.1", "17.8", "17", "http://metadata.un.org/sdg/C170801"),
    ]
    assert Series.objects.filter(term__code="9.c.1").count() == 4


def test_an_indicator_that_is_there_keeps_its_title(sdg):
    target = Term.objects.get(code="9.c")
    with record("tests", "sdg_texts.import") as change:
        above = {"framework": sdg, "parent": target, "goal": target.goal, "change": change}
        Term.objects.create(code="9.c.1", kind="indicator", position=1, title="As imported", **above)
    with record("tests", "reference.load") as change:
        load_roadmap(change)
    assert Term.objects.get(code="9.c.1").title == "As imported"


def test_two_editions_may_give_one_year(loaded):
    values = SeriesValue.objects.filter(
        series__series_code="IT_USE_ii99", area="World", year=2024, disaggregation=""
    ).order_by("edition")
    assert list(values.values_list("edition", "publication", "value")) == [
        ("2024", "ITU Facts and Figures 2024", Decimal("68")),
        ("2025", "ITU Facts and Figures 2025", Decimal("71")),
    ]


def test_month_only_dates_stay_as_they_are(loaded):
    assert Milestone.objects.get(title="WSIS Stocktaking starts").date == "2004-10"


@pytest.mark.parametrize(
    ("name", "old", "new", "fault"),
    [
        (
            "roadmap_sections.csv",
            "ITU,9;9.c,,Note para 4,seed",
            "ITU,9;9.C,,Note para 4,seed",
            "roadmap_sections.csv, row 4, column linked_sdgs: “9.C” is not a Goal or an SDG target. Did you mean 9.c?",
        ),
        (
            "roadmap_sections.csv",
            "6,Engagement with Member States,6.5,",
            "6,Engagement with Member States,7.5,",
            "roadmap_sections.csv, row 28, column action_id: “7.5” is not the code of a commitment in section 6. "
            "Codes look like 6.5 or 8.d.1.",
        ),
        (
            "roadmap_sections.csv",
            "6,Engagement with Member States,6.5,",
            "6,Engagement with Member States,6.4,",
            "roadmap_sections.csv, row 28, column action_id: 6.4 appears twice. Remove one of the rows.",
        ),
        (
            "roadmap_sections.csv",
            "in New York.,event,periodic",
            "in New York.,evnt,periodic",
            "roadmap_sections.csv, row 28, column kind: “evnt” is not a kind of commitment. Did you mean event?",
        ),
        (
            "itu_resolutions.csv",
            "Res. 1395,Annual",
            "Res. 1196,Annual",
            "itu_resolutions.csv, row 17, column symbol: Res. 1196 appears twice. Remove one of the rows.",
        ),
        (
            "itu_indicators.csv",
            "5.b.1,5.b,",
            "5.b.1,5.a,",
            "itu_indicators.csv, row 3, column indicator: 5.b.1 is not an indicator of target 5.a.",
        ),
        (
            "itu_indicator_values.csv",
            "IT_MOB_2GNTWK,World,2010,86.4,",
            "IT_MOB_2GNTWK,World,2010,186.4,",
            "itu_indicator_values.csv, row 2, column value: 186.4 is outside what the unit allows.",
        ),
        (
            "itu_indicator_values.csv",
            "IT_MOB_2GNTWK,World,2010,86.4,",
            "IT_MOB_2GNTWK,World,2010,n/a,",
            "itu_indicator_values.csv, row 2, column value: “n/a” is not a number. Write it as 97.9.",
        ),
        (
            "itu_indicator_values.csv",
            "IT_MOB_2GNTWK,World,2011,87.6,",
            "IT_MOB_2GNTWK,World,2010,87.6,",
            "itu_indicator_values.csv, row 3, column year: This figure appears twice in one edition. "
            "Remove one of the two rows.",
        ),
        (
            "hlpf_years.csv",
            ",1;2;3;5;9;14;17,",
            ",1;2;3;5;9;14;18,",
            "hlpf_years.csv, row 3, column sdgs: “18” is not a Goal. Did you mean 8 or 1?",
        ),
        (
            "wsis_milestones.csv",
            "2004-10,",
            "2004-13,",
            "wsis_milestones.csv, row 4, column date: “2004-13” is not a date. Write 2001-12-21, 2004-10 or 2019.",
        ),
        (
            "roadmap_editions.csv",
            ",2019,yes,",
            ",2019,no,",
            "roadmap_editions.csv, column current: 0 editions are marked current. Mark exactly one.",
        ),
    ],
)
def test_a_broken_row_is_refused_and_nothing_is_loaded(sdg, tmp_path, name, old, new, fault):
    folder = tmp_path / "reference"
    shutil.copytree(REFERENCE, folder)
    text = (folder / name).read_text(encoding="utf-8")
    assert text.count(old) == 1
    (folder / name).write_text(text.replace(old, new), encoding="utf-8")
    before = Change.objects.count()
    with pytest.raises(Faults) as refused, record("tests", "reference.load") as change:
        load_roadmap(change, folder)
    assert fault in [str(one) for one in refused.value.faults]
    assert (Change.objects.count(), Document.objects.count(), Edition.objects.count()) == (before, 0, 0)


#: Columns of web addresses. "source" is one in the files of targets alone; elsewhere it says how we know.
ADDRESSES = [
    (file.name, column)
    for file in sorted(REFERENCE.glob("*.csv"))
    for column in csv.DictReader(file.read_text(encoding="utf-8-sig").splitlines()).fieldnames
    if column in ("url", "uri", "source_url")
    or (column == "source" and file.name in ("targets.csv", "target_values.csv"))
]


@pytest.mark.parametrize(("name", "column"), ADDRESSES)
def test_an_address_that_is_no_link_is_refused(sdg, tmp_path, name, column):
    folder = tmp_path / "reference"
    shutil.copytree(REFERENCE, folder)
    rows = list(csv.DictReader((folder / name).read_text(encoding="utf-8-sig").splitlines()))
    rows[0][column] = "javascript:alert(1)"
    with (folder / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    with pytest.raises(Faults) as refused, record("tests", "reference.load") as change:
        load_roadmap(change, folder)
    fault = f"{name}, row 2, column {column}: “javascript:alert(1)” is not a web address. Begin it with https://."
    assert fault in [str(one) for one in refused.value.faults]


@pytest.fixture
def next_files(tmp_path):
    """The files that ship, with a later edition in place of that of 2019."""
    folder = tmp_path / "reference"
    shutil.copytree(REFERENCE, folder)
    file = folder / "roadmap_editions.csv"
    text = file.read_text(encoding="utf-8")
    row = text.splitlines()[1]
    file.write_text(text.replace(",2019,yes,", ",2019,no,") + row.replace("2019,Roadmap", "2026,Roadmap", 1) + "\n")
    return folder


def test_a_later_edition_takes_over_the_status_at_once(loaded, next_files):
    ProgressUpdateFactory(action=Action.objects.get(code="6.5"), status="done")
    with record("tests", "reference.load") as change:
        load_edition(change, next_files)
    assert list(Edition.objects.order_by("code").values_list("code", "current")) == [("2019", False), ("2026", True)]
    found = dict(Action.objects.of_current().filter(code__in=["6.5", "6.6"]).values_list("code", "status"))
    assert found == {"6.5": "done", "6.6": "not-reported"}
    with record("tests", "reference.load") as change:
        again = load_edition(change, next_files)
    assert [outcome for outcome in again if outcome.wrote or outcome.skipped] == []


def test_an_edition_that_a_person_published_stays_in_force(loaded, next_files):
    Edition.objects.update(current=False)
    EditionFactory(code="2025", change=ChangeFactory(verb="edition.publish"))
    with record("tests", "reference.load") as change:
        load_edition(change, next_files)
    assert list(Edition.objects.filter(current=True).values_list("code", flat=True)) == ["2025"]
