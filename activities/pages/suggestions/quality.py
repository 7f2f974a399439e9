"""/suggestions/: the quality of suggestions, by Goal, and a button to train a new model."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from activities import rules
from activities.actions.suggestions.verdicts import request_training, use_again
from activities.models import Job, SuggestionModel
from activities.pages.access import staff_page
from activities.pictures.bars import StackedBar, stacked_bars_picture
from activities.pictures.picture import Label
from activities.queries.suggestions.offers import HEADS
from activities.queries.suggestions.quality import FEW, GoalLine, Version, goal_lines, since, versions, worse
from activities.suggesting.material import KINDS


@require_safe
@staff_page
def quality(request):
    every = versions()
    context = {
        "versions": every,
        "few": FEW,
        "learning": Job.objects.open().filter(kind=Job.Kind.TRAIN).exists(),
        "trail": [{"label": _("Suggestions")}],
    }
    if every:
        now, before = every[0], every[1] if len(every) > 1 else None
        goals = goal_lines(now)
        context |= {
            "now": now,
            "kinds": figures(now),
            "goals": goals,
            "picture": picture_of(goals) if goals else None,
            "since": since(now),
            "better": before if before and worse(now, before) else None,
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
    """Use an earlier model again."""
    model = use_again(model=get_object_or_404(SuggestionModel, pk=version))
    messages.success(request, _("Model %(version)s is in use.") % {"version": model.version})
    return redirect("suggestion-quality")


def figures(model: Version) -> list[dict]:
    """For each kind its figures in percent, for title and description and for the title only."""
    return [
        {
            "name": HEADS[name],
            "whole": percent(model.quality[name]),
            "title": percent(model.quality[name]["title"]),
            "activities": model.quality[name]["activities"],
        }
        for name in KINDS
        if name in model.quality
    ]


def percent(found: dict) -> dict[str, int | str]:
    names = {"hit@1": "first", "hit@3": "three", "hit@5": "five", "recall@5": "recall", "mrr": "mrr"}
    return {short: round(100 * found[name]) if found["activities"] else "–" for name, short in names.items()}


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
