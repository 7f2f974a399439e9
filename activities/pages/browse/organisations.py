"""/organisations/: the list of organisations, and the page of each."""

from django import forms
from django.db.models import Q
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from activities.models import Country, Organisation
from activities.pages.browse.profile import DOWNLOAD, picture_file
from activities.pages.browse.sheets import organisation_sheet
from activities.pages.browse.slice_answers import organisation_answer
from activities.pages.browse.slice_page import charts_page, slice_context
from activities.pages.browse.slice_pictures import slice_pictures
from activities.pages.paper import is_sheet
from activities.pages.parameters import unknown_parameters
from activities.past_views import shows_the_past
from activities.queries.browse.organisations import organisation_or_404, organisation_page
from activities.queries.browse.places import nearest_countries
from activities.queries.browse.slices import organisation_slice
from activities.validators import clean_text

PICTURES = ("goals", "action-lines", "years", "kinds", "statuses")


class OrganisationFilter(forms.Form):
    """The filters: name, type and country. An invalid value does not affect the others."""

    q = forms.CharField(required=False, max_length=200)
    type = forms.ChoiceField(choices=[("", ""), *Organisation.Type.choices], required=False)
    country = forms.CharField(required=False, max_length=60)

    def clean_q(self):
        return clean_text(self.cleaned_data["q"])

    def clean_country(self):
        code = self.cleaned_data["country"].upper()
        if code and not Country.objects.filter(code=code).exists():
            near = [f"{known} ({name})" for _href, known, name in nearest_countries(code, list(Country.objects.all()))]
            parts = [_("“%(code)s” is not a country code.") % {"code": code}]
            if near:
                parts.append(_("Did you mean %(codes)s?") % {"codes": ", ".join(near)})
            raise forms.ValidationError(" ".join(parts))
        return code

    def problems(self) -> list[dict[str, str]]:
        """For the error summary: a message for each invalid value."""
        found = []
        for name, errors in self.errors.items():
            message = errors[0]
            if name == "type":
                message = _("Type: “%(value)s” is not one of %(allowed)s.") % {
                    "value": self.data.get("type", "")[:60],
                    "allowed": ", ".join(Organisation.Type.values),
                }
            found.append({"href": f"#id_{name}", "message": message})
        return found


@shows_the_past
@require_safe
def organisation_list(request):
    form = OrganisationFilter(request.GET)
    form.is_valid()
    chosen = {name: form.cleaned_data.get(name, "") for name in ("q", "type", "country")}
    page = organisation_page(
        words=chosen["q"],
        kind=chosen["type"],
        country=chosen["country"],
        after=clean_text(request.GET.get("after", ""))[:120],
    )
    problems = form.problems() + unknown_parameters(request.GET, form.fields, ("after",))
    context = {
        "page": page,
        "chosen": chosen,
        "filtered": any(chosen.values()),
        "types": Organisation.Type.choices,
        "problems": problems,
    }
    return render(request, "activities/browse/organisation_list.html", context, status=400 if problems else 200)


@shows_the_past
@require_safe
def organisation(request, slug):
    """An organisation's page, or the file of one of its pictures. 301 to the organisation that it was merged into."""
    found = organisation_or_404(clean_text(slug))
    if found.slug != slug and found.merged.filter(slug=slug).exists():
        return redirect("organisation", slug=found.slug, permanent=True)
    own = organisation_slice(found)
    if is_sheet(request):
        return organisation_sheet(request, found, own, Q(organisation=found))
    if DOWNLOAD in request.GET:
        name = f"organisation-{found.slug}"
        return picture_file(name, slice_pictures(own, *PICTURES), own.as_of, request.GET[DOWNLOAD])
    context = {
        "organisation": found,
        "answer": organisation_answer(own),
        "profile_href": reverse("organisation-profile", args=[found.slug]),
    } | slice_context(own, PICTURES)
    response = render(request, "activities/browse/organisation.html", context)
    if found.withdrawn:
        response["X-Robots-Tag"] = "noindex"
    return response


@shows_the_past
@require_safe
def organisation_profile(request, slug):
    """The charts of an organisation that its page replaces with sentences."""
    found = organisation_or_404(clean_text(slug))
    if found.slug != slug and found.merged.filter(slug=slug).exists():
        return redirect("organisation-profile", slug=found.slug, permanent=True)
    trail = [
        {"href": reverse("organisation-list"), "label": _("Organisations")},
        {"href": found.get_absolute_url(), "label": found.name},
    ]
    response = charts_page(request, organisation_slice(found), PICTURES, trail)
    if found.withdrawn:
        response["X-Robots-Tag"] = "noindex"
    return response
