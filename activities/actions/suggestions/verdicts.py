"""Accept or reject a suggestion, undo a rejection, train a new model from all answers, and decide which model is
used."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from activities.actions.editors import refuse_unless_editable, refuse_withdrawn
from activities.actions.jobs import Progress, create_job
from activities.actions.ledger import Refused, record, refuse_if_stale
from activities.actions.links.mappings import current, write_mapping
from activities.models import Activity, Certainty, Change, Job, Mapping, SuggestionModel, SuggestionVerdict, Term, User
from activities.queries.suggestions.material import kept_apart, material, unchecked
from activities.suggesting.comparing import Figure, compared, compared_by_quality, first_suggestions
from activities.suggesting.fitting import fit
from activities.suggesting.material import Example, Material
from activities.suggesting.measuring import (
    FOLDS,
    calibration,
    evaluation,
    false_alarms,
    per_term,
    points_unseen,
    scaled,
)
from activities.suggesting.storage import to_bytes

#: Key of the advisory lock under which a new model takes its number, and which one is in use is decided.
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
    """The Job: measure, train and save. It can be started again: a model is saved completely or not at all. Returns
    its result: `waits` is the number of figures that fell if the model waits for a decision, else 0."""
    learned = material()
    model = train(learned, progress=progress)
    return {
        "version": model.version,
        "activities": len(learned.examples),
        "seconds": round(model.seconds, 1),
        "waits": len(fallen(model)),
    }


def train(learned: Material, progress: Progress | None = None) -> SuggestionModel:
    """Measure the quality by training FOLDS times without a part of the activities, then train on all and save the
    model. It is in use at once, unless a figure is worse than that of the model in use. Raises Refused when too few
    activities have mappings."""
    if len(learned.examples) < 2 * FOLDS:
        raise Refused(_("There are too few linked activities to train a model."))
    began = time.monotonic()
    rows = [*learned.rows, *_rows_of_the_model_in_use(learned)]
    points = points_unseen(learned, rows, report=_reporter(progress, _("Measuring quality")))
    unseen = first_suggestions(learned.terms, points["whole"], rows)
    own = {view: found[: len(learned.rows)] for view, found in points.items()}
    quality = evaluation(learned.terms, own, learned.rows)
    quality["per_goal"] = per_term(learned.terms, own["whole"], learned.rows, "goal")
    quality["activities"] = len(learned.examples)
    fitted = scaled(fit(learned, _reporter(progress, _("Training on all activities"))), own, learned.rows)
    quality["chances"] = calibration(fitted, own, learned.rows)
    quality["sentences"] = len(fitted.sentence_weights) > 0
    quality["outside"] = false_alarms(fitted, own, learned.rows)
    model = SuggestionModel(
        through=learned.through,
        fitted_at=timezone.now(),
        quality=quality,
        unseen={example.key: unseen[example.key] for example in learned.examples},
        content=to_bytes(fitted),
        seconds=time.monotonic() - began,
    )
    with _models_locked():
        before = _model_in_use()
        if before:
            figures = compared(learned.terms, rows, before.unseen, unseen, unchecked(before.unseen))
            figures = figures or compared_by_quality(before.quality, quality)  # no activity in common
            quality["compared"] = {"with": before.version, "figures": [asdict(figure) for figure in figures]}
            if any(figure.falls for figure in figures):
                model.state = SuggestionModel.State.WAITING
        _save_as_latest(model)
    return model


def fallen(model: SuggestionModel) -> list[Figure]:
    """The figures for which a model waits; none if it does not."""
    if model.state != SuggestionModel.State.WAITING:
        return []
    figures = (Figure(**figure) for figure in model.quality["compared"]["figures"])
    return [figure for figure in figures if figure.falls]


def use_model(*, version: int) -> SuggestionModel:
    """Put a model into use: a newer one as it is, an earlier one again under a new version. No model waits any longer.
    Writes nothing if the model is already in use. Raises SuggestionModel.DoesNotExist."""
    with _models_locked():
        model, now = SuggestionModel.objects.get(pk=version), _model_in_use()
        if now and model.pk == now.pk:
            return model
        if now and model.pk < now.pk:
            model.quality["again"] = model.quality.get("again", model.pk)
            model.quality.pop("compared", None)
            model.state = SuggestionModel.State.USED
            _save_as_latest(model)
        else:
            _nothing_waits()
            model.state = SuggestionModel.State.USED
            model.save(update_fields=["state"])
        return model


def leave_model(*, version: int) -> bool:
    """Do not use the model that waits. Whether it was still waiting."""
    waiting = SuggestionModel.objects.filter(pk=version, state=SuggestionModel.State.WAITING)
    return bool(waiting.update(state=SuggestionModel.State.LEFT))


@contextmanager
def _models_locked() -> Iterator[None]:
    """A transaction in which nobody else adds a model or changes which one is in use."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [MODEL_LOCK])
        yield


def _model_in_use() -> SuggestionModel | None:
    return SuggestionModel.objects.used().defer("content").first()


def _rows_of_the_model_in_use(learned: Material) -> list[Example]:
    """The activities that the model in use was measured on and the new one does not learn from, to measure both on the
    same: else a model could forget them without notice."""
    before = _model_in_use()
    return kept_apart(learned, before.unseen) if before else []


def _save_as_latest(model: SuggestionModel) -> None:
    """Insert the model under the next version. An earlier one no longer waits."""
    _nothing_waits()
    last = SuggestionModel.objects.values_list("version", flat=True).first() or 0
    model.version = last + 1
    model.save(force_insert=True)


def _nothing_waits() -> None:
    waiting = SuggestionModel.objects.filter(state=SuggestionModel.State.WAITING)
    waiting.update(state=SuggestionModel.State.LEFT)


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
