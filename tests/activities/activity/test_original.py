"""The original text of an activity that is described in another language than English: shown, edited, and given out."""

import csv
import io

import pytest
from django.urls import reverse

from activities.models import Activity
from tests.activities.editing.staff_forms import Desk
from tests.factories.activities import ActivityFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def arabic():
    return ActivityFactory(
        title="Solar schools",
        description="Connects schools.",
        language="ar",
        original_title="مدارس الطاقة الشمسية",
        original_description="يربط المدارس بالإنترنت.",
    )


def test_the_page_shows_both(client, arabic):
    page = client.get(arabic.get_absolute_url()).content.decode()
    assert "<h1><bdi>Solar schools</bdi></h1>" in page
    assert "Original text: Arabic" in page
    assert '<p class="activity__original-title" lang="ar" dir="auto">مدارس الطاقة الشمسية</p>' in page
    assert "Original text" not in client.get(ActivityFactory().get_absolute_url()).content.decode()


def test_api_and_file_give_both(client, arabic):
    expected = {
        "language": "ar",
        "original_title": arabic.original_title,
        "original_description": arabic.original_description,
    }
    for answer in (
        client.get(reverse("api-activity", args=[arabic.pk])).json(),
        client.get(reverse("api-activity-list")).json()["results"][0],
        next(
            csv.DictReader(
                io.StringIO(b"".join(client.get("/api/v1/activities.csv").streaming_content).decode("utf-8-sig"))
            )
        ),
    ):
        assert {name: answer[name] for name in expected} == expected


def sent(desk, **more):
    return desk.described(seen=desk.seen, **more)


def test_staff_edit_the_original_text(client):
    desk = Desk(client)
    french = {"language": "fr", "original_title": "Écoles", "original_description": "Relie les écoles."}
    assert client.post(desk.on_activity("edit"), sent(desk, **french)).status_code == 302
    desk.activity.refresh_from_db()
    assert {name: getattr(desk.activity, name) for name in french} == french
    history = client.get(desk.activity.get_absolute_url()).content.decode()
    assert "Écoles" in history


def test_an_english_text_has_no_original(client):
    desk = Desk(client)
    response = client.post(desk.on_activity("edit"), sent(desk, language="en", original_title="Schools"))
    assert response.status_code == 422
    assert "Choose the language of the original text, or empty its title and description." in response.content.decode()


def test_two_editors_see_both_original_titles(client):
    desk = Desk(client)
    seen = desk.seen
    Activity.objects.filter(pk=desk.activity.pk).update(language="fr", original_title="Écoles")
    desk.edited()
    response = client.post(
        desk.on_activity("edit"), desk.described(seen=seen, language="es", original_title="Escuelas", title="Edited")
    )
    page = response.content.decode()
    assert response.status_code == 409
    for words in ("Écoles", "Escuelas", "French", "Spanish"):
        assert words in page
