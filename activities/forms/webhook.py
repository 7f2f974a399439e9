"""A webhook: its name, its address and its filters."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.actions.outbox.webhooks.posting import FIRST_FREE_PORT, Failed, target_of
from activities.forms.fields import LineField, WebAddressField
from activities.models import Delivery, Organisation, Webhook
from activities.queries.history.events import titles
from activities.queries.vocabulary import Vocabulary, vocabulary
from activities.validators import clean_text, nearest

#: Values of one filter.
MOST = 60
#: Kinds of data that come first.
FIRST = ("organisations", "activities", "mappings")
#: Invalid values that an error names, and characters of each.
NAMED, SHOWN = 5, 60


class CodeListField(forms.CharField):
    """Codes of one kind, separated by commas, in the case in which they are known."""

    def __init__(self, *, most: int = MOST, **kwargs):
        self.most = most
        self.known: Collection[str] = ()
        super().__init__(required=False, max_length=8000, widget=forms.TextInput(attrs={"dir": "ltr"}), **kwargs)

    def prepare_value(self, value):
        return ", ".join(value) if isinstance(value, list) else value

    def to_python(self, value):
        parts = (clean_text(part) for part in (super().to_python(value) or "").replace(";", ",").split(","))
        cased = {code.casefold(): code for code in self.known}
        return list(dict.fromkeys(cased.get(part.casefold(), part) for part in parts if part))

    def run_validators(self, value):
        if len(value) > self.most:
            values = {"count": len(value), "most": self.most}
            raise ValidationError(_("There are %(count)s values. Enter no more than %(most)s.") % values)
        wrong = [code for code in value if code not in self.known]
        raise_for(self.label, wrong, self.known)


def raise_for(name, wrong: Collection[str], known: Collection[str]) -> None:
    """Raises ValidationError for values that are not known, with the nearest."""
    errors = []
    for code in (code[:SHOWN] for code in list(wrong)[:NAMED]):
        parts = [_("%(name)s: “%(value)s” is not known.") % {"name": name, "value": code}]
        if close := nearest(code, known):
            parts.append(_("Did you mean %(codes)s?") % {"codes": _(" or ").join(close)})
        errors.append(" ".join(parts))
    if errors:
        raise ValidationError(errors)


class AddressField(WebAddressField):
    """An address that can be sent to, as far as can be seen without asking for its name."""

    default_error_messages = {
        "sign_in": gettext_lazy("Enter the address without a user name or a password. The signature says who sends."),
        "invalid": gettext_lazy("Enter the full address of your receiver, such as https://example.org/sdg-map."),
        "secure": gettext_lazy("Enter an address that starts with https://."),
        "port": gettext_lazy("Use a port from %(first)s on, or leave the port out."),
        "private": gettext_lazy("This address is in a private network. Enter one that can be reached from outside."),
    }

    def run_validators(self, value):
        try:
            target_of(value)
        except Failed as failed:
            if failed.problem == Delivery.Problem.PRIVATE:
                raise ValidationError(self.error_messages["private"], code="private") from failed
            super().run_validators(value)  # says what is wrong in the address itself
            code = "port" if value.lower().startswith("https:") else "secure"
            raise ValidationError(self.error_messages[code] % {"first": FIRST_FREE_PORT}, code=code) from failed


class WebhookForm(forms.Form):
    name = LineField(
        label=gettext_lazy("Name"),
        max_length=80,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text=gettext_lazy("For your own list, such as “Our data portal”."),
        error_messages={"required": gettext_lazy("Enter a name.")},
    )
    address = AddressField(
        label=gettext_lazy("Address"),
        max_length=500,
        help_text=gettext_lazy("Where your receiver waits for requests (POST)."),
        error_messages={"required": gettext_lazy("Enter the address of your receiver.")},
    )
    resources = forms.MultipleChoiceField(
        label=gettext_lazy("Kinds of data"), required=False, widget=forms.CheckboxSelectMultiple
    )
    goals = CodeListField(label=gettext_lazy("Goals"), help_text=gettext_lazy("Numbers, such as 9, 17."))
    action_lines = CodeListField(label=gettext_lazy("Action Lines"), help_text=gettext_lazy("Codes, such as C2, C5."))
    countries = CodeListField(
        label=gettext_lazy("Countries"),
        most=250,
        help_text=gettext_lazy("Two-letter codes (ISO 3166), such as KE, RW."),
    )
    organisations = CodeListField(
        label=gettext_lazy("Organisations"),
        help_text=gettext_lazy("The last part of the addresses of their pages, such as itu-d."),
    )

    def __init__(self, *args, known: Vocabulary | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        facets = (known or vocabulary()).facets
        fields: dict[str, Any] = self.fields
        named = titles()
        fields["resources"].choices = [
            (name, named[name]) for name in sorted(named, key=lambda name: name not in FIRST)
        ]
        fields["goals"].known = facets["goal"]
        fields["action_lines"].known = facets["action_line"]
        fields["countries"].known = facets["country"]
        fields["organisations"].known = self.organisations_among()

    def organisations_among(self) -> set[str]:
        """The slugs that are there, of those sent; the first letters find similar ones."""
        sent = {clean_text(part).casefold() for part in self.data.get("organisations", "")[:8000].split(",")[:MOST]}
        sent.discard("")
        if not sent:
            return set()
        found = set(Organisation.objects.filter(slug__in=sent).values_list("slug", flat=True))
        for missing in list(sent - found)[:NAMED]:
            near = Organisation.objects.live().filter(slug__startswith=missing[:3]).values_list("slug", flat=True)
            found.update(near[:200])
        return found

    @staticmethod
    def values_of(webhook: Webhook) -> dict:
        return {name: getattr(webhook, name) for name in WebhookForm.base_fields}
