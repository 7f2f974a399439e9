"""Names by which people search for countries, in addition to those of the United Nations."""

from collections.abc import Mapping

from activities.queries.matching import fold

#: {name: ISO 3166 alpha-2 code}. Short names and earlier ones, folded.
OTHER_NAMES = {
    "bosnia": "BA",
    "brunei": "BN",
    "burma": "MM",
    "cape verde": "CV",
    "czech republic": "CZ",
    "dr congo": "CD",
    "drc": "CD",
    "east timor": "TL",
    "great britain": "GB",
    "britain": "GB",
    "holland": "NL",
    "ivory coast": "CI",
    "lao pdr": "LA",
    "laos": "LA",
    "macau": "MO",
    "macedonia": "MK",
    "moldova": "MD",
    "north korea": "KP",
    "palestine": "PS",
    "russia": "RU",
    "sao tome": "ST",
    "south korea": "KR",
    "korea": "KR",
    "swaziland": "SZ",
    "syria": "SY",
    "tanzania": "TZ",
    "turkey": "TR",
    "uae": "AE",
    "uk": "GB",
    "united states": "US",
    "usa": "US",
    "vatican": "VA",
    "vietnam": "VN",
}


def country_codes(names: Mapping[str, str]) -> dict[str, str]:
    """{folded name: code} of countries, from {code: name}: the whole name, the name before a comma or bracket, and
    OTHER_NAMES."""
    found: dict[str, str] = {name: code for name, code in OTHER_NAMES.items() if code in names}
    for code, name in names.items():
        whole = fold(name)
        for short in (whole.partition(" (")[0], whole.partition(",")[0], whole):
            found[short] = code
    return found
