"""Accept or reject a suggestion, undo a rejection, and train a new model from all answers."""

import time
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from activities.actions.editors import refuse_unless_editable, refuse_withdrawn
from activities.actions.jobs import Progress, create_job
from activities.actions.ledger import Refused, record, refuse_if_stale
from activities.actions.mappings import current, write_mapping
from activities.models import Activity, Certainty, Change, Job, Mapping, SuggestionModel, SuggestionVerdict, Term, User
from activities.queries.suggestions.material import material
from activities.suggesting.fitting import fit
from activities.suggesting.material import Material
from activities.suggesting.measuring import FOLDS, evaluation, per_term, points_unseen, scaled
from activities.suggesting.storage import to_bytes

#: Key of the advisory lock under which a new model takes its number.
MODEL_LOCK = 0x5D6D
#: Key of the advisory lock under which a training Job is created.
REQUEST_LOCK = 0x5D6E


def accept_suggestion(
    *,
    activity: Activity,
    term: Term,
    strength: int,
    rationale: str = "",
    score: float,
    version: int,
    seen: int,
    by: User | str,
) -> Mapping:
    """Add the link, with origin "accepted suggestion", and save the verdict. `seen`: the Change of the link that the
    editor saw, 0 for none. Raises Stale, and Refused when the activity has been withdrawn or `by` cannot edit it."""
    with record(by, "suggestion.accept") as change:
        row = current(activity, term)
        refuse_if_stale(row, seen)
        refuse_withdrawn(activity, by)
        wanted = {"strength": strength, "rationale": rationale, "certainty": Certainty.CONFIRMED}
        row = write_mapping(row, activity.pk, term.pk, wanted, Mapping.Origin.SUGGESTION, change)
        write_verdict(activity, term, True, score, version, change)
    return row


def reject_suggestion(*, activity: Activity, term: Term, score: float, version: int, by: User | str) -> None:
    """Save that the Term does not apply to the activity. It is not suggested again, and the next model learns from it.
    Raises Refused when the two have been linked since, or the activity has been withdrawn."""
    with record(by, "suggestion.reject") as change:
        row = current(activity, term)
        if row and not row.withdrawn:
            raise Refused(
                _("%(code)s has been linked since you opened the page. Withdraw the link first.") % {"code": term.code}
            )
        refuse_withdrawn(activity, by)
        write_verdict(activity, term, False, score, version, change)


def undo_rejection(*, activity: Activity, term: Term, by: User | str) -> None:
    """Withdraw a rejection, and the Term can be suggested again. Raises Refused if it was not rejected."""
    with record(by, "suggestion.reopen") as change:
        refuse_unless_editable(activity, by)
        rejected = SuggestionVerdict.objects.live().filter(activity=activity, term=term, accepted=False)
        if not rejected.update(withdrawn=True, change=change):
            raise Refused(_("%(code)s has not been rejected.") % {"code": term.code})


def write_verdict(
    activity: Activity, term: Term, accepted: bool, score: float, version: int, change: Change
) -> SuggestionVerdict:
    """Save the verdict; it replaces an earlier one for the same activity and Term."""
    fields = {"accepted": accepted, "score": score, "model_version": version, "withdrawn": False, "change": change}
    verdict, _new = SuggestionVerdict.objects.update_or_create(activity=activity, term=term, defaults=fields)
    return verdict


def request_training(*, by: User | None) -> Job:
    """A Job that trains a new model. Returns the open training Job if there is one."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [REQUEST_LOCK])
        job = Job.objects.open().filter(kind=Job.Kind.TRAIN).order_by("created_at").first()
        return job or create_job(kind=Job.Kind.TRAIN, asked={}, by=by)


def run_training(job: Job, progress: Progress) -> dict[str, Any]:
    """The Job: measure, train and save. It can be started again: a model is saved completely or not at all."""
    learned = material()
    model = train(learned, progress=progress)
    return {"version": model.version, "activities": len(learned.examples), "seconds": round(model.seconds, 1)}


def train(learned: Material, progress: Progress | None = None) -> SuggestionModel:
    """Measure the quality by training FOLDS times without a part of the activities, then train on all and save the
    model. Raises Refused when too few activities have mappings."""
    if len(learned.examples) < 2 * FOLDS:
        raise Refused(_("There are too few linked activities to train a model."))
    began = time.monotonic()
    points = points_unseen(learned, learned.rows, report=_reporter(progress, _("Measuring quality")))
    quality = evaluation(learned.terms, points, learned.rows)
    quality["per_goal"] = per_term(learned.terms, points["whole"], learned.rows, "goal")
    fitted = fit(learned, _reporter(progress, _("Training on all activities")))
    content = to_bytes(scaled(fitted, points, learned.rows))
    return _put_in_use(
        through=learned.through,
        fitted_at=timezone.now(),
        seconds=time.monotonic() - began,
        quality=quality | {"activities": len(learned.examples)},
        content=content,
    )


def use_again(*, model: SuggestionModel) -> SuggestionModel:
    """Use an earlier model again, under a new version. Writes nothing if the model is already in use."""
    if model == SuggestionModel.objects.first():
        return model
    return _put_in_use(
        through=model.through,
        fitted_at=model.fitted_at,
        seconds=model.seconds,
        quality=model.quality | {"again": model.quality.get("again", model.version)},
        content=model.content,
    )


def _put_in_use(**fields: Any) -> SuggestionModel:
    """The highest version is the one in use."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [MODEL_LOCK])
        last = SuggestionModel.objects.order_by("-version").values_list("version", flat=True).first() or 0
        return SuggestionModel.objects.create(version=last + 1, **fields)


def _reporter(progress: Progress | None, step: str) -> Callable[[int, int], None]:
    if progress is None:
        return lambda done, total: None
    started = False

    def report(done: int, total: int) -> None:
        nonlocal started
        if not started:
            progress.start(step, total)
            started = True
        progress.report(done)

    return report
