"""Names of ids and codes in the cells of the workbook, in both directions."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Words:
    """Names are in English, like the headings. Built from `queries.editing.sheets.words()`."""

    #: {id: name}; the Sector's code for parts of ITU.
    organisations: Mapping[int, str]
    #: {code: name}
    kinds: Mapping[str, str]
    statuses: Mapping[str, str]
    regions: Mapping[str, str]
    countries: Mapping[str, str]
    #: {id of a Term: (framework, code, title)}, in official order
    terms: Mapping[int, tuple[str, str, str]]
    #: Ids of organisations that were withdrawn: an old file may name them, a new row may not.
    former: Collection[int] = ()
    #: Sectors that the list of organisations offers.
    offered: Sequence[str] = ()

    @cached_property
    def kind_of(self) -> dict[str, str]:
        return both_ways(self.kinds)

    @cached_property
    def status_of(self) -> dict[str, str]:
        return both_ways(self.statuses)

    @cached_property
    def region_of(self) -> dict[str, str]:
        return both_ways(self.regions)

    @cached_property
    def country_of(self) -> dict[str, str]:
        return both_ways(self.countries)

    @cached_property
    def organisation_of(self) -> dict[str, int]:
        return {name: pk for pk, name in self.organisations.items() if pk not in self.former}

    @cached_property
    def codes(self) -> dict[str, dict[str, int]]:
        """{framework: {code: id of the Term}}"""
        found: dict[str, dict[str, int]] = {}
        for pk, (framework, code, _title) in self.terms.items():
            found.setdefault(framework, {})[code] = pk
        return found


def both_ways(names: Mapping[str, str]) -> dict[str, str]:
    """{code or name: code}"""
    return {code: code for code in names} | {name: code for code, name in names.items()}
