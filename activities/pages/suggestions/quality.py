"""/suggestions/: the quality of suggestions, by Goal, a button to train a new model, and a decision on the model that
waits for one."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST, require_safe

from activities import rules
from activities.actions.suggestions.verdicts import leave_model, request_training, use_model
from activities.models import Job, SuggestionModel
from activities.pages.access import staff_page
from activities.pictures.bars import StackedBar, stacked_bars_picture
from activities.pictures.chances import chances_picture
from activities.pictures.picture import Label, Picture
from activities.pictures.words import figure
from activities.queries.suggestions.offers import HEADS
from activities.queries.suggestions.quality import (
    GoalLine,
    Version,
    fallen,
    goal_lines,
    in_use,
    since,
    versions,
    waiting,
)
from activities.suggesting.comparing import CHECKED, DECIDES, EVERY, HITS, Figure
from activities.suggesting.material import KINDS
from activities.suggesting.sentences import usable

GROUPS = {
    EVERY: _lazy("All"),
    CHECKED: _lazy("Without unchecked imports"),
    "en": _lazy("In English"),
    "fr": _lazy("In French"),
    "es": _lazy("In Spanish"),
    "ar": _lazy("In Arabic"),
    "ru": _lazy("In Russian"),
    "zh": _lazy("In Chinese"),
    "": _lazy("In other languages, or unknown"),
}


@require_safe
@staff_page
def quality(request):
    now = in_use()
    context = {
        "versions": versions(),
        "few": DECIDES,
        "learning": Job.objects.open().filter(kind=Job.Kind.TRAIN).exists(),
        "trail": [{"label": _("Suggestions")}],
    }
    if now:
        goals = goal_lines(now)
        worse = fallen(now)
        undecided = waiting()
        context |= {
            "now": now,
            "kinds": figures(now),
            "goals": goals,
            "picture": picture_of(goals) if goals else None,
            "chances": chances_of(now),
            "outside": now.quality.get("outside"),
            "words_alone": now.quality.get("sentences", False) and not usable(),
            "since": since(now),
            "better": worse[0] if worse else None,
            "worse": [line_of(figure) for figure in worse[1]] if worse else [],
            "compared": [line_of(figure) for figure in now.compared],
            "waiting": undecided,
            "lines": [line_of(figure) for figure in undecided.compared] if undecided else [],
        }
    return render(request, "activities/suggestions/suggestion_quality.html", context)


@require_POST
@staff_page(rule=rules.can_edit_lexicon)
def train(request):
    """Start training and redirect to the Job. If someone else has started it, say so: only they can see its page."""
    job = request_training(by=request.user)
    if job.by_id != request.user.pk:
        messages.info(request, _("Someone else has already started this. A new model is being trained."))
        return redirect("suggestion-quality")
    return redirect("job", pk=job.pk)


@require_POST
@staff_page(rule=rules.can_edit_lexicon)
def use(request, version):
    """Put a model into use: the one that waits, or an earlier one."""
    try:
        model = use_model(version=version)
    except SuggestionModel.DoesNotExist:
        raise Http404 from None
    messages.success(request, _("Model %(version)s is in use.") % {"version": model.version})
    return redirect("suggestion-quality")


@require_POST
@staff_page(rule=rules.can_edit_lexicon)
def leave(request, version):
    """Do not use the model that waits."""
    get_object_or_404(SuggestionModel.objects.only("version"), pk=version)
    if leave_model(version=version):
        messages.success(request, _("Model %(version)s is not used.") % {"version": version})
    else:
        messages.info(request, _("Model %(version)s is no longer waiting for a decision.") % {"version": version})
    return redirect("suggestion-quality")


def line_of(figure: Figure) -> dict:
    """A line of the table that compares two models. `change` and the interval are in percentage points."""
    result = _("too few activities")
    if figure.decides:
        result = _("worse") if figure.falls else _("better") if figure.rises else _("no clear difference")
    return {
        "name": _("%(kind)s, first %(count)s") % {"kind": HEADS[figure.kind], "count": HITS[figure.kind]},
        "group": GROUPS[figure.group],
        "every": figure.group == EVERY,
        "checked": figure.group == CHECKED,
        "rows": figure.rows,
        "before": round(100 * figure.before),
        "after": round(100 * figure.after),
        "change": points(figure.after - figure.before),
        "low": None if figure.low is None else points(figure.low),
        "high": None if figure.high is None else points(figure.high),
        "falls": figure.falls,
        "few": not figure.decides,
        "result": result,
    }


def points(share: float) -> str:
    """A difference of shares in percentage points, with its sign: +1.2, −40.9, 0."""
    rounded = round(100 * share, 1)
    return f"{rounded:+.1f}".replace("-", "−") if rounded else "0"


def figures(model: Version) -> list[dict]:
    """For each kind its figures in percent, for title and description and for the title only."""
    return [
        {
            "name": HEADS[name],
            "whole": percent(model.quality[name]),
            "title": percent(model.quality[name]["title"]),
            "activities": model.quality[name]["activities"],
            "few": model.quality[name]["activities"] < DECIDES,
        }
        for name in KINDS
        if name in model.quality
    ]


def percent(found: dict) -> dict[str, int | str]:
    names = {"hit@1": "first", "hit@3": "three", "hit@5": "five", "recall@5": "recall", "mrr": "mrr"}
    return {short: round(100 * found[name]) if found["activities"] else "–" for name, short in names.items()}


def chances_of(model: Version) -> Picture | None:
    """A chart: the chances of Goals beside what was right. None for a model whose chances were not measured."""
    found = model.quality.get("chances", {}).get("goals")
    if not found:
        return None
    bins = [(step["said"], step["right"], step["n"]) for step in found["bins"]]
    likely = [step for step in found["bins"] if step["said"] >= 0.5]
    n = sum(step["n"] for step in likely)
    mean = {name: sum(step["n"] * step[name] for step in likely) / n if n else 0 for name in ("said", "right")}
    sentence = _("No Goal had a chance of 50% or more.")
    if n:
        sentence = _(
            "Goals with a chance of 50%% or more had %(said)s%% on average, and %(right)s%% of them were correct."
        ) % {name: figure(100 * share, 0) for name, share in mean.items()}
    return chances_picture(
        bins,
        key="chances",
        title=_("Chances of Goals, and how many were correct"),
        sentence=sentence,
        rtl=get_language_bidi(),
    )


def picture_of(goals: list[GoalLine]):
    """A chart: for each Goal, its activities with the Goal among the first three suggestions, and the others."""
    bars = [
        StackedBar(
            Label(line.code, line.title, line.href, f"goal-{line.code}", _("Goal")), (line.n - line.right, line.right)
        )
        for line in goals
        if line.n
    ]
    total, right = sum(line.n for line in goals), sum(line.right for line in goals)
    return stacked_bars_picture(
        bars,
        (_("not found"), _("found")),
        key="suggestions",
        title=_("Activities of each Goal, by whether the Goal was among their first three suggestions"),
        heading=_("Goal"),
        sentence=_(
            "Of %(total)s links between an activity and a Goal, %(right)s were among the first three suggestions."
        )
        % {"total": total, "right": right},
        rtl=get_language_bidi(),
    )
