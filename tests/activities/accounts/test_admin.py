"""The back room: who may look, who may edit, and that each edit is a Change."""

import threading

import pytest
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from pghistory.models import Events

from activities import rules
from activities.actions.ledger import record
from activities.actions.reference.edit import save_reference
from activities.models import Change, Crosswalk, Framework, Job, Term
from tests.factories.activities import (
    ActionLineFactory,
    ChangeFactory,
    CrosswalkFactory,
    GoalFactory,
    TermTextFactory,
)

PAGES = ["framework", "term", "crosswalk", "organisation", "change", "user"]


@pytest.fixture
def sign_in(client, django_user_model):
    """Sign in with one role, or as staff with none."""

    def sign_in(role=None):
        user = django_user_model.objects.create_user("somebody@example.org", "secret", name="Somebody", is_staff=True)
        if role:
            user.groups.add(Group.objects.get_or_create(name=role)[0])
        client.force_login(user)
        return user

    return sign_in


def statuses(client, suffix):
    return {page: client.get(f"/admin/activities/{page}/{suffix}").status_code for page in PAGES}


@pytest.mark.django_db
def test_the_public_is_sent_to_the_sign_in(client):
    assert set(statuses(client, "").values()) == {302}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "look", "add", "users"),
    [
        (None, 403, 403, 403),
        (rules.FOCAL_POINT, 200, 403, 403),
        (rules.COORDINATOR, 200, 200, 403),
        (rules.ADMINISTRATOR, 200, 200, 200),
    ],
)
def test_each_role_sees_and_adds_what_it_may(client, sign_in, role, look, add, users):
    sign_in(role)
    assert statuses(client, "") == dict.fromkeys(PAGES, look) | {"user": users}
    assert statuses(client, "add/") == dict.fromkeys(PAGES, add) | {"user": users, "change": 403}


@pytest.mark.django_db
def test_an_edit_is_a_change_by_that_person(client, sign_in):
    user = sign_in(rules.COORDINATOR)
    crosswalk = CrosswalkFactory(
        from_term=ActionLineFactory(code="C2"), to_term=GoalFactory(code="9"), standing="proposed", certainty="proposed"
    )
    answer = client.post(
        f"/admin/activities/crosswalk/{crosswalk.id}/change/",
        {
            "name": crosswalk.name,
            "from_term": crosswalk.from_term_id,
            "to_term": crosswalk.to_term_id,
            "standing": crosswalk.standing,
            "rationale": "Networks carry industry.",
            "certainty": crosswalk.certainty,
            "seen": crosswalk.change_id,
        },
    )
    assert answer.status_code == 302
    crosswalk = Crosswalk.objects.select_related("change").get(id=crosswalk.id)
    assert (crosswalk.rationale, crosswalk.change.by, crosswalk.change.verb) == (
        "Networks carry industry.",
        user,
        "crosswalk.edit",
    )
    assert "rationale" in crosswalk.change.reason


@pytest.mark.django_db
def test_a_term_and_its_texts_are_one_change(client, sign_in):
    sign_in(rules.COORDINATOR)
    text = TermTextFactory(term=GoalFactory(code="9"), language="fr", title="Industrie")
    term = text.term
    form = {
        "framework": term.framework_id,
        "kind": term.kind,
        "code": term.code,
        "goal": term.id,
        "position": term.position,
        "title": term.title,
        "certainty": term.certainty,
        "seen": text.change_id,
        "texts-TOTAL_FORMS": 1,
        "texts-INITIAL_FORMS": 1,
        "texts-0-id": text.id,
        "texts-0-term": term.id,
        "texts-0-language": "fr",
        "texts-0-title": "Industrie et innovation",
        "texts-0-certainty": text.certainty,
    }
    answer = client.post(f"/admin/activities/term/{term.id}/change/", form)
    assert answer.status_code == 302
    text.refresh_from_db()
    assert (text.title, text.change.verb) == ("Industrie et innovation", "term.edit")
    untouched = term.change_id
    term.refresh_from_db()
    assert term.change_id == untouched  # the term itself is as it was

    form |= {"title": "Industry", "texts-0-title": "Industrie", "seen": text.change_id}
    assert client.post(f"/admin/activities/term/{term.id}/change/", form).status_code == 302
    text.refresh_from_db()
    term.refresh_from_db()
    assert (term.title, text.title, term.change_id) == ("Industry", "Industrie", text.change_id)


