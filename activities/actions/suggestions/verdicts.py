"""Take a suggestion or turn it down, take that back, and fit a new model from all that was said."""

import time
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from activities.actions.editors import refuse_unless_editable, refuse_withdrawn
from activities.actions.jobs import Progress, ask_for
from activities.actions.ledger import Refused, record, refuse_if_stale
from activities.actions.mappings import current, write_mapping
from activities.models import Activity, Change, Job, Mapping, SuggestionModel, SuggestionVerdict, Term, User
from activities.queries.suggestions.material import material
from activities.suggesting.fitting import fit
from activities.suggesting.material import Material
from activities.suggesting.measuring import FOLDS, evaluation, per_term, points_unseen, scaled
from activities.suggesting.storage import to_bytes

#: Key of the advisory lock under which a new model takes its number.
MODEL_LOCK = 0x5D6D
#: Key of the advisory lock under which people ask for a new model.
ASK_LOCK = 0x5D6E


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
    """Make the link, with origin "accepted suggestion", and keep the verdict. `seen`: the link's Change as the editor
    saw it, 0 for none. Raises Stale, and Refused when the activity has been withdrawn
    or `by` does not keep it."""
    with record(by, "suggestion.accept") as change:
        row = current(activity, term)
        refuse_if_stale(row, seen)
        refuse_withdrawn(activity, by)
        wanted = {"strength": strength, "rationale": rationale, "verified": True}
        row = write_mapping(row, activity.pk, term.pk, wanted, Mapping.Origin.SUGGESTION, change)
        write_verdict(activity, term, True, score, version, change)
    return row


def reject_suggestion(*, activity: Activity, term: Term, score: float, version: int, by: User | str) -> None:
    """Say that the activity does not serve the Term: it is not suggested for it again, and the next model learns from
    it. Raises Refused when somebody has linked the two in the meantime, or withdrawn the activity."""
    with record(by, "suggestion.reject") as change:
        row = current(activity, term)
        if row and not row.withdrawn:
            raise Refused(_("%(code)s has been linked in the meantime. Withdraw the link first.") % {"code": term.code})
        refuse_withdrawn(activity, by)
        write_verdict(activity, term, False, score, version, change)


def take_back_rejection(*, activity: Activity, term: Term, by: User | str) -> None:
    """As if nothing had been said: the Term may be suggested again. Raises Refused when it has not been turned down."""
    with record(by, "suggestion.reopen") as change:
        refuse_unless_editable(activity, by)
        said = SuggestionVerdict.objects.live().filter(activity=activity, term=term, accepted=False)
        if not said.update(withdrawn=True, change=change):
            raise Refused(_("%(code)s has not been turned down.") % {"code": term.code})


def write_verdict(
    activity: Activity, term: Term, accepted: bool, score: float, version: int, change: Change
) -> SuggestionVerdict:
    """One verdict an activity and Term: the last."""
    said = {"accepted": accepted, "score": score, "model_version": version, "withdrawn": False, "change": change}
    verdict, _new = SuggestionVerdict.objects.update_or_create(activity=activity, term=term, defaults=said)
    return verdict


def ask_for_training(*, by: User | None) -> Job:
    """A Job that fits a new model; one that is waiting or running already serves all who ask, whoever asked first."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ASK_LOCK])
        job = Job.objects.open().filter(kind=Job.Kind.TRAIN).order_by("created_at").first()
        return job or ask_for(kind=Job.Kind.TRAIN, asked={}, by=by)


def run_training(job: Job, progress: Progress) -> dict[str, Any]:
    """What the Job does: measure, fit, keep. Safe to start again: a model is kept whole or not at all."""
    learned = material()
    model = train(learned, progress=progress)
    return {"version": model.version, "activities": len(learned.examples), "seconds": round(model.seconds, 1)}


def train(learned: Material, progress: Progress | None = None) -> SuggestionModel:
    """Measure by fitting FOLDS times without a part of the activities, then fit on all of them and keep the model.
    Raises Refused when nothing is mapped yet."""
    if len(learned.examples) < 2 * FOLDS:
        raise Refused(_("There are too few mapped activities to learn from."))
    began = time.monotonic()
    points = points_unseen(learned, learned.examples, tell=_told(progress, _("Measuring on activities left out")))
    quality = evaluation(learned.terms, points, learned.examples)
    quality["per_goal"] = per_term(learned.terms, points["whole"], learned.examples, "goal")
    fitted = fit(learned, _told(progress, _("Learning from all activities")))
    content = to_bytes(scaled(fitted, points, learned.examples))
    return _put_in_use(
        through=learned.through,
        fitted_at=timezone.now(),
        seconds=time.monotonic() - began,
        quality=quality | {"activities": len(learned.examples)},
        content=content,
    )


def use_again(*, model: SuggestionModel) -> SuggestionModel:
    """Put an earlier model in use again, under a new number; the one that took its place is kept, too. Nothing is
    written when it is in use."""
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


def _told(progress: Progress | None, step: str) -> Callable[[int, int], None]:
    if progress is None:
        return lambda done, total: None
    started = False

    def tell(done: int, total: int) -> None:
        nonlocal started
        if not started:
            progress.start(step, total)
            started = True
        progress.tell(done)

    return tell
