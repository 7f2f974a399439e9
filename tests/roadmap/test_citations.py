"""What a commitment cites, in whatever way it is written."""

import pytest

from roadmap.exchange.citations import Cited, citations

REGISTER = {
    "Res. 71 (Rev. Busan, 2014)": 2014,
    "Res. 71 (Rev. Dubai, 2018)": 2018,
    "Res. 71 (Rev. Bucharest, 2022)": 2022,
    "Res. 1395": 2019,
    "A/RES/70/1": 2015,
}


@pytest.mark.parametrize(
    ("evidence", "found"),
    [
        ("", []),
        (" ; ;", []),
        ("A/RES/70/1", [Cited("A/RES/70/1", "A/RES/70/1")]),
        ("res.71 (rev. dubai,  2018)", [Cited("res.71 (rev. dubai, 2018)", "Res. 71 (Rev. Dubai, 2018)")]),
        ("Resolution 1395", [Cited("Resolution 1395", "Res. 1395")]),
        ("Res. 71", [Cited("Res. 71", "Res. 71 (Rev. Dubai, 2018)", inferred=True)]),
        ("Res. 7", [Cited("Res. 7")]),
        ("WSIS Stocktaking; Res. 1395; WSIS Stocktaking", [Cited("WSIS Stocktaking"), Cited("Res. 1395", "Res. 1395")]),
    ],
)
def test_citations(evidence, found):
    assert citations(evidence, REGISTER, in_force=2019) == found
