"""/roadmap/rounds/<code>/mine/: the activities of a round that the person can answer for.

Each row can be confirmed with one button; htmx swaps the row, and without script the page comes again with it on top.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from django_htmx.http import push_url

from activities import rules as map_rules
from activities.models import Change, User
from activities.pages.access import signed_in_page
from activities.pages.downloads import refuse_unknown
from activities.queries.history.of_activity import history
from activities.queries.vocabulary import vocabulary
from activities.validators import clean_text, row_number
from roadmap.models import Round, RoundItem
from roadmap.models.round import RoundItemQuerySet
from roadmap.pages.rounds.planning import trail
from roadmap.queries.rounds.checklist import SHOWN, ChecklistRow, items, page, row_of
from roadmap.queries.rounds.scope import part_name
from roadmap.queries.rounds.standing import Tally, by_part, summed, tally_of

#: The filters of the page, in this order.
FILTERS = {
    "waiting": gettext_lazy("Not answered"),
    "answered": gettext_lazy("Answered"),
    "late": gettext_lazy("Late"),
    "all": gettext_lazy("All"),
}


@dataclass(frozen=True, slots=True)
class Chosen:
    """The filters: `show` is one of SHOWN, `part` a Sector or type ("" for all), `words` are in the title."""

    show: str
    part: str
    words: str

    @property
    def condition(self) -> Q:
        found = SHOWN[self.show]
        if self.part:
            found &= Q(part=self.part)
        return found & Q(activity__title__icontains=self.words) if self.words else found

    @property
    def query(self) -> str:
        pairs = (("show", self.show if self.show != "waiting" else ""), ("part", self.part), ("q", self.words))
        return urlencode([(name, value) for name, value in pairs if value])


@require_safe
@signed_in_page
def mine(request, code):
    one = round_for(request, code)
    done = row_number(request.GET.get("done", "")) or 0
    numbers = just_confirmed(request, one, done) if done else []
    if len(numbers) == 1:
        asked = as_item(item_for(request.user, one, numbers[0]), "done", undo=done)
        return list_page(request, one, asked=asked)
    return list_page(request, one, many=(done, len(numbers)) if numbers else None)


def round_for(request: HttpRequest, code: str) -> Round:
    """An open or closed round, if the person can answer something in it or is staff. Otherwise 404."""
    one = get_object_or_404(Round.objects.begun(), code=code)
    if not map_rules.can_see_staff_pages(request.user) and not items(request.user, one).exists():
        raise Http404
    return one


def chosen(request: HttpRequest, one: Round) -> Chosen:
    """400 for a filter that does not exist."""
    show, part = request.GET.get("show", "waiting"), request.GET.get("part", "")
    refuse_unknown(_("Filter"), show, tuple(SHOWN))
    refuse_unknown(_("Sector or type"), part, ("", *one.scope))
    return Chosen(show, part, clean_text(request.GET.get("q", ""))[:200])


def list_page(
    request: HttpRequest,
    one: Round,
    *,
    asked: dict[str, Any] | None = None,
    many: tuple[int, int] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The checklist. `asked` is the row of the latest action, with its state; `many` the Change of a bulk confirmation
    and how many activities it confirmed, to undo it."""
    which = chosen(request, one)
    own = items(request.user, one)
    after = row_number(request.GET.get("after", ""))
    shown = page(request.user, own.filter(which.condition), after)
    tallies = by_part(own)
    parts = sorted(tallies, key=one.scope.index)
    context = {
        "round": one,
        "open": one.state == Round.State.OPEN,
        "late": one.is_late(timezone.localdate()),
        "over": timezone.localdate() > one.grace_until,
        "items": [as_item(row) for row in shown.rows if not asked or row.activity != asked["row"].activity],
        "asked": asked,
        "many": many,
        "next": shown.next,
        "first": after is None,
        "tally": summed(tallies.values()),
        "which": which,
        "matching": matching(own, which, tallies),
        "filters": [(name, label, name == which.show) for name, label in FILTERS.items()],
        "parts": [(part, part_name(part), part == which.part) for part in parts] if len(parts) > 1 else [],
        "questions": list(one.questions.all()),
        "every": map_rules.can_edit_every_activity(request.user),
        "staff": map_rules.can_see_staff_pages(request.user),
        "trail": trail(one, _("Checklist")) if map_rules.can_see_staff_pages(request.user) else stranger_trail(one),
    }
    return render(request, "roadmap/rounds/mine.html", context, status=status)


def matching(own: RoundItemQuerySet, which: Chosen, tallies: dict[str, Tally]) -> int:
    """How many unanswered items match the filters. One query if words are among them, else none."""
    if which.words:
        return own.filter(which.condition & SHOWN["waiting"]).count()
    if which.show not in ("waiting", "all"):
        return 0
    return sum(tally.waiting for part, tally in tallies.items() if which.part in ("", part))


def stranger_trail(one: Round) -> list[dict[str, str]]:
    return [{"href": reverse("submission-list"), "label": _("Your submissions")}, {"label": one.title}]


def as_item(row: ChecklistRow, state: str = "open", **more: Any) -> dict[str, Any]:
    """A row as the page shows it. `state`: open, done (just answered), stale (changed since) or refused."""
    return {"row": row, "state": state, **more}


def item_for(user: User, one: Round, activity: int) -> ChecklistRow:
    """The row of one activity. 404 if it is not in the round or not theirs to answer."""
    found = items(user, one).select_related("activity__organisation", "answered_by").defer("activity__search")
    return row_of(get_object_or_404(found, activity=activity), user)


def just_confirmed(request: HttpRequest, one: Round, change: int) -> list[int]:
    """The activities that the person has confirmed with this Change, to offer undo on top of the list."""
    found = items(request.user, one).filter(answered_by=request.user, seen=change, answer=RoundItem.Answer.CONFIRMED)
    if not Change.objects.filter(pk=change, by=request.user, verb="activity.confirm").exists():
        return []
    return list(found.values_list("activity", flat=True))


def answer_row(
    request: HttpRequest, one: Round, activity: int, state: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """The row for htmx, otherwise the page with the row on top."""
    item = as_item(item_for(request.user, one, activity), **state)
    if not request.htmx:
        return list_page(request, one, asked=item, status=status)
    which = chosen(request, one)
    context = {
        "round": one,
        "open": True,
        "item": item,
        "which": which,
        "tally": tally_of(items(request.user, one)),
        "questions": list(one.questions.all()),
        "fragment": True,
    }
    return push_url(render(request, "roadmap/rounds/mine.html#row", context, status=status), False)


def since(activity: int, seen: int) -> list:
    """History entries since the row was shown, latest first: each with the old and new values."""
    return [entry for entry in history(activity, vocabulary()) if entry.change > seen]


def with_query(request: HttpRequest, one: Round, **changes: Any) -> str:
    """The address of the checklist with the filters of this request."""
    query = request.GET.copy()
    for name, value in changes.items():
        query[name] = value
    for name in [name for name in query if name not in ("show", "part", "q", "after", *changes)]:
        del query[name]
    path = reverse("round-mine", args=[one.code])
    return f"{path}?{query.urlencode()}" if query else path
