"""/workspace/: the work of a focal point by group, and recent changes by others."""

from dataclasses import dataclass
from functools import lru_cache

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from activities import rules
from activities.extensions import WorkspaceGroup, workspace_groups_for
from activities.models import Activity, Change, Term
from activities.pages.access import staff_page
from activities.pages.activity.cards import STYLES
from activities.pages.downloads import refuse_unknown
from activities.pages.workspace.groups import CONFIRMED_IN_PLACE, GROUPS, Group
from activities.pictures.words import figure
from activities.queries.history.of_activity import verb_in_words
from activities.queries.matrix.claims import marks
from activities.queries.sectors import sector_name
from activities.queries.state import AsOf, read_state
from activities.queries.submissions import queue
from activities.queries.submissions.memberships import organisations_to_review
from activities.queries.vocabulary import Vocabulary, vocabulary
from activities.queries.workspace import needs as queries
from activities.queries.workspace.recent import recent, touched_by
from activities.queries.workspace.rows import RowLink, WorkspaceRow, rows
from activities.queries.workspace.saved_filters import saved_filters
from activities.queries.workspace.waiting import waiting
from activities.templatetags.sdgmap import goal_class
from activities.validators import clean_text, row_number

#: Actions of this page that it can undo.
UNDONE = ("activity.confirm", "mapping.confirm")


@dataclass(frozen=True, slots=True)
class Choice:
    """One Sector to choose; "" is all that the user can edit."""

    sector: str
    label: str
    href: str
    chosen: bool


@require_safe
@staff_page
def workspace(request):
    state, sector = read_state(), chosen_sector(request)
    known = vocabulary(state.change)
    now = timezone.now()
    counts = queries.counts(request.user, sector, known, timezone.localdate())
    needs = workspace_groups_for(request.user, sector)
    needs += [need(group, getattr(counts, name), counts.activities, sector) for name, group in GROUPS.items()]
    context = {
        "counts": counts,
        "needs": [need for need in needs if need.count],
        "fine": [need for need in needs if not need.count],
        "homeless": not queries.sectors_of(request.user),
        "whose": whose(request, sector),
        "sectors": switch(request, sector),
        "sector": sector,
        "recent": [(entry, verb_in_words(entry.verb)) for entry in recent(request.user, sector, known, now)],
        "saved": saved_filters(request.user),
        "review": queue.line() if rules.can_review(request.user) else None,
        "waiting": waiting() if rules.can_manage_users(request.user) else None,
        "to_review": organisations_to_review() if rules.can_review(request.user) else 0,
        "as_of": AsOf(state.change or None, state.changed_at),
    }
    return render(request, "activities/workspace/workspace.html", context)


def need(group: Group, count: int, activities: int, sector: str) -> WorkspaceGroup:
    """A group with its number, as the start page shows it."""
    return WorkspaceGroup(
        title=group.need,
        short=group.short,
        count=count,
        href=with_sector(reverse("workspace-list", args=[group.name]), sector),
        of=activities,
        all=str(group.all) % {"number": figure(activities)},
        step=group.step,
        step_href=with_sector(reverse("workspace-first", args=[group.name]), sector),
    )


@require_safe
@staff_page
def workspace_first(request, group):
    """Redirect to the page of the group's first activity on which to do what it needs; to the list if there is none."""
    shown, sector = group_or_404(group), chosen_sector(request)
    found = queries.page(request.user, group, sector, vocabulary(), timezone.localdate(), per_page=1).rows
    if not found:
        return redirect(with_sector(reverse("workspace-list", args=[group]), sector))
    page = reverse(shown.route, args=[found[0].id])
    return redirect(f"{page}#{shown.anchor}" if shown.anchor else page)


@require_safe
@staff_page
def workspace_list(request, group):
    shown = group_or_404(group)
    done = row_number(request.GET.get("done", ""))
    asked = None if done is None else just_done(request, shown, done, vocabulary())
    return list_page(request, shown, asked=asked)


def group_or_404(name: str, among=tuple(GROUPS)) -> Group:
    if name not in among:
        raise Http404
    return GROUPS[name]


def chosen_sector(request: HttpRequest) -> str:
    """The Sector in ?sector=, "" for all. 400 for one that the user cannot edit."""
    offered = queries.sectors_of(request.user)
    sector = request.GET.get("sector", "")
    refuse_unknown(_("Sector"), sector, ("", *offered))
    return sector


def switch(request: HttpRequest, sector: str) -> list[Choice]:
    """The Sectors to choose from; empty for users with only one."""
    offered = queries.sectors_of(request.user)
    if len(offered) < 2:
        return []
    every = _("All") if rules.can_edit_every_activity(request.user) else _("All of mine")
    named = [("", every), *((one, sector_name(one)) for one in offered)]
    return [Choice(one, label, with_sector(request.path, one), one == sector) for one, label in named]


