"""Everything staff can write, in forms, spreadsheets or the admin site, can be reverted exactly and applied again."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from activities import rules
from activities.actions import jobs
from activities.actions.history.reverts import revert_change
from activities.actions.ledger import Refused
from activities.actions.reference.edit import save_reference
from activities.models import Change, Job
from activities.tasks import RUNNERS
from tests.activities.editing.edition_forms import FOR_GOOD
from tests.activities.editing.sheets.books import content, downloaded, put
from tests.activities.editing.staff_forms import WRITES, Desk
from tests.activities.history.facts import live, state
from tests.factories.activities import (
    CrosswalkFactory,
    FrameworkFactory,
    GoalFactory,
    OrganisationFactory,
    TermTextFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def refuse_inexact_revert(before: dict, by) -> None:
    """Fail unless reverting the last Change restores `before` in a new Change that can itself be reverted."""
    change, after = Change.objects.latest("id"), live(state())
    assert after != before
    back = revert_change(change=change, by=by)
    assert (back.reverts, back.by, live(state())) == (change, by, before)
    revert_change(change=back, by=by)
    assert live(state()) == after


@pytest.mark.parametrize("name", [name for name, form in WRITES.items() if form and name not in FOR_GOOD])
def test_what_a_form_wrote(client, name):
    desk = Desk(client)
    path, data = WRITES[name](desk)
    before = live(state())
    client.post(path, data)
    refuse_inexact_revert(before, desk.user)


@pytest.mark.parametrize("name", sorted(FOR_GOOD))
def test_what_stays_for_good(client, name):
    desk = Desk(client)
    path, data = WRITES[name](desk)
    client.post(path, data)
    after = state()
    with pytest.raises(Refused, match="cannot become a draft again"):
        revert_change(change=Change.objects.latest("id"), by=desk.user)
    assert state() == after


def test_what_a_spreadsheet_wrote(client):
    desk = Desk(client)
    book = downloaded(client)
    put(book, "Activities", 3, Title="Renamed in a sheet")
    client.post("/sheets/", {"file": SimpleUploadedFile("mine.xlsx", content(book))})
    check = Job.objects.get()
    jobs.run(check.pk, RUNNERS)
    before = live(state())
    client.post(f"/sheets/{check.pk}/apply/")
    jobs.run(Job.objects.exclude(pk=check.pk).get().pk, RUNNERS)
    refuse_inexact_revert(before, desk.user)


@pytest.mark.parametrize(
    ("factory", "column"),
    [
        (FrameworkFactory, "title"),
        (GoalFactory, "title"),
        (TermTextFactory, "title"),
        (CrosswalkFactory, "rationale"),
        (OrganisationFactory, "name"),
    ],
)
def test_what_the_admin_wrote(factory, column):
    # an official link between entries cannot be edited
    row = factory(standing="proposed") if factory is CrosswalkFactory else factory()
    user = UserFactory(role=rules.COORDINATOR)
    before = live(state())
    setattr(row, column, "Edited in the admin")
    save_reference(rows=[row], verb="tests.edit", reason="", seen=Change.objects.latest("id").pk, by=user)
    refuse_inexact_revert(before, user)
