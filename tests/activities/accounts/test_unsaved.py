"""A form that is sent after the session has ended: its person signs in and sees it again, with all they typed, and
nothing is saved before. Nobody else gets it, and strangers store nothing."""

import html
import re
from dataclasses import replace
from uuid import uuid4

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.db import connection
from django.test import Client

from activities import rules
from activities.models import Activity, Change, Job, Note, Notice, SavedFilter
from activities.pages.unsaved import session
from tests.activities.editing.staff_forms import WRITES, Desk
from tests.activities.editing.test_busy import FORM_AGAIN, hidden_fields
from tests.factories.activities import ActivityFactory, OrganisationFactory, UserFactory
from tests.reading import text
from tests.signing_in import PASSWORD

pytestmark = pytest.mark.django_db
#: On the page to sign in, which also says, hidden until a script finds it, that the browser has a draft.
SAVED = "Your text is saved. You will see it again after you sign in."
NOT_KEPT = "What you entered could not be kept."


@pytest.fixture
def desk(client):
    return opened(client)


def opened(client) -> Desk:
    """An editor with a page of staff open."""
    desk = Desk(client)
    client.get("/changes/")
    return desk


def session_ends(client):
    del client.cookies["sessionid"]


def next_page(response) -> str:
    assert (response.status_code, response.url.partition("?")[0]) == (302, "/accounts/login/")
    return response.url.partition("?next=")[2]


def stored() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cache WHERE cache_key LIKE '%unsaved:%'")
        return cursor.fetchone()[0]


def test_the_whole_way_in_a_browser_that_checks_tokens():
    user = UserFactory(role=rules.COORDINATOR, email="somebody@example.org")
    user.set_password(PASSWORD)
    user.save()
    user.vouch_for_email()
    activity = ActivityFactory(organisation=OrganisationFactory(sector="ITU-D"), title="Old", description="One.")
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(user)
    address = f"/activities/{activity.pk}/edit/"

    def fields(page):
        return {"csrfmiddlewaretoken": re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]}

    token = fields(browser.get(address).content.decode())
    typed = {"title": "New", "description": "Typed\nfor an hour", "kind": "project", "status": "ongoing"}
    typed |= {
        "organisation": activity.organisation_id,
        "description_certainty": "confirmed",
        "seen": activity.change_id,
    }
    session_ends(browser)

    there = next_page(browser.post(address, typed | token))
    assert re.fullmatch(r"/unsaved/[0-9a-f-]{36}/", there)
    page = browser.get(f"/accounts/login/?next={there}")
    assert SAVED in text(page)
    wrong = browser.post("/accounts/login/", fields(page.content.decode()) | {"login": user.email, "next": there})
    assert SAVED in text(wrong)
    form = fields(wrong.content.decode()) | {"login": user.email, "password": PASSWORD, "next": there}
    signed_in = browser.post("/accounts/login/", form)
    assert (signed_in.status_code, signed_in.url) == (302, there)

    shown = browser.get(there)
    assert shown.status_code == 200
    assert "Nothing was saved, because your session had ended." in text(shown)
    body = shown.content.decode()
    assert 'value="New"' in body
    assert "Typed\nfor an hour</textarea>" in body
    assert f'action="{address}"' in body
    activity.refresh_from_db()
    assert activity.title == "Old"

    assert browser.post(address, typed | fields(body)).status_code == 302
    activity.refresh_from_db()
    assert (activity.title, activity.description) == ("New", "Typed\nfor an hour")


def chosen_anew(browser, user) -> None:
    """The person chooses a new password, by the link in the e-mail."""
    browser.post("/accounts/password/reset/", {"email": user.email})
    link = re.search(r"https?://[^/]+(/accounts/password/reset/key/\S+)", mail.outbox[-1].body)[1]
    form = browser.get(link, follow=True)
    password = {"password1": PASSWORD, "password2": PASSWORD}
    saved = browser.post(form.redirect_chain[-1][0], password, follow=True)
    assert "Your new password is saved" in text(saved)


def signed_in(browser, user):
    return browser.post("/accounts/login/", {"login": user.email, "password": PASSWORD})


def test_who_has_forgotten_the_password_sees_it_after_choosing_another(desk, client):
    desk.user.vouch_for_email()
    session_ends(client)
    there = next_page(client.post("/activities/new/", desk.described(title="Typed")))
    assert SAVED in text(client.get(f"/accounts/login/?next={there}"))
    chosen_anew(client, desk.user)
    assert SAVED in text(client.get("/accounts/login/"))
    assert signed_in(client, desk.user).url == there
    assert "Typed" in client.get(there).content.decode()
    client.post("/accounts/logout/")
    assert signed_in(client, desk.user).url == "/workspace/"


def test_who_has_seen_it_is_not_led_to_it_again(desk, client):
    desk.user.vouch_for_email()
    desk.user.set_password(PASSWORD)
    desk.user.save()
    session_ends(client)
    there = next_page(client.post("/activities/new/", desk.described(title="Typed")))
    client.get(f"/accounts/login/?next={there}")
    assert client.session[session.AWAITED] == there
    client.post(f"/accounts/login/?next={there}", {"login": desk.user.email, "password": PASSWORD, "next": there})
    assert client.session[session.AWAITED] == there
    assert "Typed" in client.get(there).content.decode()
    assert session.AWAITED not in client.session


