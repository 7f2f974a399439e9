"""Two people edited the same thing: which fields differ, which value the second editor chooses, and what is written.

These five steps work for everything that people edit with a form.

1. **Three versions**, each {field: value}: `base`, from which the second editor started; `mine`, what they sent; and
   `theirs`, the current values. The page reads them when its action raises `Stale`.
2. **Differences.** `differences()` names the fields in which `mine` and `theirs` differ. A field that only one of the
   two people changed is preset to that person's value. Where both changed it, nothing is preset.
3. **The page** (409). `pages.unsaved.conflicts.conflict()` prepares what components/conflict_notice.html and
   components/conflict_fields.html show: who changed it and when, both values of each field, and an input for another
   value. The form carries along what was typed, `base`, and as `seen` the version that it shows.
4. **The choice** comes back as `keep_<field>`; another value as `other_<field>`, by the form's name of the field.
   `chosen()` reads the choices and `chosen_data()` fills the editor's own form with them, which checks them. While a
   field is undecided or the form is invalid, the page comes again with an error for each (422).
   Where the page offers both values together (`both`), the choice can also be BOTH.
5. **What to write** is `settled()`. The action writes it against `seen`. If someone else saved first, it raises
   `Stale` and the steps start again with the same `base`.
"""

from collections.abc import Callable, Mapping
from typing import Any, cast

from django.forms import BaseForm, BooleanField, Field
from django.http import QueryDict

MINE, THEIRS, OTHER, UNDECIDED = "mine", "theirs", "other", ""
#: Both values together: two lists united, or one text after the other. Only for fields that the page names in `both`.
BOTH = "both"
NONE: Mapping[str, Any] = {}


def differences(
    mine: Mapping[str, Any],
    theirs: Mapping[str, Any],
    base: Mapping[str, Any] | None,
    same: Callable[[str, Any, Any], bool] = lambda name, one, other: one == other,
) -> dict[str, str]:
    """{field: MINE, THEIRS or UNDECIDED} of the fields in which both versions differ, with the preset of each.

    Without `base` every field is undecided. `same(name, one, other)` says whether two values of a field are equal.
    """
    found = {}
    for name, value in mine.items():
        if same(name, value, theirs[name]):
            continue
        if base is None:
            found[name] = UNDECIDED
        elif same(name, value, base[name]):
            found[name] = THEIRS
        else:
            found[name] = MINE if same(name, theirs[name], base[name]) else UNDECIDED
    return found


def chosen(found: Mapping[str, str], data: Mapping[str, Any], both: Mapping[str, Any] = NONE) -> dict[str, str]:
    """`found` with the choices that the editor sent as `keep_<field>` in place of the presets. `both`: {field: both
    values together} where that is a choice."""
    sent = {name: data.get(f"keep_{name}", "") for name in found}
    return {
        name: sent[name] if sent[name] in (MINE, THEIRS, OTHER) or (sent[name] == BOTH and name in both) else preset
        for name, preset in found.items()
    }


def chosen_data(
    form: BaseForm,
    theirs: Mapping[str, Any],
    choices: Mapping[str, str],
    names: Mapping[str, str] | None = None,
    both: Mapping[str, Any] = NONE,
) -> QueryDict:
    """The data of a form like `form`, with the chosen value of each field; an undecided field stays as it was typed.

    `names`: {field: its name in the form} of fields that the form calls otherwise.
    """
    typed = cast(QueryDict, form.data)
    data = typed.copy()
    for name, choice in choices.items():
        called = (names or {}).get(name, name)
        if choice == OTHER:
            data.setlist(called, typed.getlist(f"other_{called}"))
        elif choice in (THEIRS, BOTH):
            value = both[name] if choice == BOTH else theirs[name]
            data.setlist(called, data_of(form.fields[called], value))
        if not data.getlist(called):
            data.pop(called, None)  # as browsers leave out an unticked box
    return data


def data_of(field: Field, value: Any) -> list[str]:
    """A value of a form's field as a browser would send it."""
    if isinstance(field, BooleanField):
        return ["on"] if value else []
    prepared = field.prepare_value(value)
    if isinstance(prepared, (list, tuple)):
        return [str(each) for each in prepared]
    return ["" if prepared is None else str(prepared)]


def settled(
    mine: Mapping[str, Any],
    theirs: Mapping[str, Any],
    choices: Mapping[str, str],
    other: Mapping[str, Any] | None = None,
    both: Mapping[str, Any] = NONE,
) -> dict[str, Any]:
    """What to write: each field as chosen. `other` has the values of the form that `chosen_data()` filled."""
    sides = {MINE: mine, THEIRS: theirs, OTHER: other or {}, BOTH: both}
    return {name: sides[choices.get(name) or MINE][name] for name in mine}