@pytest.mark.django_db
def test_a_form_opened_before_somebody_elses_edit_overwrites_nothing(client, sign_in):
    sign_in(rules.COORDINATOR)
    crosswalk = CrosswalkFactory(
        rationale="Theirs", change=ChangeFactory(actor="Ana"), standing="proposed", certainty="proposed"
    )
    form = {
        "name": crosswalk.name,
        "from_term": crosswalk.from_term_id,
        "to_term": crosswalk.to_term_id,
        "standing": crosswalk.standing,
        "rationale": "Mine",
        "seen": crosswalk.change_id - 1,
    }
    answer = client.post(f"/admin/activities/crosswalk/{crosswalk.id}/change/", form)
    crosswalk.refresh_from_db()
    assert (answer.status_code, crosswalk.rationale) == (200, "Theirs")
    page = answer.content.decode()
    assert "Ana has saved this entry since you opened it." in page
    assert "Mine" in page


@pytest.mark.django_db(transaction=True)
def test_an_edit_that_comes_between_the_look_and_the_write_is_told_like_an_earlier_one(client, sign_in, monkeypatch):
    sign_in(rules.COORDINATOR)
    crosswalk = CrosswalkFactory(rationale="Before", standing="proposed", certainty="proposed")
    form = {name: getattr(crosswalk, name) for name in ("name", "standing", "certainty")}
    form |= {"from_term": crosswalk.from_term_id, "to_term": crosswalk.to_term_id, "rationale": "Mine"}
    form["seen"] = Change.objects.latest("id").pk

    def edit():
        with record("Ana", "crosswalk.edit") as change:
            Crosswalk.objects.update(rationale="Theirs", change=change)
        connection.close()

    def overtaken(**given):
        monkeypatch.undo()
        somebody_else = threading.Thread(target=edit)
        somebody_else.start()
        somebody_else.join(10)
        return save_reference(**given)

    monkeypatch.setattr("activities.admin.save_reference", overtaken)
    answer = client.post(f"/admin/activities/crosswalk/{crosswalk.id}/change/", form)
    crosswalk.refresh_from_db()
    assert (answer.status_code, crosswalk.rationale) == (200, "Theirs")
    page = answer.content.decode()
    assert "Ana has saved this entry since you opened it." in page
    assert "Mine" in page


def crosswalk_form(crosswalk, **changes):
    form = {name: getattr(crosswalk, name) for name in ("name", "standing", "certainty", "rationale")}
    form |= {"from_term": crosswalk.from_term_id, "to_term": crosswalk.to_term_id, "seen": crosswalk.change_id}
    return form | changes


@pytest.mark.django_db
def test_an_official_link_cannot_be_altered_and_stay_official(client, sign_in):
    sign_in(rules.COORDINATOR)
    crosswalk = CrosswalkFactory(rationale="Its source", standing="official", certainty="official")
    path = f"/admin/activities/crosswalk/{crosswalk.id}/change/"
    for change in ({"rationale": "Mine"}, {"withdrawn": "on"}, {"to_term": GoalFactory(code="4").pk}):
        answer = client.post(path, crosswalk_form(crosswalk, **change))
        assert (answer.status_code, "it says what its source says" in answer.content.decode()) == (200, True)
    noted = client.post(path, crosswalk_form(crosswalk, note="Page 4", certainty="confirmed"))
    crosswalk.refresh_from_db()
    assert (noted.status_code, crosswalk.rationale, crosswalk.note) == (302, "Its source", "Page 4")
    client.post(path, crosswalk_form(crosswalk, standing="proposed", certainty="proposed", rationale="Mine"))
    crosswalk.refresh_from_db()
    assert (crosswalk.standing, crosswalk.rationale) == ("proposed", "Mine")
    back = client.post(path, crosswalk_form(crosswalk, standing="official", certainty="official"))
    assert "Only links loaded from the files of their source are official." in back.content.decode()
    new = crosswalk_form(crosswalk, standing="official", certainty="official", to_term=GoalFactory(code="5").pk)
    answer = client.post("/admin/activities/crosswalk/add/", new)
    assert (answer.status_code, Crosswalk.objects.count()) == (200, 1)


