"""Form fields that clean input by the same rules as imports."""

import re
from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.models import Certainty
from activities.validators import FIRST_YEAR, HIGHEST, LAST_YEAR, clean_line, clean_prose, has_sign_in

#: A text that is so many times longer than allowed is refused as it is: to clean megabytes takes seconds.
FAR_TOO_LONG = 20


def cleaned(field: forms.CharField, text: str, clean: Callable[[str], str]) -> str:
    """The text, cleaned unless the validator of its length refuses it anyway."""
    far_too_long = field.max_length is not None and len(text) > FAR_TOO_LONG * field.max_length
    return text if far_too_long else clean(text)


class LineField(forms.CharField):
    """Text of one line, without control and direction characters."""

    def to_python(self, value):
        return cleaned(self, super().to_python(value) or "", clean_line)


#: How a web address begins, also where a mail program would make a link of it.
ADDRESS = re.compile(r"://|\bwww\.", re.IGNORECASE)


def refuse_address(name: str) -> None:
    """Raises ValidationError for a name with a web address. Names are in e-mails to people who have no account:
    otherwise anyone could send them links."""
    if ADDRESS.search(name):
        raise ValidationError(_("Enter the name without a web address."))


class WhyField(LineField):
    """The reason for a change."""

    def __init__(self, **kwargs):
        usual: dict[str, Any] = {
            "label": gettext_lazy("Reason for this change"),
            "required": False,
            "max_length": 500,
            "widget": forms.TextInput(attrs={"dir": "auto"}),
            "help_text": gettext_lazy("Optional. It is shown in the history, which everyone can read."),
        }
        super().__init__(**usual | kwargs)


def certainty_choice(label: Any, **kwargs: Any) -> forms.ChoiceField:
    """One of the four words, each with the sentence that explains it."""
    choices = [(word.value, word.explained) for word in Certainty]
    required = {"required": gettext_lazy("Choose how certain it is.")}
    return forms.ChoiceField(label=label, choices=choices, error_messages=required, **kwargs)


class ProseField(forms.CharField):
    """Text in paragraphs."""

    widget = forms.Textarea

    def to_python(self, value):
        return cleaned(self, super().to_python(value) or "", clean_prose)


class LinesField(ProseField):
    """A list, one entry per line or separated by semicolons: at most `most`, each of at most `longest` characters."""

    def __init__(self, *, longest: int, most: int, **kwargs):
        self.longest, self.most = longest, most
        super().__init__(**kwargs)

    def to_python(self, value):
        parts = (clean_line(part) for part in super().to_python(value).replace(";", "\n").split("\n"))
        return list(dict.fromkeys(part for part in parts if part))

    def run_validators(self, value):
        if len(value) > self.most:
            values = {"count": len(value), "most": self.most}
            raise ValidationError(_("There are %(count)s lines. Enter no more than %(most)s.") % values)
        for part in value:
            if len(part) > self.longest:
                values = {"start": part[:40], "count": len(part), "most": self.longest}
                raise ValidationError(_("“%(start)s…” has %(count)s characters. Shorten it to %(most)s.") % values)

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value


class WebAddressField(LineField):
    """An http or https address without a user name or password. One without a scheme, as people copy them, gets
    https."""

    widget = forms.TextInput
    default_validators = [URLValidator(schemes=["http", "https"])]
    default_error_messages = {
        "sign_in": gettext_lazy(
            "This address contains a user name or a password, and everyone can read it. Enter the address without them."
        ),
        "invalid": gettext_lazy(
            "Enter a full web address, such as https://www.itu.int/en/wtisd. It must start with http or https."
        ),
    }

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.widget.attrs |= {"dir": "ltr", "inputmode": "url", "spellcheck": "false"}

    def to_python(self, value):
        cleaned = super().to_python(value)
        host = cleaned.partition("/")[0]
        return f"https://{cleaned}" if "." in host and ":" not in host else cleaned

    def run_validators(self, value):
        if has_sign_in(value):
            raise ValidationError(self.error_messages["sign_in"], code="sign_in")
        super().run_validators(value)


class YearField(forms.IntegerField):
    """A year with four digits, in a text input: number inputs send an empty value for invalid text, and it would be
    saved as no year."""

    widget = forms.TextInput

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.widget.attrs["inputmode"] = "numeric"

    def to_python(self, value):
        try:
            year = super().to_python(value)
        except ValidationError:
            year = 0
        if year is not None and not FIRST_YEAR <= year <= LAST_YEAR:
            values = {"first": FIRST_YEAR, "last": LAST_YEAR}
            raise ValidationError(_("Enter a year from %(first)s to %(last)s, such as 2024.") % values)
        return year


class NumberSeenField(forms.IntegerField):
    """The number of a Change, in a hidden field; 0 for none."""

    widget = forms.HiddenInput

    def __init__(self, **kwargs):
        super().__init__(min_value=0, max_value=HIGHEST, **kwargs)
