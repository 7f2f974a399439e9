"""Requests and reminders: who is asked when, once each, and in one e-mail."""

from datetime import date

import pytest

from activities import rules
from activities.actions.outbox.letters.every import letter_of
from activities.actions.outbox.letters.parts import Receiver
from activities.models import Notice
from roadmap.actions.progress import reminding
from roadmap.actions.progress.reminding import remind_reporters, step_on
from roadmap.models import ReportRequest
from tests.factories.activities import UserFactory
from tests.factories.roadmap import (
    ActionBodyFactory,
    ActionFactory,
    BodyFactory,
    ProgressReportFactory,
    ProgressUpdateFactory,
    ReportRequestFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def focal():
    return UserFactory(role=rules.FOCAL_POINT, sectors=["ITU-T"])


def yearly(code="6.5", reported=2025, sector="ITU-T"):
    """A commitment that was reported in time until the year `reported`."""
    action = ActionFactory(code=code, rule="yearly")
    ActionBodyFactory(action=action, body=BodyFactory(name=f"Body of {sector}", sector=sector))
    ProgressUpdateFactory(action=action, year=reported)
    return action


def told():
    """[(to, codes)] of the e-mails."""
    return [(one.to, [report["code"] for report in one.context["reports"]]) for one in Notice.objects.order_by("id")]


@pytest.mark.parametrize(
    ("day", "step"),
    [
        (date(2026, 10, 31), 0),
        (date(2026, 11, 1), 1),
        (date(2026, 12, 1), 2),
        (date(2026, 12, 24), 3),
        (date(2026, 12, 31), 3),
        (date(2027, 1, 1), 4),
    ],
)
def test_the_steps(day, step):
    assert step_on(date(2026, 12, 31), day) == step


def test_each_step_sends_one_letter_once(focal):
    yearly()
    sent = {}
    for day in (date(2026, 10, 31), date(2026, 11, 1), date(2026, 12, 1), date(2026, 12, 24), date(2027, 1, 1)):
        sent[day] = (remind_reporters(day), remind_reporters(day))
    assert list(sent.values()) == [(0, 0), (1, 0), (1, 0), (1, 0), (1, 0)]
    request = ReportRequest.objects.get()
    assert (request.due_on, request.step) == (date(2026, 12, 31), 4)


def test_one_letter_lists_all_that_a_person_has_to_report(focal):
    yearly("6.5"), yearly("6.6"), yearly("7.1", sector="ITU-R")
    coordinator = UserFactory(role=rules.COORDINATOR)
    assert remind_reporters(date(2026, 12, 1)) == 2
    assert sorted(told(), key=str) == sorted([(focal, ["6.5", "6.6"]), (coordinator, ["7.1"])], key=str)


def test_coordinators_learn_of_what_is_overdue(focal):
    ReportRequestFactory(action=yearly(reported=2024))
    coordinator = UserFactory(role=rules.COORDINATOR)
    remind_reporters(date(2026, 11, 30))
    assert sorted(told(), key=str) == sorted([(focal, ["6.5"]), (coordinator, ["6.5"])], key=str)
    request = ReportRequest.objects.get()
    assert (request.due_on, request.step) == (date(2025, 12, 31), 4)


def test_the_first_run_requests_the_next_due_date_not_those_that_have_passed(focal):
    for code in ("6.5", "6.6"):
        yearly(code, reported=2019)
    assert remind_reporters(date(2026, 10, 1)) == 0
    assert remind_reporters(date(2026, 12, 1)) == 1
    assert [one["due"] for one in Notice.objects.get().context["reports"]] == ["2026-12-31"] * 2
    assert set(ReportRequest.objects.values_list("due_on", "step")) == {(date(2026, 12, 31), 2)}


def test_nobody_is_reminded_of_what_waits_or_is_reported(focal):
    ProgressReportFactory(action=yearly("6.5"))
    yearly("6.6", reported=2026)
    assert remind_reporters(date(2026, 12, 1)) == 0
    assert not ReportRequest.objects.exists()


def test_nobody_is_reminded_who_has_refused_e_mails():
    UserFactory(role=rules.FOCAL_POINT, sectors=["ITU-T"], mails="none")
    yearly()
    remind_reporters(date(2026, 12, 1))
    assert (Notice.objects.count(), ReportRequest.objects.get().step) == (0, 2)


def test_a_run_that_ends_before_its_end_loses_nothing(focal, monkeypatch):
    yearly()

    def ends(*_args, **_more):
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(reminding, "notify", ends)
        with pytest.raises(SystemExit):
            remind_reporters(date(2026, 12, 1))
    assert not ReportRequest.objects.exists()
    assert remind_reporters(date(2026, 12, 1)) == 1


def test_the_letter_says_what_is_due_and_since_when(focal):
    ReportRequestFactory(action=yearly(reported=2024))
    remind_reporters(date(2026, 11, 30))
    notice = Notice.objects.get()
    letter = letter_of(notice.kind, notice.context, Receiver(focal.pk))
    assert (notice.optional, letter.subject) == (True, "SDG Map: report on a commitment of the Roadmap")
    assert "Overdue: it was due on 31 December 2025, 334 days ago." in letter.parts[1].text
    assert letter.parts[2].href.endswith("/roadmap/actions/6.5/report/")


def test_a_request_moves_with_the_session_of_its_year(focal, monkeypatch):
    action = ActionFactory(code="6.2", rule="hlpf")
    ActionBodyFactory(action=action)
    ProgressUpdateFactory(action=action, year=2026)
    remind_reporters(date(2027, 6, 1))
    days = {("hlpf", 2027): date(2027, 7, 6)}
    monkeypatch.setattr("roadmap.queries.progress.commitments.sessions", lambda: days)
    remind_reporters(date(2027, 6, 2))
    assert [one.due_on for one in ReportRequest.objects.all()] == [date(2027, 7, 6)]