@pytest.mark.django_db
def test_a_new_entry_is_entered_under_a_change(client, sign_in):
    sign_in(rules.COORDINATOR)
    form = {"slug": "gdc", "title": "Global Digital Compact", "publisher": "UN", "position": 9, "seen": 0}
    assert client.post("/admin/activities/framework/add/", form).status_code == 302
    made = Framework.objects.select_related("change").get(slug="gdc")
    assert (made.change.verb, made.change.actor) == ("framework.create", "Somebody")


@pytest.mark.django_db
def test_nobody_deletes(client, sign_in):
    sign_in(rules.ADMINISTRATOR)
    goal = GoalFactory(code="9")
    assert client.post(f"/admin/activities/term/{goal.id}/delete/", {"post": "yes"}).status_code == 403
    assert Term.objects.filter(id=goal.id).exists()


@pytest.mark.django_db
def test_the_ledger_cannot_be_edited(client, sign_in):
    sign_in(rules.ADMINISTRATOR)
    change = GoalFactory(code="9").change
    answer = client.post(f"/admin/activities/change/{change.id}/change/", {"actor": "somebody else"})
    assert answer.status_code == 403
    assert Change.objects.get(id=change.id).actor == change.actor


@pytest.mark.django_db
def test_a_role_of_somebody_switched_off_is_no_role(django_user_model):
    user = django_user_model.objects.create_user("gone@example.org", is_active=False)
    user.groups.add(Group.objects.create(name=rules.COORDINATOR))
    assert rules.can_edit_frameworks(user) is False


@pytest.mark.django_db
def test_signing_in_does_not_mind_capitals(client, django_user_model):
    django_user_model.objects.create_user("amina@example.org", "secret", is_staff=True)
    assert client.login(username="Amina@Example.org", password="secret") is True


@pytest.mark.django_db
def test_a_superuser_is_changed_by_superusers_alone(client, sign_in, django_user_model):
    sign_in(rules.ADMINISTRATOR)
    root = django_user_model.objects.create_superuser("root@example.org", "secret")
    page = f"/admin/activities/user/{root.pk}/"
    assert client.post(f"{page}change/", {"email": "mine@example.org"}).status_code == 403
    assert client.get(f"{page}password/").status_code == 403
    other = django_user_model.objects.create_superuser("other@example.org", "secret")
    client.force_login(other)
    assert client.get(f"{page}change/").status_code == 200


@pytest.mark.django_db(transaction=True)  # PostgreSQL ends the transaction of what fails
@pytest.mark.parametrize(
    "path",
    [
        "/admin/r/{history}/1/",
        "/admin/r/{job}/no-job/",
        "/admin/activities/term/?kind__exact=%00",
        "/admin/autocomplete/?app_label=activities&model_name=crosswalk&field_name=from_term&term=%00",
    ],
)
def test_an_address_that_nothing_leads_to_is_not_found(client, sign_in, path):
    sign_in(rules.COORDINATOR)
    numbers = {
        "history": ContentType.objects.get_for_model(Events).pk,
        "job": ContentType.objects.get_for_model(Job).pk,
    }
    assert client.get(path.format(**numbers)).status_code == 404
