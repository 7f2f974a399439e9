"""Confirm, withdraw and restore activities in the browser."""

import re

import pytest

from activities import rules
from activities.models import Activity
from tests.activities.editing.activity.typing_in import at, edited_by_another
from tests.factories.activities import (
    ActivityFactory,
    OrganisationFactory,
    UserFactory,
)
from tests.reading import text

pytestmark = pytest.mark.django_db


def test_confirm_from_the_activity_page(client, keeper):
    activity = ActivityFactory()
    page = client.get(f"/activities/{activity.pk}/").content.decode()
    assert f'action="{at("confirm", activity.pk)}"' in page
    assert "Never confirmed" in page
    client.post(at("confirm", activity.pk), {"seen": activity.change_id})
    saved = Activity.objects.get(pk=activity.pk)
    assert saved.change.verb == "activity.confirm"
    assert saved.confirmed_on == saved.change.at.date()


@pytest.mark.parametrize("name", ["confirm", "withdraw"])
def test_a_stale_question_is_put_again_with_what_happened_since(client, keeper, name):
    activity = ActivityFactory(title="Base")
    theirs = edited_by_another(activity, title="Theirs")
    Activity.objects.update(confirmed_on="2020-01-01")  # an edit confirms, too; here it was long ago
    response = client.post(at(name, activity.pk), {"seen": activity.change_id, "reason": "No longer funded"})
    assert response.status_code == 409
    assert "This activity has changed since you opened it" in text(response)
    assert "Title changed from “Base” to “Theirs”" in text(response)
    assert f'name="seen" value="{theirs.change_id}"' in response.content.decode()
    if name == "withdraw":
        assert 'value="No longer funded"' in response.content.decode()
    unchanged = Activity.objects.get(pk=activity.pk)
    assert (unchanged.change_id, unchanged.withdrawn) == (theirs.change_id, False)


def test_a_withdrawal_needs_a_reason(client, keeper):
    activity = ActivityFactory()
    response = client.post(at("withdraw", activity.pk), {"seen": activity.change_id, "reason": " "})
    assert response.status_code == 422
    assert "Enter a reason." in text(response)
    assert not Activity.objects.get(pk=activity.pk).withdrawn


def test_only_a_withdrawal_insists_on_a_reason(client, keeper):
    activity = ActivityFactory()
    told = {
        name: "Optional. It is shown in the history" in text(client.get(at(name, activity.pk)))
        for name in ("withdraw", "restore")
    }
    assert told == {"withdraw": False, "restore": True}


def test_withdraw_and_restore(client, keeper):
    activity = ActivityFactory()
    client.post(at("withdraw", activity.pk), {"seen": activity.change_id, "reason": "Entered twice"})
    gone = Activity.objects.get(pk=activity.pk)
    assert (gone.withdrawn, gone.change.reason) == (True, "Entered twice")
    page = client.get(f"/activities/{activity.pk}/").content.decode()
    bar = page[page.index('class="staff-bar') : page.index("</nav>", page.index('class="staff-bar'))]
    assert re.findall(r'href="([^"]+)"', bar) == [at("restore", activity.pk)]
    client.post(at("restore", activity.pk), {"seen": gone.change_id})
    assert not Activity.objects.get(pk=activity.pk).withdrawn


def test_a_stale_restore_asks_again(client, keeper):
    activity = ActivityFactory(withdrawn=True)
    response = client.post(at("restore", activity.pk), {"seen": activity.change_id + 5})
    assert response.status_code == 409
    assert Activity.objects.get(pk=activity.pk).withdrawn


def test_the_bar_shows_to_those_who_keep_the_activity(client):
    activity = ActivityFactory(organisation=OrganisationFactory(sector="ITU-R"))
    for user, sees in (
        (None, False),
        (UserFactory(), False),
        (UserFactory(role=rules.FOCAL_POINT, sectors=["ITU-D"]), False),
        (UserFactory(role=rules.FOCAL_POINT, sectors=["ITU-R"]), True),
        (UserFactory(role=rules.COORDINATOR), True),
    ):
        client.logout()
        if user:
            client.force_login(user)
        page = client.get(f"/activities/{activity.pk}/").content.decode()
        assert ("staff-bar" in page) == sees, user
