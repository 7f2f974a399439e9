"""Pages for editing serve everybody: accessibility rules, narrow windows, right to left."""

import pytest

from activities.models import Activity, Mapping, Term
from tests.axe import OF_LANGUAGE, RULES, found_by_axe
from tests.factories.activities import (
    ActivityFactory,
    ChangeFactory,
    MappingFactory,
    TargetFactory,
)
from tests.staff_journeys.editing.links import mapping, row

pytestmark = pytest.mark.xdist_group("staff journeys")


def sideways(page) -> int:
    """Pixels by which the page is wider than a window of 320."""
    before = page.viewport_size
    page.set_viewport_size({"width": 320, "height": 800})
    wider = page.evaluate("document.documentElement.scrollWidth") - 320
    page.set_viewport_size(before)
    return wider


@pytest.mark.parametrize(("language", "rules"), [("en", RULES), ("ar", OF_LANGUAGE)], ids=["en", "ar"])
def test_every_page_serves_everybody(chair, activity, language, rules):
    page = chair
    twin = ActivityFactory(title="مشروع القرى الذكية", slug="twin")
    MappingFactory(activity=twin, term=Term.objects.get(code="9.c"))
    withdrawn = MappingFactory(activity=activity, term=TargetFactory(code="9.1"), withdrawn=True)
    page.context.set_extra_http_headers({"Accept-Language": language})
    page.emulate_media(reduced_motion="reduce")
    found = {}
    here = f"/activities/{activity.pk}"
    for path in (
        "/activities/new/",
        f"{here}/",
        f"{here}/edit/",
        f"{here}/confirm/",
        f"{here}/withdraw/",
        f"{here}/restore/",
        f"{here}/merge/",
        f"{here}/merge/?q=zzz",
        f"{here}/merge/?with={twin.pk}",
        f"{here}/mappings/",
        f"{here}/mappings/?withdrawn={withdrawn.term_id}",
        f"{here}/mappings/{Term.objects.get(code='9.c').pk}/",
        f"/terms/pick/?activity={activity.pk}&q=education",
        f"/terms/pick/?activity={activity.pk}&browse=sdg",
        "/terms/pick/?q=zzz",
    ):
        response = page.goto(path)
        assert len(response.body()) < 100_000
        found[path] = (response.status, page.locator("h1").count(), found_by_axe(page, only=rules), sideways(page))
    assert found == {path: (200, 1, [], 0) for path in found}


def test_refusals_and_conflicts_serve_everybody(page, activity):
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"/activities/{activity.pk}/edit/")
    page.get_by_label("Title", exact=True).fill("")
    page.get_by_label("Source", exact=True).fill("javascript:alert(1)")
    page.get_by_role("main").get_by_role("button", name="Save").last.click()
    page.locator(".error-summary").wait_for()
    assert (found_by_axe(page), sideways(page)) == ([], 0)
    page.get_by_label("Title", exact=True).fill("Mine")
    page.get_by_label("Source", exact=True).fill("")
    Activity.objects.filter(pk=activity.pk).update(
        title="Theirs, a very long title " + "x" * 300, change=ChangeFactory()
    )
    page.get_by_role("main").get_by_role("button", name="Save").last.click()
    page.get_by_role("heading", name="This activity has changed since you opened it").wait_for()
    assert (found_by_axe(page), sideways(page)) == ([], 0)
    page.goto(f"/activities/{activity.pk}/mappings/")
    row(page, "9").get_by_role("link", name="Edit 9").click()
    row(page, "9").get_by_label("Rationale").fill("Mine")
    Mapping.objects.filter(pk=mapping("9").pk).update(rationale="Theirs", change=ChangeFactory())
    row(page, "9").get_by_role("button", name="Save").click()
    row(page, "9").get_by_text("Your value").first.wait_for()
    field = page.get_by_role("combobox", name="Add a link")
    field.fill("9")
    page.get_by_role("option").first.wait_for()
    assert (found_by_axe(page), sideways(page)) == ([], 0)
