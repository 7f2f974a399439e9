"""Staff notes on an activity: adding, mentioning, withdrawing, and that no one else can read them."""

import pytest
from django.db import transaction
from django.utils import timezone

from activities import rules
from activities.actions.ledger import Refused
from activities.actions.notes import withdraw_note, write_note
from activities.models import Activity, Change, Note, Notice
from activities.queries.activity.notes import mentioned_in, staff
from tests.factories.activities import ActivityFactory, ChangeFactory, UserFactory
from tests.reading import text
from tests.routes import API, FILES, PAGES, address

MARKER = "Planted-zebra-marker"


@pytest.fixture
def ana(db):
    return UserFactory(role=rules.FOCAL_POINT, name="Ana Lima", sectors=["ITU-D"])


@pytest.fixture
def ben(db):
    return UserFactory(role=rules.COORDINATOR, name="Ben")


def told(notices) -> list:
    return [(notice.kind, notice.to.name, notice.context["text"]) for notice in notices.order_by("id")]


def seen_at(client, activity) -> str:
    return client.get(f"/activities/{activity.pk}/notes/").content.decode()


def test_a_note_by_form_is_seen_by_all_staff(client, ana, ben):
    activity = ActivityFactory()
    client.force_login(ana)
    answer = client.post(f"/activities/{activity.pk}/notes/", {"text": "Is the end year right?\r\n\r\nI doubt it."})
    note = Note.objects.get()
    assert answer.url == f"/activities/{activity.pk}/notes/#note-{note.pk}"
    assert (note.author, note.text) == (ana, "Is the end year right?\n\nI doubt it.")
    client.force_login(ben)
    for page in (f"/activities/{activity.pk}/notes/", f"/activities/{activity.pk}/"):
        answer = client.get(page)
        assert "Ana Lima" in text(answer)
        assert "Is the end year right?" in text(answer)
        assert answer["Cache-Control"].count("no-store") == 1
        assert "private" in answer["Cache-Control"]


def test_a_note_in_place_replaces_the_section(client, ana):
    activity = ActivityFactory()
    client.force_login(ana)
    answer = client.post(
        f"/activities/{activity.pk}/notes/", {"text": "Hello"}, headers={"HX-Request": "true", "HX-Target": "notes"}
    )
    page = answer.content.decode()
    assert (answer.status_code, page.count('id="notes"'), "<main" in page, "Hello" in page) == (200, 1, False, True)
    assert f'id="note-{Note.objects.get().pk}" tabindex="-1" autofocus' in page


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        ({"text": " \n "}, "Enter a note."),
        ({"text": "x" * 4001}, "at most 4000 characters"),
        ({"text": "Hello", "mentions": ["999999"]}, "not one of the available choices"),
        ({"text": "Hello", "mentions": ["x"]}, "not one of the available choices"),
    ],
)
def test_a_note_that_is_refused_keeps_what_was_typed(client, ana, sent, reason):
    activity = ActivityFactory()
    client.force_login(ana)
    answer = client.post(f"/activities/{activity.pk}/notes/", sent)
    assert answer.status_code == 422
    assert reason in text(answer)
    assert sent["text"].strip() in answer.content.decode()
    assert not Note.objects.exists()