def test_whoever_signs_in_instead_is_not_led_to_it(desk, client):
    session_ends(client)
    there = next_page(client.post("/activities/new/", desk.described(title="Typed")))
    client.get(f"/accounts/login/?next={there}")
    other = UserFactory(role=rules.COORDINATOR)
    other.vouch_for_email()
    chosen_anew(client, other)
    assert signed_in(client, other).url == "/workspace/"


def test_a_form_that_a_newer_version_lacks_can_still_be_copied(client):
    desk = opened(client)
    session_ends(client)
    there = next_page(client.post("/activities/new/", desk.described(title="Typed for an hour")))
    [(slot, one)] = cache.get_many(session.keys(desk.user.pk)).items()
    cache.set(slot, replace(one, address="/activities/gone/form/"))
    client.force_login(desk.user)
    page = client.get(there)
    assert page.status_code == 200
    assert "Typed for an hour" in text(page)


@pytest.mark.parametrize("name", [name for name, form in WRITES.items() if form])
def test_every_form_comes_back_with_its_text_and_can_be_sent(client, name):
    desk = opened(client)
    path, data = WRITES[name](desk)
    before = Change.objects.count()
    session_ends(client)
    there = next_page(client.post(path, data))
    typed = {name for name, value in data.items() if value} - session.NOT_TYPED
    assert there.startswith("/unsaved/") == bool(typed)
    client.force_login(desk.user)
    if not typed:
        return
    answer = client.get(there)

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "your session had ended" in html.unescape(page).lower()
    files = [value for value in data.values() if isinstance(value, UploadedFile)]  # a browser keeps none
    kept = [str(value) for value in data.values() if value not in files]
    for file in files:
        file.seek(0)
    assert [value for value in kept if len(value) > 3 and html.escape(value) not in page] == []
    assert Change.objects.count() == before
    if name not in FORM_AGAIN:
        action, fields = hidden_fields(page[page.index("<main") :])
        assert fields.pop("csrfmiddlewaretoken")
        assert (action, fields) == (path, {key: str(value) for key, value in data.items()})
    assert client.post(path, data).status_code in (200, 302)
    assert Change.objects.count() == before + 1


def test_the_choices_of_a_conflict_come_back_exactly(desk, client):
    base = desk.seen
    desk.edited()
    data = desk.described(title="Mine", seen=desk.seen, base=base, keep_title="theirs", keep_status="mine")
    session_ends(client)
    there = next_page(client.post(desk.on_activity("edit"), data))
    client.force_login(desk.user)
    _action, fields = hidden_fields(text_of_main(client.get(there)))
    del fields["csrfmiddlewaretoken"]
    assert fields == {key: str(value) for key, value in data.items()}


def text_of_main(response) -> str:
    page = response.content.decode()
    return page[page.index("<main") :]


def test_what_the_ledger_does_not_record_is_not_written_either(desk, client):
    colleague = UserFactory(role=rules.COORDINATOR)
    note = f"/activities/{desk.activity.pk}/notes/"
    view = {"name": "My view", "page": "activity-list", "query": "goal=9"}
    session_ends(client)
    forms = [(note, {"text": "Is it true?", "mentions": colleague.pk}), ("/workspace/filters/", view)]
    found = [next_page(client.post(path, data)) for path, data in forms]
    client.force_login(desk.user)
    pages = [client.get(there).content.decode() for there in found]
    assert "Is it true?</textarea>" in pages[0]
    assert 'value="My view"' in pages[1]
    assert [model.objects.count() for model in (Note, Notice, SavedFilter)] == [0, 0, 0]


def test_nobody_else_gets_it(desk, client):
    session_ends(client)
    data = desk.described(title="Secret plans")
    there = next_page(client.post("/activities/new/", data))
    client.force_login(UserFactory(role=rules.ADMINISTRATOR))
    answer = client.get(there)
    assert answer.status_code == 404
    assert "Nothing of yours is kept at this address." in text(answer)
    assert "Secret plans" not in answer.content.decode()
    stranger = Client()
    assert next_page(stranger.get(there)) == there
    assert SAVED not in text(stranger.get(f"/accounts/login/?next={there}"))
    client.force_login(desk.user)
    assert "Secret plans" in client.get(there).content.decode()


@pytest.mark.parametrize("cookie", [None, "1", "{user}:1234567:forged", ""])
def test_a_stranger_stores_nothing_and_is_told_so(desk, cookie):
    stranger = Client()
    if cookie is not None:
        stranger.cookies[session.COOKIE] = cookie.format(user=desk.user.pk)
    answer = stranger.post("/activities/new/", desk.described(title="Planted"), follow=True)
    assert (answer.status_code, NOT_KEPT in text_with_messages(answer), stored()) == (200, True, 0)


def text_with_messages(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html.unescape(response.content.decode())).split())


