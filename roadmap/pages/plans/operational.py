"""/roadmap/operational-plans/: the register of four-year rolling operational plans."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from activities.past_views import shows_the_past
from activities.queries.codes import unknown
from activities.validators import clean_text
from roadmap.forms.plans.operational import OperationalPlanForm
from roadmap.models import OperationalPlan
from roadmap.pages.access import sees_work
from roadmap.pages.records.register import Register, acts_on, acts_on_list
from roadmap.queries.plans import operational as plans

OPERATIONAL_PLANS = Register(
    name="operational-plan",
    form=OperationalPlanForm,
    title=gettext_lazy("Operational plans"),
    listing="operational-plan-list",
    new=gettext_lazy("Add an operational plan"),
    edit=gettext_lazy("Edit the operational plan"),
    save=gettext_lazy("Save operational plan"),
    withdraw=gettext_lazy("Withdraw operational plan"),
    restore=gettext_lazy("Restore operational plan"),
)


@shows_the_past
@require_safe
def operational_plan_list(request: HttpRequest) -> HttpResponse:
    sector = clean_text(request.GET.get("sector", ""))[:60]
    errors = []
    if sector and sector not in OperationalPlan.Sector.values:
        message = _("There is no Sector “%(sector)s”. Choose one from the list.") % {"sector": sector}
        errors.append({"href": "#id_sector", "message": message})
        sector = ""
    context = {
        "periods": plans.operational_plans(sector),
        "sector": sector,
        "sectors": [choice for choice in OperationalPlan.Sector.choices if choice[0] != OperationalPlan.Sector.UNION],
        "errors": errors,
        "acts": acts_on_list(request, OPERATIONAL_PLANS),
        "trail": trail(),
    }
    return render(request, "roadmap/plans/operational_plan_list.html", context, status=400 if errors else 200)


@shows_the_past
@require_safe
def operational_plan(request: HttpRequest, slug: str) -> HttpResponse:
    page = plans.operational_plan_page(slug)
    if page is None or (page.plan.withdrawn and not sees_work(request)):
        known = OperationalPlan.objects.live()
        candidates = [(one.slug, one.title, one.get_absolute_url()) for one in known]
        raise unknown(_("There is no operational plan “%(slug)s”.") % {"slug": slug[:60]}, slug, candidates)
    context = {
        "page": page,
        "acts": acts_on(request, OPERATIONAL_PLANS, page.plan),
        "trail": trail(page.plan.symbol),
    }
    return render(request, "roadmap/plans/operational_plan.html", context)


def trail(here: str = "") -> list[dict[str, str]]:
    above = [{"href": reverse("roadmap"), "label": _("Roadmap")}]
    listed = {"label": _("Operational plans")}
    return [*above, listed | {"href": reverse("operational-plan-list")}, {"label": here}] if here else [*above, listed]
