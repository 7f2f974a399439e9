"""The licence of the data and how it is cited."""

from datetime import UTC, datetime

import pytest
from django.utils.translation import override

from activities.reuse import Licence, citation, data_licence


def test_the_licence_is_that_of_the_setting(settings):
    igo = Licence("CC-BY-3.0-IGO", "Creative Commons Attribution 3.0 IGO")
    assert data_licence() == igo
    assert (igo.url, igo.uri) == (
        "https://spdx.org/licenses/CC-BY-3.0-IGO.html",
        "http://spdx.org/licenses/CC-BY-3.0-IGO",
    )
    settings.DATA_LICENCE = "CC0-1.0"
    assert data_licence() == Licence("CC0-1.0", "Creative Commons Zero v1.0 Universal")


def test_a_citation_has_the_local_date_and_the_version_in_english_whatever_the_language(settings):
    settings.TIME_ZONE = "Asia/Tokyo"
    with override("fr"):
        cited = citation(datetime(2026, 11, 29, 20, tzinfo=UTC), 412, "https://sdgmap.example/snapshots/2026-11-30/")
    assert cited == (
        "International Telecommunication Union, SDG Map, data as of 30 November 2026 (version 412), "
        "https://sdgmap.example/snapshots/2026-11-30/"
    )


@pytest.mark.django_db
def test_about_shows_the_licence(client, settings):
    settings.DATA_LICENCE = "CC-BY-4.0"
    page = client.get("/about/").content.decode()
    assert (
        '<a href="https://spdx.org/licenses/CC-BY-4.0.html">Creative Commons Attribution 4.0 International</a> '
        '(<bdi dir="ltr">CC-BY-4.0</bdi>)'
    ) in page
