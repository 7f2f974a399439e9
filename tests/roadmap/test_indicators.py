"""Indicators: editions that are never joined, the pages, the files."""

import csv
import io
from decimal import Decimal

import pytest
from django.utils import timezone

from activities.models import Term
from activities.pictures.series import LineSeries, Point
from roadmap.pictures.indicator import series_picture
from roadmap.queries.indicators import area_groups, edition_name, indicator_page, indicators
from tests.factories.activities import TermFactory, TermTextFactory
from tests.factories.roadmap import SeriesFactory, SeriesValueFactory


def test_lines_of_a_shipped_series_hold_one_edition_and_publication(loaded):
    page = indicator_page(Term.objects.get(code="9.c.1"))
    by_code = {shown.series.series_code: shown for shown in page.series}
    assert [(line.edition, line.points[0].year, line.points[-1].year) for line in by_code["IT_MOB_4GNTWK"].lines] == [
        ("2024 ITU", 2024, 2024),
        ("2025 UNSD", 2015, 2023),
        ("2025 ITU", 2025, 2025),
    ]


def test_no_line_of_any_shipped_series_joins_two_editions(loaded):
    """Every line, for every area: its points are the figures of exactly one edition and publication."""
    checked = 0
    for term in Term.objects.of("sdg").indicators():
        for area in indicator_page(term).known_areas:
            for shown in indicator_page(term, area).series:
                for line in shown.lines:
                    origins = {
                        (figure.edition, figure.publication)
                        for figure in shown.figures
                        if edition_name(figure.edition, figure.publication) == line.edition
                        and figure.group == line.disaggregation
                    }
                    assert len(origins) == 1
                    assert len({point.year for point in line.points}) == len(line.points)
                    checked += len(line.points)
    assert checked == 854


@pytest.mark.django_db
def test_the_picture_does_not_join_two_editions():
    for year, value in ((2022, 60), (2023, 62)):
        SeriesValueFactory(year=year, value=value, edition="2024", publication="ITU Facts and Figures 2024")
    for year, value in ((2024, 71), (2025, 74)):
        SeriesValueFactory(year=year, value=value, edition="2025", publication="ITU Facts and Figures 2025")
    shown = indicator_page(Term.objects.get(code="9.c.1")).series[0]
    assert shown.lines == (
        LineSeries("World", "2024 ITU", (Point(2022, 60.0), Point(2023, 62.0))),
        LineSeries("World", "2025 ITU", (Point(2024, 71.0), Point(2025, 74.0))),
    )
    picture = series_picture(shown)
    assert [points.count(",") for points in _polylines(picture.svg)] == [2, 2]
    assert picture.sentence == "World: up from 71% in 2024 to 74% in 2025 (2025 ITU edition)."


@pytest.mark.django_db
def test_the_sentence_names_the_newest_figure_apart():
    for year in (2021, 2022, 2023):
        SeriesValueFactory(year=year, value=year - 1960, publication="ITU through the UNSD database")
    SeriesValueFactory(year=2025, value=74)
    picture = series_picture(indicator_page(Term.objects.get(code="9.c.1")).series[0])
    assert picture.sentence == (
        "World: up from 61% in 2021 to 63% in 2023 (2025 UNSD edition). "
        "The latest figure is 74% for 2025 (2025 ITU edition). It may not be comparable."
    )


@pytest.mark.django_db
def test_where_only_groups_have_figures_they_are_drawn_and_tabled():
    SeriesValueFactory(year=2023, value=51, disaggregation="safety", note="ITU Facts and Figures 2025; median")
    SeriesValueFactory(year=2023, value=25, disaggregation="content creation", certainty="unconfirmed")
    picture = series_picture(indicator_page(Term.objects.get(code="9.c.1")).series[0])
    assert picture.sentence == "In 2023, the highest figure is 51% (safety) and the lowest is 25% (content creation)."
    assert picture.table.plain() == [
        ["Year", "Group", "Per cent", "Edition", "Source"],
        ["2023", "content creation", 25.0, "2025", "ITU Facts and Figures 2025 (Unconfirmed)"],
        ["2023", "safety", 51.0, "2025", "ITU Facts and Figures 2025; median"],
    ]


def test_areas_come_in_the_groups_that_a_reader_looks_for():
    areas = [
        "Africa (ITU region)",
        "Asia",
        "World",
        "South Asia (World Bank region)",
        "High-income economies",
        "Europe",
    ]
    assert [(group.label, group.areas) for group in area_groups(areas)] == [
        ("The world", ("World",)),
        ("Regions of the United Nations", ("Asia", "Europe")),
        ("ITU regions", ("Africa (ITU region)",)),
        ("World Bank regions", ("South Asia (World Bank region)",)),
        ("Groups of countries", ("High-income economies",)),
    ]


def test_the_list_shows_the_newest_world_figure(client, loaded):
    newest = {
        shown.series.series_code: (shown.newest.year, shown.newest.value, shown.newest.publication)
        for line in indicators()
        for shown in line.series
        if shown.newest
    }
    assert newest == {
        "IT_MOB_OWN": (2024, Decimal("80"), "ITU Facts and Figures 2024"),
        "IT_MOB_2GNTWK": (2023, Decimal("97.9"), "ITU through the UNSD database and Our World in Data"),
        "IT_MOB_3GNTWK": (2025, Decimal("96"), "ITU Facts and Figures 2025"),
        "IT_MOB_4GNTWK": (2025, Decimal("93"), "ITU Facts and Figures 2025"),
        "IT_MOB_5GNTWK": (2025, Decimal("55"), "ITU Facts and Figures 2025"),
        "IT_NET_BBND": (2021, Decimal("17.79"), "ITU through the World Bank and Our World in Data"),
        "IT_USE_ii99": (2025, Decimal("74"), "ITU Facts and Figures 2025"),
    }
    html = client.get("/roadmap/indicators/").content.decode()
    assert [code in html for code in ("4.4.1", "4.a.1", "5.b.1", "9.c.1", "17.6.1", "17.8.1")] == [True] * 6


