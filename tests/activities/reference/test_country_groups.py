"""Groups of countries: the file that ships, and what is wrong in a file."""

from collections import Counter

import pytest

from activities.actions.ledger import record
from activities.actions.reference import load as reference
from activities.exchange.csv_files.country_groups import Membership, read_country_groups
from activities.exchange.csv_files.rows import Faults
from activities.models import Country

HEADER = "country,ldc,lldc,sids,unconfirmed,source,certainty"


def read(tmp_path, *rows):
    file = tmp_path / "country_groups.csv"
    file.write_text("\n".join([HEADER, *rows]), encoding="utf-8")
    return read_country_groups(file, {"KE", "NP", "BM"})


@pytest.mark.django_db
def test_the_groups_that_ship():
    with record("load_reference", "reference.load") as change:
        reference.load_countries(change)
    held = Counter(group for country in Country.objects.all() for group in country.groups)
    assert held == {"ldc": 44, "lldc": 32, "sids": 39, "sids-associate": 18}
    doubted = Country.objects.exclude(groups_unconfirmed=[]).order_by("code").values_list("code", "groups_unconfirmed")
    assert dict(doubted) == {
        "BD": ["ldc"],
        "BM": ["sids-associate"],
        "GP": ["sids-associate"],
        "KY": ["sids-associate"],
        "LA": ["ldc"],
        "MQ": ["sids-associate"],
        "NP": ["ldc"],
        "TC": ["sids-associate"],
    }
    with record("load_reference", "reference.load") as change:
        assert reference.load_countries(change).wrote == 0


def test_rows(tmp_path):
    found = read(tmp_path, "KE,no,no,no,,M49,seen", "NP,yes,yes,no,ldc,M49,", "BM,no,no,associate,sids,M49,recalled")
    assert found == {
        "KE": Membership((), (), "M49; seen"),
        "NP": Membership(("ldc", "lldc"), ("ldc",), "M49"),
        "BM": Membership(("sids-associate",), ("sids-associate",), "M49; recalled"),
    }


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("KX,no,no,no,,M49,", "row 2, column country: “KX” is not a country code."),
        ("KE,maybe,no,no,,M49,", "row 2, column ldc: “maybe” is not yes or no."),
        ("KE,no,no,some,,M49,", "row 2, column sids: “some” is not yes, associate or no."),
        ("KE,no,no,no,oecd,M49,", "row 2, column unconfirmed: “oecd” is not a group."),
        (
            "KE,no,no,no,ldc,M49,",
            "row 2, column unconfirmed: The country is not in the group ldc, so this cannot be unconfirmed. "
            "Delete it, or enter yes for the group.",
        ),
        ("KE,no,no,no,,,", "row 2, column source: The cell is empty. Fill it in."),
        (
            "KE,no,no,no,,M49,\nKE,no,no,no,,M49,",
            "row 3, column country: “KE” has a row already. Delete one of the two",
        ),
    ],
)
def test_faults(tmp_path, row, fault):
    with pytest.raises(Faults) as raised:
        read(tmp_path, row)
    assert f"country_groups.csv, {fault}" in str(raised.value)