def test_a_form_from_another_site_is_refused_before_anything_is_kept(desk):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(desk.user)
    browser.get("/changes/")
    session_ends(browser)
    answer = browser.post(
        "/activities/new/", desk.described(title="Planted"), headers={"Origin": "https://evil.example"}
    )
    assert (answer.status_code, stored()) == (403, 0)


def test_too_much_is_not_kept_and_that_is_said(desk, client):
    session_ends(client)
    answer = client.post("/activities/new/", desk.described(description="x" * session.LONGEST), follow=True)
    assert (NOT_KEPT in text_with_messages(answer), stored()) == (True, 0)
    huge = client.post("/activities/new/", desk.described(description="x" * (6 * 2**20)))
    assert (huge.status_code, stored()) == (302, 0)
    address = client.post(f"/activities/new/?q={'x' * session.LONGEST_ADDRESS}", desk.described())
    assert (address.status_code, stored()) == (302, 0)


def test_a_password_is_never_kept(desk, client):
    session_ends(client)
    answer = client.post("/activities/new/", desk.described(password="three quiet rivers"), follow=True)
    assert (NOT_KEPT in text_with_messages(answer), stored()) == (True, 0)


def test_each_person_has_five_and_a_sixth_replaces_the_oldest(desk, client):
    session_ends(client)
    found = [next_page(client.post("/activities/new/", desk.described(title=f"No. {turn}"))) for turn in range(7)]
    assert stored() == 5
    client.force_login(desk.user)
    assert [client.get(there).status_code for there in found] == [404, 404, 200, 200, 200, 200, 200]


def test_after_a_day_it_is_gone(desk, client, monkeypatch):
    session_ends(client)
    monkeypatch.setattr(session, "KEPT_FOR", -1)
    there = next_page(client.post("/activities/new/", desk.described()))
    client.force_login(desk.user)
    assert client.get(there).status_code == 404
    assert cache.get_many(session.keys(desk.user.pk)) == {}


def test_a_file_is_not_kept_and_that_is_said_twice(desk, client):
    session_ends(client)
    file = SimpleUploadedFile("mine.xlsx", b"PK\x03\x04")
    there = next_page(client.post("/sheets/", {"file": file}))
    assert "The file that you chose was not kept: choose it again." in text(
        client.get(f"/accounts/login/?next={there}")
    )
    client.force_login(desk.user)
    answer = client.get(there)
    assert "The file that you chose was not kept. Choose it again." in text_with_messages(answer)
    assert 'type="file"' in answer.content.decode()
    assert not Job.objects.exists()


def test_a_button_leads_back_to_its_page(desk, client):
    session_ends(client)
    page = f"/activities/{desk.activity.pk}/"
    answer = client.post(
        desk.on_activity("confirm"), {"seen": desk.seen}, headers={"Referer": f"http://testserver{page}"}
    )
    assert (next_page(answer), stored()) == (page, 0)


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("/matrix/edit/undo/", {"change": 1, "back": "/matrix/edit/?kind=project"}),
        ("/workspace/open/1/confirm/", {"links": "3:1 4:2"}),
    ],
)
def test_a_button_that_sends_an_address_or_a_list_of_links_does_so_too(desk, client, path, data):
    session_ends(client)
    answer = client.post(path, data, headers={"Referer": "http://testserver/workspace/"})
    assert (next_page(answer), stored()) == ("/workspace/", 0)


def test_what_cannot_be_shown_in_its_form_any_more_is_still_there_to_copy(desk, client):
    session_ends(client)
    there = next_page(client.post(desk.on_activity("edit"), desk.described(description="Typed for an hour", seen=1)))
    Activity.objects.filter(pk=desk.activity.pk).update(organisation=OrganisationFactory(sector="ITU-R"))
    desk.user.groups.clear()
    client.force_login(focal := UserFactory(role=rules.FOCAL_POINT, sectors=["ITU-D"]))
    assert client.get(there).status_code == 404
    assert focal.pk != desk.user.pk
    desk.user.groups.set(focal.groups.all())
    desk.user.sectors = ["ITU-D"]
    desk.user.save()
    client.force_login(desk.user)
    answer = client.get(there)
    assert (answer.status_code, "Typed for an hour" in text(answer)) == (200, True)


def test_who_must_set_up_a_second_step_first_sees_it_afterwards(desk, client, settings):
    settings.REQUIRE_STAFF_MFA = True
    answer = client.post("/activities/new/", desk.described(title="Typed"))
    assert (answer.status_code, answer.url) == (302, "/accounts/2fa/")
    settings.REQUIRE_STAFF_MFA = False
    assert "Typed" in client.get(client.session["asked_before_second_factor"]).content.decode()


def test_before_the_second_step_nobody_is_told_to_sign_in(desk, client, settings):
    settings.REQUIRE_STAFF_MFA = True
    answer = client.post("/activities/new/", desk.described(description="x" * session.LONGEST), follow=True)
    said = text_with_messages(answer)
    assert "copy it before you set up the second step of your sign-in." in said
    assert "before you sign in" not in said


def test_unknown_keys_are_not_found(desk, client):
    assert client.get(f"/unsaved/{uuid4()}/").status_code == 404
