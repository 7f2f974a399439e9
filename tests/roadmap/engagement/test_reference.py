"""The files of engagement: what they hold, what is public of it, and what a broken one says."""

import shutil
from collections import Counter

import pytest

from activities.actions.ledger import record
from activities.exchange.csv_files.rows import Faults
from roadmap.actions.reference.load import REFERENCE, load_roadmap
from roadmap.models import (
    CooperationFramework,
    Document,
    Engagement,
    HlpfYear,
    Input,
    Mechanism,
    Review,
)
from roadmap.queries.engagement import engagements_for_action, inputs_for_action, session_start


def test_each_hlpf_session_has_its_event(loaded):
    events = Engagement.objects.filter(kind="hlpf").order_by("start")
    assert [event.hlpf_year.year for event in events] == list(range(2016, 2028))
    assert HlpfYear.objects.count() == 12
    for event in events:
        assert set(event.terms.values_list("code", flat=True)) == set(
            event.hlpf_year.goals.values_list("code", flat=True)
        )


def test_due_dates_come_from_the_sessions(loaded):
    assert [str(session_start("hlpf", year)) for year in (2024, 2026, 2027)] == ["2024-07-08", "2026-07-07", "None"]
    assert [str(session_start("council", year)) for year in (2025, 2027)] == ["2025-06-17", "None"]


def test_commitments_have_their_events_and_inputs(loaded):
    assert list(engagements_for_action("8.d", 2025).values_list("slug", flat=True)) == ["sti-forum-2025"]
    assert list(inputs_for_action("8.1", 2025).values_list("slug", flat=True)) == ["desa-survey-60340"]
    assert list(inputs_for_action("8.7", 2024).values_list("slug", flat=True)) == ["cstd-27-opening"]


def test_how_we_know_is_for_staff(loaded):
    """What a cell says in brackets about its source is in `basis`, and the row is not certain then."""
    group = Mechanism.objects.get(code="unsdg")
    assert (group.itu_role, group.certainty) == ("Member.", "unconfirmed")
    assert "memory; the Roadmap names the Group" in group.basis
    for model, columns in (
        (Mechanism, ("what", "itu_role")),
        (Engagement, ("title", "place")),
        (CooperationFramework, ("title", "ict_component")),
        (Document, ("title", "what_it_asks")),
    ):
        for column in columns:
            assert not model.objects.filter(**{f"{column}__iregex": r"\y(memory|recalled|mirror)\y"}).exists()


@pytest.mark.parametrize(
    ("model", "official", "proposed", "unconfirmed"),
    [
        (Mechanism, 21, 0, 9),
        (Engagement, 167, 0, 112),
        (Review, 314, 0, 107),
        (CooperationFramework, 26, 0, 140),
        (Input, 2, 5, 3),
    ],
)
def test_certainty_of_rows(loaded, model, official, proposed, unconfirmed):
    found = Counter(model.objects.values_list("certainty", flat=True))
    assert found == Counter(official=official, proposed=proposed, unconfirmed=unconfirmed) + Counter()


def test_documents_without_a_year_and_their_commitments(loaded):
    assert list(Document.objects.filter(year=None).order_by("symbol").values_list("symbol", flat=True)) == [
        "DESA survey, record 24522",
        "DESA survey, record 34613",
        "ITU WSIS+20 roadmap",
        "ITU input to HLPF (Council)",
        "ITU-R Res. 61",
    ]
    revised = Document.objects.get(symbol="A/RES/70/192")
    assert (revised.issued_by, revised.roadmap_refs) == ("UN General Assembly", ["8.e", "8.5"])


@pytest.mark.parametrize(
    ("name", "old", "new", "fault"),
    [
        (
            "engagements.csv",
            "cstd-19,cstd,",
            "cstd-19,cstdd,",
            "engagements.csv, row 7, column kind: “cstdd” is not a kind of event. Did you mean cstd?",
        ),
        (
            "engagements.csv",
            "cstd-19,cstd,",
            "CSTD 19,cstd,",
            "engagements.csv, row 7, column id: “CSTD 19” cannot be an address. Use small letters, digits and hyphens.",
        ),
        (
            "engagements.csv",
            'session 19",2016-05-09,2016-05-13',
            'session 19",2016-05-09,2016-05-03',
            "engagements.csv, row 7, column end: The event ends before it starts. Correct one of the dates.",
        ),
        (
            "engagements.csv",
            'session 19",2016-05-09,2016-05-13',
            'session 19",2016-06-31,2016-07-13',
            "engagements.csv, row 7, column start: “2016-06-31” is not a date. "
            "Write it as year, month and day: 2024-01-31.",
        ),
        (
            "engagements.csv",
            'session 19",2016-05-09,2016-05-13,Geneva,CH,CSTD',
            'session 19",2016-05-09,2016-05-13,Geneva,CH,CSTDX',
            "engagements.csv, row 7, column mechanism: “CSTDX” is not a mechanism of mechanisms.csv. "
            "Did you mean CSTD?",
        ),
        (
            "engagements.csv",
            "2017-07-10,2017-07-19,New York,US,HLPF,1;2;3;5;9;14;17",
            "2017-07-10,2017-07-19,New York,US,HLPF,1;2;3;5;9;14",
            "engagements.csv, row 46, column goals: These are not the Goals that hlpf_years.csv has in focus in 2017. "
            "Correct one of the two files.",
        ),
        (
            "mechanisms.csv",
            "sits on the Board.,8.a,",
            "sits on the Board.,8.z,",
            "mechanisms.csv, column roadmap_ref: ceb: no edition has commitment 8.z.",
        ),
        (
            "documents_more.csv",
            "A/RES/67/290,",
            "A/RES/70/1,",
            "documents_more.csv, row 61, column id: A/RES/70/1 appears twice. Remove one of the rows.",
        ),
        (
            "vnrs.csv",
            "CN,2016,1",
            "CH,2016,1",
            "vnrs.csv, row 3, column year: CH presented two reviews in 2016. Remove one of the rows.",
        ),
        (
            "cooperation_frameworks.csv",
            "AF,2023,2027,",
            "AF,2023,2017,",
            "cooperation_frameworks.csv, row 2, column end_year: The framework ends before it starts. "
            "Correct one of the years.",
        ),
        (
            "inputs.csv",
            ",CSTD,cstd-26,",
            ",CSTD,cstd-260,",
            "inputs.csv, row 7, column event: “cstd-260” is not an event of engagements.csv. Did you mean cstd-26 "
            "or cstd-20 or cstd-30?",
        ),
    ],
)
def test_a_broken_row_is_refused_and_nothing_is_loaded(sdg, tmp_path, name, old, new, fault):
    folder = tmp_path / "reference"
    shutil.copytree(REFERENCE, folder)
    text = (folder / name).read_text(encoding="utf-8")
    assert text.count(old) == 1
    (folder / name).write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(Faults) as refused, record("tests", "reference.load") as change:
        load_roadmap(change, folder)
    assert fault in [str(one) for one in refused.value.faults]
    assert (Engagement.objects.count(), Document.objects.count()) == (0, 0)
