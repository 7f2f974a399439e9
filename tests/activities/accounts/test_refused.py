"""Who is refused reads why; who has no role reads what happens next; administrators see who waits."""

import pytest
from django.utils import timezone

from activities import rules
from tests.factories.activities import UserFactory
from tests.reading import text

pytestmark = pytest.mark.django_db


def verified(**fields):
    user = UserFactory(**fields)
    user.vouch_for_email()
    return user


def test_a_refusal_says_why_and_as_whom_one_is_signed_in(client):
    user = verified(role=rules.FOCAL_POINT, sectors=["ITU-D"])
    client.force_login(user)
    response = client.get("/suggestions/lexicon/new/")
    words = text(response)
    assert response.status_code == 403
    assert "Only coordinators and administrators can change them." in words
    assert f"You are signed in as {user.email}" in words
    assert "View your role" in words


def test_a_person_without_a_role_reads_what_happens_next(client):
    client.force_login(verified())
    response = client.get("/workspace/")
    words = text(response)
    assert response.status_code == 403
    assert "Your account has no role yet" in words
    assert "I work for ITU" in words
    assert "Add your activity" in words
    assert "no-store" in response["Cache-Control"]
    assert "Ask for a role" in text(client.get("/accounts/"))
    answer = client.post("/accounts/role/", follow=True)
    assert "Administrators see that you asked for a role on" in text(answer)
    assert "Administrators see that you asked for a role on" in text(client.get("/workspace/"))
    assert "Administrators see that your account is waiting for a role." in text(client.get("/accounts/"))


def test_administrators_see_who_waits(client):
    asked = timezone.now()
    waits, homeless = (
        verified(name="Wanjiru", role_requested_at=asked),
        verified(role=rules.FOCAL_POINT, name="Homeless"),
    )
    UserFactory(name="Unverified", role_requested_at=asked)
    verified(name="Gone", is_active=False, role_requested_at=asked)
    verified(name="A stakeholder")
    admin = verified(role=rules.ADMINISTRATOR)
    client.force_login(admin)
    words = text(client.get("/workspace/"))
    assert "1 person is waiting for a role" in words
    assert "1 focal point has no Sector" in words
    for query, user in (("role", waits), ("sector", homeless)):
        page = client.get(f"/admin/activities/user/?waiting={query}").content.decode()
        assert [one.email in page for one in (waits, homeless)] == [user == waits, user == homeless]
    client.force_login(verified(role=rules.COORDINATOR))
    assert "waiting for a role" not in text(client.get("/workspace/"))
