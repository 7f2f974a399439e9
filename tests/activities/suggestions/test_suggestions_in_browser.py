"""Suggestions beside an activity's links, in a real browser: one is accepted, one rejected and reopened."""

import pytest
from django.conf import settings

from activities import rules
from activities.models import Mapping, SuggestionVerdict
from activities.queries.suggestions import suggest as suggesting
from tests.activities.suggestions.taught import taught_map
from tests.factories.activities import ActivityFactory, UserFactory


@pytest.mark.django_db(transaction=True)
def test_accepting_and_turning_down_beside_the_links(page, client, live_server):
    suggesting._current.clear()
    terms = taught_map()
    activity = ActivityFactory(
        title="Fibre for remote diagnosis", description="Villages get fibre, patients see a doctor"
    )
    client.force_login(UserFactory(role=rules.FOCAL_POINT, sectors=["ITU-D"]))
    session = {"name": settings.SESSION_COOKIE_NAME, "value": client.cookies[settings.SESSION_COOKIE_NAME].value}
    page.context.add_cookies([session | {"url": live_server.url}])

    page.goto(f"/activities/{activity.pk}/mappings/")
    health = page.locator(f"#offer-{terms['sdg:3.8'].pk}")
    health.get_by_role("combobox").select_option("3")
    health.get_by_role("button", name="Accept 3.8").click()
    page.locator(f"#added #link-{terms['sdg:3.8'].pk}").wait_for()  # at the top of the links, without a reload
    link = Mapping.objects.get(activity=activity)
    assert (link.term.code, link.strength, link.origin) == ("3.8", 3, "suggestion")

    fibre = page.locator(f"#offer-{terms['sdg:9.c'].pk}")
    fibre.get_by_role("button", name="Reject 9.c").click()
    fibre.get_by_text("It will not be suggested for this activity again.").wait_for()
    assert not SuggestionVerdict.objects.get(term=terms["sdg:9.c"]).accepted
    fibre.get_by_role("button", name="Undo 9.c").click()
    fibre.get_by_role("button", name="Accept 9.c").wait_for()
    assert not SuggestionVerdict.objects.live().filter(term=terms["sdg:9.c"]).exists()
    health.get_by_role("button", name="Undo 3.8").click()  # other answers can still be undone
    health.get_by_role("button", name="Accept 3.8").wait_for()
    page.locator(f"#added #link-{terms['sdg:3.8'].pk}").wait_for(state="detached")
    link.refresh_from_db()
    assert link.withdrawn
    suggesting._current.clear()