def test_hostile_text_is_text(client, ana):
    activity = ActivityFactory()
    client.force_login(ana)
    client.post(f"/activities/{activity.pk}/notes/", {"text": "<script>alert(1)</script> \u202eright"})
    page = client.get(f"/activities/{activity.pk}/notes/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; right" in page


def test_a_note_on_no_activity(client, ana):
    client.force_login(ana)
    assert client.post("/activities/999999/notes/", {"text": "Hello"}).status_code == 404


# --- mentions


def test_mentions_by_name_and_by_tick_wait_in_the_outbox(client, ana, ben):
    other = UserFactory(role=rules.FOCAL_POINT, name="Cy")
    activity = ActivityFactory(title="Smart Villages")
    client.force_login(ana)
    sent = {"text": "@Ben, and you too, @Ana Lima?", "mentions": [other.pk]}
    client.post(f"/activities/{activity.pk}/notes/", sent)
    assert told(Notice.objects) == [("note_mention", "Ben", sent["text"]), ("note_mention", "Cy", sent["text"])]
    assert "Notified: Ana Lima , Ben , Cy" in text(client.get(f"/activities/{activity.pk}/notes/"))


@pytest.mark.django_db
def test_who_is_meant():
    ana, ana_maria, ben = (UserFactory(role=rules.FOCAL_POINT, name=name) for name in ("Ana", "Ana Maria", "Ben"))
    namesake, stranger = UserFactory(role=rules.COORDINATOR, name="ben"), UserFactory(name="Zoe")
    nameless = UserFactory(role=rules.COORDINATOR, name="", email="no.name@example.org")
    people = staff()
    assert stranger not in people
    assert set(mentioned_in("@Ana Maria, please", people)) == {ana_maria}
    assert set(mentioned_in("@ANA MARIA and @ana.", people)) == {ana, ana_maria}
    assert set(mentioned_in("@Ben", people)) == {ben, namesake}
    assert mentioned_in("@Bennet, Ana, @Zoe, ben@example.org", people) == []
    assert mentioned_in("@no.name@example.org", people) == [nameless]


@pytest.mark.django_db
def test_a_note_that_fails_leaves_no_notice(ana, ben, monkeypatch):
    def fails(*_args, **_kwargs):
        raise RuntimeError("in the middle")

    monkeypatch.setattr("activities.actions.notes.Notice.objects.bulk_create", fails)
    with pytest.raises(RuntimeError), transaction.atomic():
        write_note(activity=ActivityFactory(), text="Hello", mentions=[ben], by=ana)
    assert (Note.objects.count(), Notice.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_a_note_is_no_change(ana):
    activity = ActivityFactory()
    before = Change.objects.count()
    write_note(activity=activity, text="Hello", mentions=[], by=ana)
    assert Change.objects.count() == before


# --- withdrawing


def test_ones_own_note_is_withdrawn_with_its_mails(client, ana, ben):
    activity = ActivityFactory()
    note = write_note(activity=activity, text="Too early to say", mentions=[ben], by=ana)
    client.force_login(ana)
    assert client.post(f"/activities/{activity.pk}/notes/{note.pk}/withdraw/").status_code == 302
    page = text(client.get(f"/activities/{activity.pk}/notes/"))
    assert ("Too early to say" in page, "Withdrawn by its author." in page) == (False, True)
    assert not Notice.objects.exists()
    assert client.post(f"/activities/{activity.pk}/notes/{note.pk}/withdraw/").status_code == 302  # no further effect


def test_a_withdrawn_note_comes_back_with_the_mails_that_had_not_left(client, ana, ben):
    activity, cy = ActivityFactory(), UserFactory(role=rules.FOCAL_POINT, name="Cy")
    note = write_note(activity=activity, text="Too early to say", mentions=[ben, cy], by=ana)
    Notice.objects.filter(to=ben).update(sent_at=timezone.now())
    client.force_login(ana)
    client.post(f"/activities/{activity.pk}/notes/{note.pk}/withdraw/")
    assert f'action="/activities/{activity.pk}/notes/{note.pk}/restore/"' in seen_at(client, activity)
    assert told(Notice.objects) == [("note_mention", "Ben", "Too early to say")]
    for _twice in range(2):
        assert client.post(f"/activities/{activity.pk}/notes/{note.pk}/restore/").status_code == 302
    assert "Too early to say" in seen_at(client, activity)
    assert told(Notice.objects.due()) == [("note_mention", "Cy", "Too early to say")]
    assert Notice.objects.count() == 2


def test_an_old_note_comes_back_and_so_does_one_that_was_there_without_mails(client, ana, ben):
    activity = ActivityFactory()
    old, new = (write_note(activity=activity, text=text, mentions=[ben], by=ana) for text in ("Old", "New"))
    Note.objects.filter(pk=old.pk).update(written_at=timezone.now() - timezone.timedelta(days=91))
    Notice.objects.all().delete()  # sent and deleted
    client.force_login(ana)
    client.post(f"/activities/{activity.pk}/notes/{old.pk}/withdraw/")
    for note in (old, new):  # the new note had not been withdrawn
        assert client.post(f"/activities/{activity.pk}/notes/{note.pk}/restore/").status_code == 302
    assert list(Note.objects.order_by("pk").values_list("text", "withdrawn")) == [("Old", False), ("New", False)]
    assert told(Notice.objects) == []


@pytest.mark.parametrize("act", ["withdraw", "restore"])
def test_nobody_withdraws_or_restores_the_note_of_another(client, ana, ben, act):
    activity = ActivityFactory()
    note = write_note(activity=activity, text="Mine", mentions=[], by=ana)
    client.force_login(ben)
    assert client.post(f"/activities/{activity.pk}/notes/{note.pk}/{act}/").status_code == 404
    with pytest.raises(Refused, match="Only the author"):
        withdraw_note(note=note, by=ben)
    assert not Note.objects.get().withdrawn


def test_notes_follow_a_merge(client, ana):
    kept = ActivityFactory()
    merged = ActivityFactory(merged_into=kept, withdrawn=True)
    note = write_note(activity=merged, text="Twice in the list", mentions=[], by=ana)
    client.force_login(ana)
    assert "Twice in the list" in seen_at(client, kept)
    assert client.post(f"/activities/{kept.pk}/notes/{note.pk}/withdraw/").status_code == 302
    assert "Twice in the list" not in seen_at(client, kept)
    write_note(activity=merged, text="Still here", mentions=[], by=ana)
    last = ActivityFactory()
    Activity.objects.filter(pk=kept.pk).update(merged_into=last, withdrawn=True, change=ChangeFactory())
    assert "Still here" in seen_at(client, last)
    third = ActivityFactory()
    Activity.objects.filter(pk=last.pk).update(merged_into=third, withdrawn=True, change=ChangeFactory())
    assert "Still here" in seen_at(client, third)
    Activity.objects.filter(pk=third.pk).update(merged_into=kept, withdrawn=True, change=ChangeFactory())
    assert "Still here" in seen_at(client, third)  # also when merges form a ring


@pytest.mark.parametrize("items", [1, 3])
def test_note_query_count(client, ana, ben, django_assert_num_queries, items):
    """Session, user, roles, activity, staff, notes."""
    activity = ActivityFactory()
    for number in range(items):
        write_note(activity=activity, text=f"Note {number}", mentions=[ben, ana], by=ana)
    client.force_login(ana)
    with django_assert_num_queries(6):
        assert client.get(f"/activities/{activity.pk}/notes/").status_code == 200


# --- no one else can read notes


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["stranger", "registered", "staff without the second step"])
def test_notes_stay_out_of_every_page_file_and_answer(shipped_map, db, client, settings, who):
    """All routes in tests/routes.py, including history and search."""
    author = UserFactory(role=rules.COORDINATOR, name=f"{MARKER} author")
    reader = UserFactory(role=rules.FOCAL_POINT if who.startswith("staff") else "", name="Reader")
    settings.REQUIRE_STAFF_MFA = True
    pk = int(address("{activity}"))
    write_note(activity=Activity.objects.get(pk=pk), text=MARKER, mentions=[author], by=author)
    if who != "stranger":
        client.force_login(reader)
    more = {
        "search": f"/activities/?q={MARKER}",
        "api search": f"/api/v1/activities/?q={MARKER}",
        "export": "/api/v1/activities.csv",
        "notes": f"/activities/{pk}/notes/",
    }
    found = []
    for name, path in (PAGES | FILES | API | more).items():
        answer = client.get(address(path))
        content = answer.getvalue() if answer.streaming else answer.content
        content = content.decode(errors="replace").replace(f"q={MARKER}", "").replace(f'value="{MARKER}"', "")
        if f"{MARKER} author" in content or (MARKER in content and "search" not in name):
            found.append(name)
        assert answer.status_code in (200, 302, 403)
    assert found == []
