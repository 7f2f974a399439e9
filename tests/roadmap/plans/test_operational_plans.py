"""The register of operational plans: what ships, and what a broken file says."""

from collections import Counter

import pytest

from activities.exchange.csv_files.rows import Faults
from roadmap.actions.reference.load import REFERENCE
from roadmap.exchange.plans_csv import read_operational_plans
from roadmap.models import OperationalPlan

HEADER = "sector,period,document,title,url,source,certainty\n"


def test_the_register_that_ships():
    plans = read_operational_plans(REFERENCE / "operational_plans.csv")
    assert Counter(plan["sector"] for plan in plans) == {
        "ITU-R": 6,
        "ITU-T": 4,
        "ITU-D": 7,
        "General Secretariat": 4,
        "Union": 12,
    }
    assert Counter(str(plan["certainty"]) for plan in plans) == {"unconfirmed": 22, "proposed": 6, "official": 5}
    assert {(plan["start_year"], plan["end_year"]) for plan in plans} == {(y, y + 3) for y in range(2016, 2027)}


def test_the_plans_are_loaded_once(loaded):
    assert loaded["operational plans"].new == 33
    plan = OperationalPlan.objects.get(symbol="C17/28 (Rev. 1)")
    assert (plan.slug, plan.sector, plan.start_year, plan.end_year, str(plan.certainty)) == (
        "c17-28-rev-1",
        "ITU-R",
        2018,
        2021,
        "unconfirmed",
    )


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("ITU-X,2024-2027,C23/28,Plans,,,seen", "row 2, column sector"),
        ("GS,2024,C23/28,Plans,,,seen", "“2024” is not a period. Write the first and the last year, as 2024-2027."),
        ("GS,2027-2024,C23/28,Plans,,,seen", "“2027-2024” is not a period"),
        ("GS,2024-2027,,Plans,,,seen", "row 2, column document: The cell is empty"),
        ("GS,2024-2027,C23/28,Plans,not an address,,seen", "row 2, column url"),
        ("GS,2024-2027,C1,Plans,,,seen\nGS,2024-2027,C1,Plans,,,seen", "“C1” is already in row 2"),
    ],
)
def test_a_broken_row_is_named_with_the_way_out(tmp_path, row, message):
    path = tmp_path / "operational_plans.csv"
    path.write_text(HEADER + row + "\n")
    with pytest.raises(Faults) as faults:
        read_operational_plans(path)
    assert message in str(faults.value)