def test_an_indicator_page_has_definition_figures_and_files(client, loaded):
    response = client.get("/roadmap/indicators/9.c.1/?area=Sub-Saharan+Africa")
    html = response.content.decode()
    assert response.status_code == 200
    assert '<h2 class="area-title">Sub-Saharan Africa</h2>' in html
    assert html.count('<svg class="picture-svg') == 3
    assert "No figures for Sub-Saharan Africa." in html
    assert "/roadmap/indicators/9.c.1/values.csv?area=Sub-Saharan+Africa" in html
    assert "chart.svg?area=Sub-Saharan+Africa&amp;series=IT_MOB_4GNTWK" in html
    assert "not imported yet; the title above is our short label" in html


@pytest.mark.django_db
def test_an_indicator_without_series_says_so_and_shows_the_official_text(client):
    term = TermFactory(kind="indicator", code="1.1.1", title="Our label")
    TermTextFactory(term=term, official_text="The official sentence.")
    html = client.get("/roadmap/indicators/1.1.1/").content.decode()
    assert "ITU publishes no figures for this indicator" in html
    assert "The official sentence." in html
    assert client.get("/roadmap/indicators/1.1.1/chart.svg").status_code == 404


def test_an_unknown_indicator_is_404_with_the_nearest(client, loaded):
    response = client.get("/roadmap/indicators/9.c.2/")
    assert response.status_code == 404
    assert '<a href="/roadmap/indicators/9.c.1/">' in response.content.decode()


def test_an_unknown_area_keeps_the_page_and_names_the_nearest(client, loaded):
    response = client.get("/roadmap/indicators/9.c.1/?area=Worldd")
    assert response.status_code == 400
    html = response.content.decode()
    assert "There are no figures for “Worldd”. Choose World." in html
    assert html.count('<svg class="picture-svg') == 4


@pytest.mark.parametrize("address", ["values.csv?area=Mars", "chart.svg?area=Mars", "chart.svg?series=IT_NONE"])
def test_files_refuse_what_has_no_figures(client, loaded, address):
    assert client.get(f"/roadmap/indicators/9.c.1/{address}").status_code == 400


def test_figures_as_csv_carry_edition_and_source(client, loaded):
    response = client.get("/roadmap/indicators/5.b.1/values.csv?area=Africa+(ITU+region)")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert rows == [
        {
            "indicator": "5.b.1",
            "series_code": "IT_MOB_OWN",
            "series": "Individuals owning a mobile phone, by sex",
            "area": "Africa (ITU region)",
            "year": "2024",
            "value": "66",
            "unit": "percent",
            "disaggregation": "",
            "edition": "2024",
            "publication": "ITU Facts and Figures 2024",
            "note": "ITU Facts and Figures 2024, estimate, aged 10 and over",
            "source_url": "https://www.itu.int/itu-d/reports/statistics/2024/11/10/ff24-mobile-phone-ownership",
            "certainty": "official",
        }
    ]
    assert len(client.get("/roadmap/indicators/9.c.1/values.csv").content.decode().splitlines()) == 445


def test_files_are_named_by_the_code_and_not_by_the_address(client, loaded):
    name = client.get("/roadmap/indicators/9.c.1%0A/values.csv")["Content-Disposition"]
    assert name == f'attachment; filename="sdg-indicator-9.c.1-{timezone.localdate().isoformat()}.csv"'
    assert client.get("/roadmap/indicators/9.c.1%0A/").context["csv_all"] == "/roadmap/indicators/9.c.1/values.csv"


def test_a_chart_is_an_svg_file_with_its_sources(client, loaded):
    response = client.get("/roadmap/indicators/9.c.1/chart.svg?area=World&series=IT_MOB_5GNTWK")
    assert response["Content-Type"] == "image/svg+xml; charset=utf-8"
    svg = response.content.decode()
    assert "Population covered by at least a 5G mobile network, World" in svg
    assert "Source: ITU Facts and Figures 2023, ITU Facts and Figures 2024" in svg


@pytest.mark.django_db
@pytest.mark.parametrize("items", [1, 3])
def test_indicator_list_query_count(client, items, django_assert_num_queries):
    for number in range(items):
        SeriesValueFactory(series=SeriesFactory(series_code=f"IT_TEST_{number}"), year=2020)
    with django_assert_num_queries(2):
        client.get("/roadmap/indicators/")


@pytest.mark.django_db
@pytest.mark.parametrize("items", [1, 3])
def test_indicator_query_count(client, items, django_assert_num_queries):
    for number in range(items):
        SeriesValueFactory(series=SeriesFactory(series_code=f"IT_TEST_{number}"), year=2020)
    with django_assert_num_queries(5):
        client.get("/roadmap/indicators/9.c.1/")


def _polylines(svg):
    return [part.split('"')[0] for part in str(svg).split('points="')[1:] if "polyline" in svg and "," in part][:2]
