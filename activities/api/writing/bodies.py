"""The form of what programs send: names and types. Rules are in the forms of the pages."""

from rest_framework import serializers as s

from activities.actions.submissions.drafting import LONGEST
from activities.models import Activity, Certainty, Country, Mapping, Region
from activities.validators import HIGHEST

#: The most rows of a batch.
MOST_ROWS = 1_000


def text(**kwargs) -> s.CharField:
    """A text that the forms check; none of them takes more than LONGEST characters."""
    return s.CharField(allow_blank=True, required=False, trim_whitespace=False, max_length=LONGEST, **kwargs)


def codes(help_text: str, choices) -> s.ListField:
    return s.ListField(child=s.ChoiceField(choices), required=False, max_length=400, help_text=help_text)


def year(help_text: str) -> s.IntegerField:
    return s.IntegerField(required=False, allow_null=True, help_text=help_text)


class Reason(s.Serializer):
    reason = text(help_text="Why, for the history, which everyone can read.")


class FactsBody(s.Serializer):
    """What staff and stakeholders say alike of an activity."""

    title = text(help_text="Of an activity of staff: in English.")
    description = text(help_text="An empty line between paragraphs.")
    kind = s.ChoiceField(Activity.Kind.values, required=False, help_text="Kind of activity.")
    status = s.ChoiceField(
        Activity.Status.values, required=False, help_text="Whether it is planned, under way or over."
    )
    start_year = year("null: it is not known.")
    end_year = year("null: it continues.")
    countries = s.ListField(
        child=s.CharField(), required=False, max_length=400, help_text="ISO 3166 alpha-2, such as KE."
    )
    regions = codes("ITU regions, or global.", Region.values)
    partners = s.ListField(child=s.CharField(), required=False, max_length=1000, help_text="Names.")
    url = text(help_text="A public web page about the activity.")

    def validate_countries(self, values: list[str]) -> list[str]:
        known = self.context.get("countries")
        if known is None:
            known = set(Country.objects.filter(code__in=values).values_list("code", flat=True))
        if unknown := [value for value in values if value not in known]:
            raise s.ValidationError(f"“{unknown[0][:20]}” is not an ISO 3166 alpha-2 code of a country.")
        return values


class ActivityBody(FactsBody, Reason):
    """The fields of an activity."""

    organisation = s.CharField(required=False, allow_null=True, help_text="Slug of the organisation, such as `itu-d`.")
    description_certainty = s.ChoiceField(Certainty.values, required=False, help_text="How certain the description is.")
    language = s.ChoiceField(Activity.Language.values, required=False, help_text="Of the original text (BCP 47).")
    original_title = text(help_text="Empty for a text in English.")
    original_description = text(help_text="Empty for a text in English.")


class NewActivity(ActivityBody):
    not_duplicate_of = s.ListField(
        child=s.IntegerField(min_value=1, max_value=HIGHEST),
        required=False,
        max_length=100,
        help_text="Numbers of the activities with a similar title that you have compared: those of `similar` in a 422.",
    )


class ChangedActivity(ActivityBody):
    """Only the fields to change. `withdrawn: false`, alone, restores a withdrawn activity."""

    withdrawn = s.BooleanField(required=False, help_text="false restores a withdrawn activity. DELETE withdraws it.")


class MappingValues(Reason):
    strength = s.ChoiceField(
        Mapping.Strength.values, required=False, help_text="1 related, 2 contributes, 3 main purpose."
    )
    rationale = text(help_text="Why the activity contributes to it, in a sentence.")
    evidence_url = text(help_text="Web address of a page or document that shows it.")
    certainty = s.ChoiceField(Certainty.values, required=False, help_text="How certain the link is.")


class NewMapping(MappingValues):
    """A new link of an activity to a Term."""

    activity = s.IntegerField(min_value=1, max_value=HIGHEST, help_text="Number of the activity.")
    framework = s.CharField(min_length=1, help_text="Slug of the framework, such as `sdg`.")
    term_code = s.CharField(min_length=1, help_text="Code of the Term, such as `9.c`.")