def whose(request: HttpRequest, sector: str) -> str:
    """The owners of the activities on the page, for its first sentence."""
    if sector or rules.can_edit_every_activity(request.user):
        return sector_name(sector)
    return ", ".join(sector_name(one) for one in queries.sectors_of(request.user))


def with_sector(path: str, sector: str) -> str:
    return f"{path}?sector={sector.replace(' ', '+')}" if sector else path


def with_query(request: HttpRequest, group: str, **changes) -> str:
    """The address of the list: Sector and page come from the address of the form."""
    query = request.GET.copy()
    for name, value in changes.items():
        query[name] = value
    for name in [name for name in query if name not in ("sector", "after", *changes) or query[name] in ("", None)]:
        del query[name]
    path = reverse("workspace-list", args=[group])
    return f"{path}?{query.urlencode()}" if query else path


def number(text: str | None) -> int:
    """The number in a hidden field; 0 for anything else."""
    return row_number(text or "") or 0


def own_confirmation(request: HttpRequest, done: int) -> int:
    """The Change if it is a confirmation by the user that can be undone here, otherwise 0."""
    mine: QuerySet = Change.objects.filter(pk=done, by=request.user, verb__in=UNDONE, reverted_by=None)
    return done if done and mine.exists() else 0


def just_done(request: HttpRequest, group: Group, done: int, known: Vocabulary) -> dict | None:
    """The row just confirmed without script, to offer undo on top of the list."""
    if not own_confirmation(request, done):
        return None
    activities = Activity.objects.editable_by(request.user).filter(pk__in=touched_by(done))
    found = rows(activities, marks(known), known)
    return as_item(found[0], group, known, state="done", undo=done) if found else None


def as_item(row: WorkspaceRow, group: Group, known: Vocabulary, state: str = "open", **more) -> dict:
    """A row as the list shows it. `state`: open, done (just confirmed), stale (changed since) or refused."""
    chips = [link_chip(link) for link in queries.named(row, group.name)]
    return {"row": row, "kind": known.facets["kind"][row.kind].label, "chips": chips, "state": state, **more}


def link_chip(link: RowLink) -> SafeString:
    return chip(link.kind, link.code, str(link.term.label), get_language())


GOAL_CHIP = """<bdi class="code goal-chip {goal}" dir="ltr" title="{title}"><span class="goal-chip__number">\
<span class="visually-hidden">{word} </span>{code}</span></bdi>"""
TERM_CHIP = """<bdi class="code term-chip term-chip--{style} {goal}" dir="ltr" title="{title}">{code}</bdi>"""


@lru_cache(maxsize=4096)
def chip(kind: str, code: str, title: str, language: str | None) -> SafeString:
    """A Term's code with its title on hover. Not a link: a page has some three hundred, and rows link to the
    activity."""
    sdg = kind in (Term.Kind.GOAL, Term.Kind.TARGET, Term.Kind.INDICATOR)
    return format_html(
        GOAL_CHIP if kind == Term.Kind.GOAL else TERM_CHIP,
        style=STYLES.get(Term.Kind(kind), "other"),
        goal=goal_class(code) if sdg else "",
        title=title,
        word=_("Goal"),
        code=code,
    )


def list_page(request: HttpRequest, group: Group, *, asked: dict | None = None, status: int = 200):
    """The list; `asked` is the row of the latest action, with its state."""
    state, sector = read_state(), chosen_sector(request)
    known, today = vocabulary(state.change), timezone.localdate()
    after = clean_text(request.GET.get("after", ""))
    lost = bool(after) and number(after) == 0
    page = queries.page(request.user, group.name, sector, known, today, number(after) if after and not lost else None)
    context = {
        "group": group,
        "groups": [(one, with_sector(reverse("workspace-list", args=[one.name]), sector)) for one in GROUPS.values()],
        "items": [as_item(row, group, known) for row in page.rows if not asked or row.id != asked["row"].id],
        "asked": asked,
        "next": page.next,
        "first": not after or lost,
        "lost": lost,
        "count": queries.count(request.user, group.name, sector, known, today),
        "whose": whose(request, sector),
        "homeless": not queries.sectors_of(request.user),
        "sectors": switch(request, sector),
        "sector": sector,
        "back": with_sector(reverse("workspace"), sector),
        "way": with_query(request, group.name).partition("?")[2],
        "confirms": group.name in CONFIRMED_IN_PLACE,
        "view": "&".join(filter(None, [f"group={group.name}", with_sector("", sector).lstrip("?")])),
        "as_of": AsOf(state.change or None, state.changed_at),
    }
    return render(request, "activities/workspace/workspace_list.html", context, status=status)
