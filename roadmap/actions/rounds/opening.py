"""Open planned rounds on their opening day."""

from datetime import date

import structlog
from django.utils import timezone
from django.utils.translation import gettext as _

from activities.actions.ledger import Busy, Refused, writers_waiting
from roadmap.actions.rounds.states import open_round
from roadmap.models import Round

log = structlog.get_logger("roadmap.rounds")


def open_due(today: date | None = None) -> int:
    """Open all planned rounds whose day has come. Returns how many were opened. One that cannot be opened is tried
    again by the next run, and delays no other. One query if none is due."""
    day = today or timezone.localdate()
    return sum(open_on_its_day(one, day) for one in Round.objects.planned().filter(opens_on__lte=day).order_by("pk"))


def open_on_its_day(one: Round, day: date) -> bool:
    """Whether the round was opened now. Another worker may have opened it, or someone may have put its day off, since
    it was read: then nothing happens. If it cannot be opened, its page and the log say why."""
    try:
        with writers_waiting():
            row = Round.objects.planned().select_for_update(no_key=True).filter(pk=one.pk, opens_on__lte=day).first()
            if row is None:
                return False
            refuse_passed(row, day)
            open_round(one=row, by=None)
    except Busy:
        log.warning("round not opened", round=one.code, why="others are writing")
        return False
    except Refused as refused:
        note(one, str(refused))
        return False
    except Exception:  # one faulty round must not delay the others
        log.exception("round not opened", round=one.code)
        note(one, _("An error prevented it. SDG Map tries again every minute. Operators find the error in the log."))
        return False
    log.info("round opened", round=one.code)
    return True


def refuse_passed(one: Round, day: date) -> None:
    """Raise Refused if the deadline has passed: a forgotten round must not open and ask for answers that would all be
    late."""
    if one.is_late(day):
        raise Refused(_("The deadline has passed. Change the dates, and the round will open automatically."))


def note(one: Round, why: str) -> None:
    """Store and log why the round was not opened, once for each reason."""
    if Round.objects.planned().filter(pk=one.pk, revision=one.revision).exclude(not_opened=why).update(not_opened=why):
        log.error("round not opened", round=one.code, why=why)