class ChangedMapping(MappingValues):
    """Only the fields to change. `withdrawn: false`, with or without others, restores a withdrawn link."""

    withdrawn = s.BooleanField(required=False, help_text="false restores a withdrawn link. DELETE withdraws it.")


class BatchActivity(ActivityBody):
    """A row of a batch: with `id` and `change` it changes an activity, without them it is a new one."""

    reason = None
    id = s.IntegerField(
        min_value=1, max_value=HIGHEST, required=False, help_text="Number of the activity. Leave it out for a new one."
    )
    change = s.IntegerField(
        min_value=0, max_value=HIGHEST, required=False, help_text="The Change of the row that you have seen."
    )
    withdrawn = s.BooleanField(required=False, help_text="true withdraws the activity.")


class BatchMapping(MappingValues):
    """A row of a batch. It names the link by its `id`, or by activity, framework and code; `change` is that of the
    link that you have seen, 0 or left out for a new one."""

    reason = None
    id = s.IntegerField(
        min_value=1, max_value=HIGHEST, required=False, help_text="Number of the mapping. Leave it out for a new one."
    )
    activity = s.IntegerField(min_value=1, max_value=HIGHEST, required=False, help_text="Number of the activity.")
    framework = s.CharField(min_length=1, required=False, help_text="Slug of the framework, such as `sdg`.")
    term_code = s.CharField(min_length=1, required=False, help_text="Code of the Term, such as `9.c`.")
    change = s.IntegerField(
        min_value=0,
        max_value=HIGHEST,
        required=False,
        help_text="The Change of the mapping that you have seen; 0, or left out, for a new one.",
    )
    withdrawn = s.BooleanField(required=False, help_text="true withdraws the link.")


class Batch(Reason):
    """Up to 1,000 rows, written in one Change."""

    on_error = s.ChoiceField(
        ["stop", "report"],
        default="stop",
        help_text="`stop`: one wrong row, and nothing is saved. `report`: the right rows are saved.",
    )


class ActivityBatchBody(Batch):
    rows = s.ListField(child=s.DictField(), max_length=MOST_ROWS, min_length=1)


class MappingBatchBody(Batch):
    rows = s.ListField(child=s.DictField(), max_length=MOST_ROWS, min_length=1)


class LinkBody(s.Serializer):
    """A link that a submission proposes."""

    framework = s.CharField(min_length=1, help_text="`sdg` or `wsis`.")
    code = s.CharField(min_length=1, help_text="Code of a Goal, a target or an Action Line, such as `9.c` or `C2`.")
    strength = s.ChoiceField(
        Mapping.Strength.values, required=False, help_text="1 related, 2 contributes, 3 main purpose."
    )
    rationale = text(help_text="Why, in one sentence.")
    evidence_url = text(help_text="Web address of a page that shows it.")


class SubmissionAnswers(FactsBody):
    """The answers of the form. They are saved as they are, and checked when the submission is submitted."""

    language = s.ChoiceField(
        Activity.Language.values,
        required=False,
        allow_blank=True,
        help_text="Of the text (BCP 47). Without one, it is recognised from the text.",
    )
    english_title = text(help_text="Of a text in another language.")
    english_summary = text(help_text="Of a text in another language: one sentence.")
    contact_name = text(help_text="Only reviewers see the contact person.")
    contact_email = text(help_text="Only reviewers see the contact person.")
    links = LinkBody(many=True, required=False, max_length=100, help_text="All links: those left out are removed.")


class NewSubmission(SubmissionAnswers):
    """A new activity of your organisation; or, with `activity`, an update of a published one."""

    organisation = s.CharField(
        required=False,
        help_text="Slug of your organisation, or the name of one that is not approved yet. Needed if you belong to "
        "several.",
    )
    activity = s.IntegerField(
        min_value=1,
        max_value=HIGHEST,
        required=False,
        help_text="Number of a published activity of your organisation: an update of it, which begins with its current "
        "values.",
    )


class Consent(s.Serializer):
    """What the form asks before an entry is submitted."""

    may_submit = s.BooleanField(help_text="true: you may submit this for your organisation.")
    licence = s.BooleanField(help_text="true: the entry may be published and reused.")
