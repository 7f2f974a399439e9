"""A save that gets no turn in time: nothing is written, and the page has everything that was typed."""

import contextlib
import html
import re
import threading
import time

import psycopg2
import pytest
from django.core.files.uploadedfile import UploadedFile
from django.db import connection

from activities.actions import ledger
from activities.actions.ledger import Busy, Patience, Turns, record
from activities.models import Change, Mapping
from sdgmap import patience
from tests.activities.editing.staff_forms import WRITES, Desk

pytestmark = pytest.mark.django_db
#: Their page is the form itself, with the message in its error summary; the others' page sends the request again.
FORM_AGAIN = {
    "activity-new", "activity-edit", "activity-merge", "mapping", "matrix-edit-cell", "lexicon-new", "lexicon-edit",
    "review-submission", "document-new", "document-edit",
    "operational-plan-new", "operational-plan-edit", "guidance-new", "guidance-edit", "plan-link-new", "plan-link",
    "engagement-new", "engagement-edit", "mechanism-new", "mechanism-edit",
    "input-new", "input-edit", "material-new", "material-edit",
    "national-review-new", "national-review-edit", "cooperation-framework-new", "cooperation-framework-edit",
    "roadmap-edition-upload",
    "roadmap-edition-new", "roadmap-edition-edit", "roadmap-part-new", "roadmap-part-edit", "roadmap-commitment-new",
    "roadmap-commitment-edit", "roadmap-report", "roadmap-review", "roadmap-update-edit",
}  # fmt: skip
SAYS = "Other changes are being saved at the moment, so yours could not be saved."


@pytest.fixture(autouse=True)
def soon(monkeypatch):
    monkeypatch.setattr(patience, "WRITERS", Patience(seconds=0.1, waiting=12))


@contextlib.contextmanager
def ledger_held():
    """Somebody else writes, in another process. With a key of its own: a test's transaction keeps the usual one."""
    other = psycopg2.connect(**connection.get_connection_params())
    try:
        with other.cursor() as cursor, pytest.MonkeyPatch.context() as patch:
            patch.setattr(ledger, "LEDGER_LOCK", 0x5D00)
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ledger.LEDGER_LOCK])
            yield
    finally:
        other.close()


def hidden_fields(page):
    form = page[page.index("<form") : page.index("</form>")]
    found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', form)
    return re.search(r'action="([^"]*)"', form)[1], {html.unescape(name): html.unescape(value) for name, value in found}


@pytest.mark.parametrize("name", [name for name, form in WRITES.items() if form])
def test_every_form_keeps_its_text_and_can_be_sent_again(client, name):
    path, data = WRITES[name](Desk(client))
    before = Change.objects.count()

    with ledger_held():
        answer = client.post(path, data)

    page = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (503, "2")
    assert SAYS in html.unescape(page)
    files = [value for value in data.values() if isinstance(value, UploadedFile)]  # a browser keeps none
    typed = [str(value) for value in data.values() if value not in files]
    assert [text for text in typed if len(text) > 3 and html.escape(text) not in page] == []
    assert Change.objects.count() == before
    if name not in FORM_AGAIN:
        assert "Save again" in page
        assert ("What you entered" in page) == any(len(str(value).split()) > 1 for value in data.values())
        action, fields = hidden_fields(page)
        assert (action, fields) == (path, {key: str(value) for key, value in data.items()})
    for file in files:
        file.seek(0)
    assert client.post(path, data).status_code in (200, 302)
    assert Change.objects.count() == before + 1


def test_the_choices_of_a_conflict_are_sent_again_exactly(client):
    desk = Desk(client)
    base = desk.seen
    desk.edited()
    data = desk.described(title="Mine", seen=desk.seen, base=base, keep_title="theirs", keep_status="mine")

    with ledger_held():
        answer = client.post(desk.on_activity("edit"), data)

    assert answer.status_code == 503
    _action, fields = hidden_fields(answer.content.decode())
    assert fields == {key: str(value) for key, value in data.items()}


def test_the_grid_and_htmx_get_the_same_answer(client):
    desk = Desk(client)
    with ledger_held():
        cell = client.post(
            f"/matrix/edit/{desk.activity.pk}/{desk.link.term_id}/",
            {"strength": 3, "seen": desk.link_seen},
            headers={"HX-Request": "true"},
        )
    assert (cell.status_code, cell["Retry-After"]) == (503, "2")
    assert Mapping.objects.get(pk=desk.link.pk).strength == 1


def test_a_command_waits_longer_and_then_says_so():
    with ledger_held(), ledger.patience(Patience(seconds=0.05)), pytest.raises(Busy), record("tests", "activity.edit"):
        pass
    assert ledger.UNWATCHED.seconds == 60


def test_while_writing_is_stuck_only_so_many_wait(monkeypatch):
    monkeypatch.setattr(Turns, "STUCK", 0.1)
    turns, inside, leave = Turns(), threading.Event(), threading.Event()
    limit = Patience(seconds=30, waiting=2)
    got = []

    def write():
        with turns.turn(limit):
            inside.set()
            leave.wait(30)
            got.append(1)

    writers = [threading.Thread(target=write) for _ in range(3)]
    writers[0].start()
    assert inside.wait(30)
    for writer in writers[1:]:
        writer.start()
    while turns._waiting < 2:
        pass
    began = time.monotonic()
    with pytest.raises(Busy), turns.turn(limit):
        pass
    assert time.monotonic() - began < 15
    leave.set()
    for writer in writers:
        writer.join(30)
    assert got == [1, 1, 1]


def test_while_turns_come_everybody_waits():
    turns, got = Turns(), []

    def write():
        with turns.turn(Patience(seconds=60, waiting=2)):
            got.append(1)

    with turns.turn(Patience(seconds=60)):
        writers = [threading.Thread(target=write) for _ in range(20)]
        for writer in writers:
            writer.start()
    for writer in writers:
        writer.join(60)
    assert len(got) == 20


def test_nothing_is_written_without_any_patience():
    with ledger.patience(Patience(seconds=0)), pytest.raises(Busy), record("tests", "activity.edit"):
        pass


def test_a_writer_whose_turn_does_not_come_is_refused():
    turns, inside, leave = Turns(), threading.Event(), threading.Event()

    def write():
        with turns.turn(Patience(seconds=30)):
            inside.set()
            leave.wait(30)

    writer = threading.Thread(target=write)
    writer.start()
    assert inside.wait(30)
    with pytest.raises(Busy), turns.turn(Patience(seconds=0.05)):
        pass
    leave.set()
    writer.join(30)
    with turns.turn(Patience(seconds=0.05)):  # it is free again
        pass
