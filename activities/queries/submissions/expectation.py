"""How long a decision usually takes."""

from statistics import median

from django.db.models import DurationField, ExpressionWrapper, F

from activities.models import Submission

#: Decisions that say how long it usually takes: at least so many, and the latest so many.
FEWEST, LATEST = 5, 200
SECONDS_OF_A_DAY = 86_400


def usual_days() -> int | None:
    """The median of days from submission to decision, rounded up; None before there are five decisions. One query.

    A returned submission counts once it was decided again, from the day on which it was submitted again.
    """
    decided = Submission.objects.filter(
        kind__in=Submission.OF_ORGANISATIONS, decided_at__isnull=False, submitted_at__isnull=False, is_example=False
    ).exclude(state__in=[Submission.State.SUBMITTED, Submission.State.DRAFT])
    took = decided.annotate(took=ExpressionWrapper(F("decided_at") - F("submitted_at"), DurationField()))
    latest = took.order_by("-decided_at").values_list("took", flat=True)[:LATEST]
    waits = [max(0.0, one.total_seconds()) for one in latest]
    return max(1, -int(-median(waits) // SECONDS_OF_A_DAY)) if len(waits) >= FEWEST else None
