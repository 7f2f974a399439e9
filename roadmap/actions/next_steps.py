"""Next steps of staff about an event. They are working matter with names: no Change, no public history."""

from datetime import date

from django.db import transaction

from activities.models import User
from roadmap.models import Engagement, NextStep


class StepChanged(Exception):
    """Someone has saved the step since the user opened it. `step` is as it is now."""

    def __init__(self, step: NextStep):
        self.step = step
        super().__init__(str(step))


def add_next_step(*, engagement: Engagement, text: str, owner: str, due: date | None, by: User) -> NextStep:
    return NextStep.objects.create(engagement=engagement, text=text, owner=owner, due=due, changed_by=by)


@transaction.atomic
def save_next_step(
    *, step: NextStep, text: str, owner: str, due: date | None, done_on: date | None, seen: str, by: User
) -> NextStep:
    """Save the step. `seen` is `changed_at` as the user saw it, in ISO format. Raises StepChanged."""
    current = NextStep.objects.select_for_update().get(pk=step.pk)
    if current.changed_at.isoformat() != seen:
        raise StepChanged(current)
    current.text, current.owner, current.due, current.done_on, current.changed_by = text, owner, due, done_on, by
    current.save()
    return current
