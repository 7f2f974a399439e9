"""Names of countries in other languages: the file that ships, and what is wrong in a file."""

import pytest

from activities.actions.ledger import record
from activities.actions.reference import load as reference
from activities.exchange.csv_files.country_names import LANGUAGES, read_country_names
from activities.exchange.csv_files.rows import Faults
from activities.models import Country

HEADER = "code," + ",".join(LANGUAGES)


def read(tmp_path, *rows):
    file = tmp_path / "country_names.csv"
    file.write_text("\n".join([HEADER, *rows]), encoding="utf-8")
    return read_country_names(file, {"KE", "CH"})


@pytest.mark.django_db
def test_every_country_that_ships_has_a_name_in_each_language():
    with record("load_reference", "reference.load") as change:
        reference.load_countries(change)
    lacking = [country.code for country in Country.objects.all() if set(country.names) != set(LANGUAGES.values())]
    assert lacking == []
    assert Country.objects.get(code="CH").names == {
        "ar": "سويسرا",
        "es": "Suiza",
        "fr": "Suisse",
        "ru": "Швейцария",
        "zh-hans": "瑞士",
    }
    with record("load_reference", "reference.load") as change:
        assert reference.load_countries(change).wrote == 0


def test_an_empty_cell_is_no_name(tmp_path):
    assert read(tmp_path, "KE,,Kenia,Kenya,,肯尼亚") == {"KE": {"es": "Kenia", "fr": "Kenya", "zh-hans": "肯尼亚"}}


def test_an_unknown_country_is_a_fault(tmp_path):
    with pytest.raises(Faults, match=r"country_names\.csv, row 2, column code: “KX” is not a country code"):
        read(tmp_path, "KX,a,b,c,d,e")
