"""Fields for lists of other rows, typed as people call them: one per line, or separated by semicolons.

The value of such a field is a list of ids in the order typed, without twins. They work without script, can be pasted,
and appear as text where a conflict shows both values.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.forms.fields import ProseField
from activities.models import Activity, Country, Term
from activities.validators import clean_line, nearest, row_number
from roadmap.models import Action, Body, Document

#: The most entries of a list.
MOST = 300


class RowsField(ProseField):
    """A list of rows. A subclass says what rows are called (`every`, `named`) and what is said of an unknown one."""

    #: What separates entries, and what joins them in the input.
    apart = r"[\n;]+"
    joint = "\n"
    unknown: Any = gettext_lazy("“%(word)s” is not known.")

    def __init__(self, **kwargs: Any):
        kwargs.setdefault("required", False)
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 4, "dir": "auto"}))
        super().__init__(**kwargs)

    def named(self, ids: Iterable[Any]) -> Mapping[Any, str]:
        """{id: name} of these rows."""
        raise NotImplementedError

    def every(self) -> Mapping[str, Any]:
        """{name: id} of the rows that can be chosen."""
        raise NotImplementedError

    def to_python(self, value: Any) -> list[Any]:
        typed = re.split(self.apart, super().to_python(value) or "")
        words = [word for word in (clean_line(part).strip(" ,") for part in typed) if word]
        if len(words) > MOST:
            values = {"count": len(words), "most": MOST}
            raise ValidationError(_("You entered %(count)s items. Enter no more than %(most)s.") % values)
        return list(dict.fromkeys(self.found(words))) if words else []

    def found(self, words: Sequence[str]) -> list[Any]:
        """Ids of the rows with these names. Raises ValidationError with the first five that are unknown."""
        every = self.every()
        known = {name.casefold(): pk for name, pk in every.items()}
        if unknown := [word for word in words if word.casefold() not in known]:
            raise ValidationError([self.refusal(word, every) for word in unknown[:5]])
        return [known[word.casefold()] for word in words]

    def refusal(self, word: str, every: Mapping[str, Any]) -> str:
        message = str(self.unknown) % {"word": word[:60]}
        named = {pk: name for name, pk in reversed(every.items())}  # the first name of each
        close = self.close(word, list(named.values())[::-1])
        return f"{message} {_('Did you mean %(names)s?') % {'names': _(' or ').join(close)}}" if close else message

    def close(self, word: str, names: Sequence[str]) -> list[str]:
        """Names that may be meant."""
        return nearest(word, names)

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, (list, tuple)):
            return value
        names = self.named(value)
        return self.joint.join(names.get(pk, str(pk)) for pk in value)

    def in_words(self, ids: Sequence[Any]) -> str:
        """The list on one line, for a page that shows both values of a conflict."""
        names = self.named(ids)
        return "; ".join(names.get(pk, str(pk)) for pk in ids)


class BodiesField(RowsField):
    """The names of bodies in the register."""

    unknown = gettext_lazy("The register has no body “%(word)s”.")

    def every(self):
        return dict(Body.objects.live().values_list("name", "id"))

    def named(self, ids):
        return dict(Body.objects.filter(pk__in=ids).values_list("id", "name"))


class DocumentsField(RowsField):
    """Documents of the register, by symbol."""

    unknown = gettext_lazy("The register has no document “%(word)s”.")

    def every(self):
        return dict(Document.objects.live().values_list("symbol", "id"))

    def close(self, word, names):
        """The latest three versions of a symbol without its version: "Res. 1332" finds its versions. One query."""
        versions = Document.objects.live().filter(symbol__istartswith=f"{word} ").order_by("-year", "symbol")
        return list(versions.values_list("symbol", flat=True)[:3]) or super().close(word, names)

    def named(self, ids):
        return dict(Document.objects.filter(pk__in=ids).values_list("id", "symbol"))


class TermsField(RowsField):
    """Goals, targets, Action Lines and other entries of frameworks, by code: 9.c, C2, or with the framework,
    sp-2024:PS3. Spaces in codes are typed as hyphens: sp-2024:Goal-1."""

    apart = r"[\s;,]+"
    joint = " "
    unknown = gettext_lazy("“%(word)s” is not a Goal, target or Action Line.")
    #: Frameworks whose codes can be typed without the framework.
    plain = ("sdg", "wsis")

    def __init__(self, **kwargs: Any):
        kwargs.setdefault("widget", forms.TextInput(attrs={"dir": "ltr"}))
        kwargs.setdefault("help_text", gettext_lazy("Codes of Goals, targets and Action Lines, such as 9 9.c C2."))
        super().__init__(**kwargs)

    def every(self):
        found: dict[str, Any] = {}
        rows = Term.objects.values_list("framework__slug", "code", "id")
        for framework, code, pk in sorted(rows, key=lambda row: row[0] not in self.plain):
            hyphened = code.replace(" ", "-")
            if framework in self.plain:
                found.setdefault(hyphened, pk)
            found[f"{framework}:{hyphened}"] = pk
        return found

    def named(self, ids):
        rows = Term.objects.filter(pk__in=ids).values_list("id", "framework__slug", "code")
        hyphened = {pk: (framework, code.replace(" ", "-")) for pk, framework, code in rows}
        return {
            pk: code if framework in self.plain else f"{framework}:{code}" for pk, (framework, code) in hyphened.items()
        }


class ActivitiesField(RowsField):
    """Activities, by the number of their record."""

    apart = r"[\s;,]+"
    joint = " "
    unknown = gettext_lazy(
        "There is no activity %(word)s. You find the number of an activity in the address of its page."
    )

    def __init__(self, **kwargs: Any):
        kwargs.setdefault("widget", forms.TextInput(attrs={"dir": "ltr", "inputmode": "numeric"}))
        kwargs.setdefault(
            "help_text", gettext_lazy("Numbers of activities, as in the addresses of their pages: 12 340.")
        )
        super().__init__(**kwargs)

    def found(self, words):
        numbers = [row_number(word) for word in words]
        there = set(Activity.objects.filter(pk__in=[n for n in numbers if n]).values_list("id", flat=True))
        unknown = [word for word, number in zip(words, numbers, strict=True) if number not in there]
        if unknown:
            raise ValidationError([str(self.unknown) % {"word": word[:60]} for word in unknown[:5]])
        return numbers

    def named(self, ids):
        return {pk: str(pk) for pk in ids}

    def in_words(self, ids):
        titles = dict(Activity.objects.filter(pk__in=ids).values_list("id", "title"))
        return "; ".join(f"{pk} {titles.get(pk, '')}".strip() for pk in ids)


class CountriesField(RowsField):
    """Countries, by name or ISO 3166 code. The value is a list of codes."""

    unknown = gettext_lazy("“%(word)s” is not a country.")

    def every(self):
        rows = list(Country.objects.values_list("code", "name"))
        return {name: code for code, name in rows} | {code: code for code, _name in rows}

    def named(self, ids):
        return dict(Country.objects.filter(code__in=ids).values_list("code", "name"))


class CommitmentsField(RowsField):
    """Commitments by code. The value is a list of codes."""

    apart = r"[\s;,]+"
    joint = " "
    unknown = gettext_lazy("No edition has a commitment %(word)s.")

    def every(self):
        return {code: code for code in Action.objects.values_list("code", flat=True)}

    def named(self, ids):
        return {code: code for code in ids}
