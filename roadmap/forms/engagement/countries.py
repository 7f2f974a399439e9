"""The forms of what is about one country: Voluntary National Reviews and Cooperation Frameworks."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roadmap.forms.engagement.fields import address, basis, certainty, country_choice, prose, title, year
from roadmap.forms.records import RecordForm
from roadmap.queries.engagement import records


class ReviewForm(RecordForm):
    kind = records.REVIEW
    beside = ("country_id", "year", "round")

    country_id = country_choice(
        gettext_lazy("Country"), error_messages={"required": gettext_lazy("Choose the country.")}
    )
    year = year(gettext_lazy("Year"), 2016)
    round = forms.IntegerField(
        label=gettext_lazy("Round"),
        required=False,
        min_value=1,
        max_value=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text=gettext_lazy("1 for the country’s first review, 2 for its second."),
    )
    url = address(required=False)
    good_practices = prose(gettext_lazy("Good practices with ICTs"))
    lessons = prose(gettext_lazy("Lessons learned"))
    challenges = prose(gettext_lazy("Challenges"))
    opportunities = prose(gettext_lazy("Opportunities"))
    support_finance = prose(gettext_lazy("Support requested: finance"), rows=2)
    support_capacity = prose(gettext_lazy("Support requested: capacity building"), rows=2)
    support_technology = prose(gettext_lazy("Support requested: technology"), rows=2)
    support_partnerships = prose(gettext_lazy("Support requested: partnerships"), rows=2)
    policies = prose(
        gettext_lazy("Policies cited"),
        gettext_lazy("Policies and measures of governments, legislatures, civil society and the private sector."),
    )
    certainty = certainty()
    basis = basis()


class FrameworkForm(RecordForm):
    kind = records.FRAMEWORK
    beside = ("start_year", "end_year")

    title = title()
    country_id = country_choice(
        gettext_lazy("Country"), error_messages={"required": gettext_lazy("Choose the country.")}
    )
    start_year = year(gettext_lazy("First year"), 1990)
    end_year = year(gettext_lazy("Last year"), 1990)
    ict_component = prose(
        gettext_lazy("Digital component"), gettext_lazy("What it plans to do with ICTs, and ITU’s part in it.")
    )
    url = address(required=False)
    certainty = certainty()
    basis = basis()

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        start, end = data.get("start_year"), data.get("end_year")
        if start and end and end < start:
            self.add_error("end_year", _("It ends before it starts. Correct one of the two years."))
        return data
