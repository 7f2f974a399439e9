"""One language and one direction until another language is complete."""

import pytest
from django.conf import settings as product

from tests.factories.small_map import small_map

pytestmark = pytest.mark.django_db


@pytest.fixture
def complete_languages_only(settings):
    settings.LANGUAGES = [(code, name) for code, name in product.LANGUAGES if code in product.COMPLETE_LANGUAGES]


@pytest.mark.parametrize("asked", ["ar", "fr", "zh-CN,zh;q=0.9", "ru", "tlh"])
@pytest.mark.parametrize("path", ["/", "/goals/9/", "/activities/?q=net", "/accounts/login/", "/nowhere/", "/roadmap/"])
def test_a_browser_in_another_language_gets_plain_english(client, complete_languages_only, asked, path):
    small_map(1)
    english = client.get(path, headers={"Accept-Language": "en"})
    response = client.get(path, headers={"Accept-Language": asked})
    assert response["Content-Language"] == "en"
    assert '<html lang="en" dir="ltr">' in response.content.decode()
    assert dates(response) == dates(english)


def test_neither_does_a_cookie_change_the_language(client, complete_languages_only):
    client.cookies["django_language"] = "ar"
    assert client.get("/")["Content-Language"] == "en"


def test_the_api_answers_in_english(client, complete_languages_only):
    response = client.get("/api/v1/activities/?goal=99", headers={"Accept-Language": "fr"})
    assert (response.status_code, response["Content-Language"]) == (400, "en")
    assert "is not a value of goal" in response.content.decode()


def dates(response) -> str:
    """The footer, with the date of the data."""
    return response.content.decode().partition('<footer class="site-footer">')[2]
