"""/review/reasons/: coordinators add, edit and withdraw the reasons that reviewers often use."""

import pytest

from activities.actions.ledger import Refused
from activities.actions.reference.reasons import load_reasons
from activities.actions.submissions.reasons import save_reason, version_of
from activities.models import ReasonTemplate
from tests.factories.activities import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer(client):
    user = UserFactory(role="coordinator")
    client.force_login(user)
    return user


TYPED = {"decision": "return", "title": "Dates", "text": "Check the years.", "seen": ""}


def test_add_edit_withdraw_restore(client, reviewer):
    assert client.post("/review/reasons/new/", TYPED).headers["Location"] == "/review/reasons/"
    row = ReasonTemplate.objects.get()
    assert (row.decision, row.title, row.text, row.changed_by) == ("return", "Dates", "Check the years.", reviewer)
    page = f"/review/reasons/{row.pk}/"
    assert "Check the years." in client.get(page).content.decode()
    client.post(page, TYPED | {"text": "Check the years, please.", "seen": version_of(row)})
    row.refresh_from_db()
    assert row.text == "Check the years, please."
    client.post(f"{page}withdraw/")
    row.refresh_from_db()
    assert row.withdrawn
    assert "Dates" in client.get("/review/reasons/").content.decode()
    client.post(f"{page}withdraw/", {"restore": ""})
    row.refresh_from_db()
    assert not row.withdrawn


def test_what_is_missing_is_said(client, reviewer):
    for wrong in ({"title": ""}, {"text": " "}, {"decision": "accept"}, {"text": "x" * 2001}, {"title": "x" * 81}):
        assert client.post("/review/reasons/new/", TYPED | wrong).status_code == 422
    assert not ReasonTemplate.objects.exists()


def test_the_second_editor_sees_the_current_text_and_keeps_the_typed_one(client, reviewer):
    row = save_reason(decision="return", title="Dates", text="One.", by=reviewer)
    seen = version_of(row)
    save_reason(template=row, decision="return", title="Dates", text="Two.", seen=seen, by=reviewer)
    response = client.post(f"/review/reasons/{row.pk}/", TYPED | {"text": "Three.", "seen": seen})
    assert response.status_code == 409
    assert all(text in response.content.decode() for text in ("Two.", "Three."))
    row.refresh_from_db()
    assert row.text == "Two."
    again = response.context["form"]["seen"].value()
    assert client.post(f"/review/reasons/{row.pk}/", TYPED | {"text": "Three.", "seen": again}).status_code == 302


def test_focal_points_edit_none(client):
    with pytest.raises(Refused):
        save_reason(decision="return", title="Dates", text="One.", by=UserFactory(role="focal point"))
    client.force_login(UserFactory(role="focal point"))
    assert client.post("/review/reasons/new/", TYPED).status_code == 403


def test_reasons_are_loaded_only_into_an_empty_table(reviewer):
    assert load_reasons() == ReasonTemplate.objects.count() > 5
    row = ReasonTemplate.objects.first()
    ReasonTemplate.objects.exclude(pk=row.pk).delete()
    assert load_reasons() == 0
    assert list(ReasonTemplate.objects.all()) == [row]
