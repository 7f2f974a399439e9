"""A conflict on a form that has nothing to do with activities: a paragraph of a report that two people edit."""

from datetime import timedelta

import pytest
from django import forms
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils import timezone

from activities.forms.conflicts import UNDECIDED, chosen, chosen_data, data_of, differences, settled
from activities.pages.unsaved.conflicts import conflict
from activities.queries.history.written import LastWriter

CHAPTERS = [("intro", "Introduction"), ("data", "Data"), ("next", "Next steps")]
BASE = {"heading": "Draft", "text": "A text.", "chapters": ["intro"], "pages": 3, "ready": False}


class ParagraphForm(forms.Form):
    heading = forms.CharField(label="heading", max_length=20)
    text = forms.CharField(label="Text", required=False, widget=forms.Textarea)
    chapters = forms.MultipleChoiceField(
        label="Chapters", choices=CHAPTERS, required=False, widget=forms.CheckboxSelectMultiple
    )
    length = forms.IntegerField(label="Pages", required=False)
    ready = forms.BooleanField(label="Ready to print", required=False)

    def clean(self):
        if self.cleaned_data.get("ready") and not self.cleaned_data.get("text"):
            raise forms.ValidationError("A paragraph without a text is not ready.")
        return self.cleaned_data

    def values(self):
        return {name: self.cleaned_data[NAMES.get(name, name)] for name in BASE}


NAMES = {"pages": "length"}


def sent(**fields) -> ParagraphForm:
    data = QueryDict(mutable=True)
    for name, value in ({"heading": "Draft", "text": "A text.", "chapters": ["intro"], "length": "3"} | fields).items():
        data.setlist(name, value if isinstance(value, list) else [value])
    form = ParagraphForm(data)
    assert form.is_valid()
    return form


def resolved(form, theirs, base=BASE):
    """(choices, the checked form, what to write), as a page works them out of what the editor sent."""
    mine = form.values()
    choices = chosen(differences(mine, theirs, base), form.data)
    checked = ParagraphForm(chosen_data(form, theirs, choices, NAMES))
    return choices, checked, settled(mine, theirs, choices, checked.values()) if checked.is_valid() else None


def shown(form, theirs, *, base=BASE, checked=None, changed=None):
    mine = form.values()
    return conflict(
        form,
        differences(mine, theirs, base),
        mine,
        theirs,
        base=4,
        seen=7,
        changed=changed,
        show=lambda name, value: ", ".join(value) if name == "chapters" else str(value),
        checked=checked,
        names=NAMES,
        prefix="p1_",
    )


def test_who_changed_a_field_alone_is_preset_and_where_both_did_somebody_chooses():
    mine = BASE | {"heading": "Mine", "pages": 4, "text": "The same."}
    theirs = BASE | {"heading": "Theirs", "ready": True, "text": "The same."}
    assert differences(mine, theirs, BASE) == {"heading": "", "pages": "mine", "ready": "theirs"}


def test_without_a_base_every_difference_is_undecided():
    assert differences(BASE | {"pages": 4}, BASE, None) == {"pages": ""}


def test_the_caller_says_which_values_are_the_same():
    mine = BASE | {"chapters": ["data", "intro"]}
    theirs = BASE | {"chapters": ["intro", "data"]}
    assert differences(mine, theirs, BASE, lambda _name, one, other: sorted(str(one)) == sorted(str(other))) == {}


def test_a_choice_replaces_the_preset_and_nonsense_does_not():
    found = {"heading": "", "text": "mine", "pages": "theirs"}
    data = {"keep_heading": "theirs", "keep_text": "nonsense", "keep_pages": "other", "keep_ready": "mine"}
    assert chosen(found, data) == {"heading": "theirs", "text": "mine", "pages": "other"}


def test_mine_theirs_and_a_third_value_are_written_as_chosen():
    theirs = {"heading": "Theirs", "text": "Their text.", "chapters": ["data"], "pages": 5, "ready": True}
    form = sent(
        heading="Mine",
        text="My text.",
        chapters=["next"],
        length="4",
        keep_heading="mine",
        keep_text="theirs",
        keep_chapters="other",
        other_chapters=["intro", "data"],
        keep_pages="other",
        other_length="8",
    )
    choices, _checked, write = resolved(form, theirs)
    assert choices == {"heading": "mine", "text": "theirs", "chapters": "other", "pages": "other", "ready": "theirs"}
    assert write == {
        "heading": "Mine",
        "text": "Their text.",
        "chapters": ["intro", "data"],
        "pages": 8,
        "ready": True,
    }


def test_their_value_is_written_as_it_is_and_not_as_the_form_would_clean_it():
    theirs = BASE | {"text": "Their text,  with two spaces. "}
    _choices, _checked, write = resolved(sent(), theirs)
    assert write["text"] == "Their text,  with two spaces. "


def test_the_choice_as_a_whole_has_to_make_sense():
    form = sent(ready="on", text="A text.")
    _choices, checked, write = resolved(form, BASE | {"text": ""})
    assert write is None
    errors = shown(form, BASE | {"text": ""}, checked=checked).errors
    assert errors == [{"href": "", "message": "A paragraph without a text is not ready."}]


@pytest.mark.parametrize(
    ("name", "value", "data"),
    [
        ("heading", "Draft", ["Draft"]),
        ("chapters", ["intro", "data"], ["intro", "data"]),
        ("length", None, [""]),
        ("length", 0, ["0"]),
        ("ready", True, ["on"]),
        ("ready", False, []),
    ],
)
def test_a_value_is_sent_as_a_browser_would(name, value, data):
    assert data_of(ParagraphForm().fields[name], value) == data


def test_the_page_shows_both_values_and_inputs_for_another():
    page = shown(sent(heading="Mine", length="4", ready="on", reason="Why."), BASE | {"heading": "Theirs"})
    assert [(each.name, each.label, each.mine, each.theirs, each.choice) for each in page.fields] == [
        ("heading", "Heading", "Mine", "Theirs", ""),
        ("pages", "Pages", "4", "3", "mine"),
        ("ready", "Ready to print", "True", "False", "mine"),
    ]
    assert [bool(each.other) for each in page.fields] == [True, True, False]
    assert 'name="other_heading" value="Mine"' in page.fields[0].other
    assert page.errors == []
    assert ("reason", "Why.") in page.hidden


def test_the_input_for_a_list_is_one_box_for_each_choice():
    [chapters] = shown(sent(chapters=["intro", "data"]), BASE).fields
    assert chapters.other.count('type="checkbox" name="other_chapters"') == 3
    assert chapters.other.count(" checked") == 2


def test_every_undecided_field_is_an_error_and_what_was_written_comes_back():
    theirs = BASE | {"heading": "Theirs", "text": "Their text.", "pages": 5}
    form = sent(heading="Mine", text="My text.", length="4", keep_text="other", other_text="Both.",
                keep_pages="other", other_length="many")  # fmt: skip
    choices, checked, write = resolved(form, theirs)
    assert (choices["heading"], write) == (UNDECIDED, None)
    page = shown(form, theirs, checked=checked)
    assert page.errors == [
        {"href": "#id_p1_keep_heading_mine", "message": "Heading: choose a value, or write another."},
        {"href": "#id_p1_other_length", "message": "Pages: Enter a whole number."},
    ]
    text, pages = page.fields[1], page.fields[2]
    assert "Both.</textarea>" in text.other.replace("\n", "")
    assert (pages.errors, 'value="many"' in pages.other) == (("Enter a whole number.",), True)
    assert [name for name, _value in page.hidden] == ["heading", "text", "chapters", "length"]


def test_what_people_typed_is_text_in_the_page():
    hostile = "</textarea><script>x"
    theirs = BASE | {"heading": "<script>y", "text": "T"}
    form = sent(heading="<script>z", text=hostile, keep_text="other", other_text=hostile)
    page = render_to_string("components/conflict_fields.html", {"conflict": shown(form, theirs)})
    assert "<script>" not in page
    assert page.count("<textarea") == page.count("</textarea>") == 1


@pytest.mark.parametrize(
    ("who", "before", "words"),
    [
        ("Anna Li", timedelta(), "<bdi>Anna Li</bdi> changed this at {at:%H:%M}."),
        ("", timedelta(), "This was changed at {at:%H:%M}."),
        ("Anna Li", timedelta(days=40), "<bdi>Anna Li</bdi> changed this on {at.day} {at:%B %Y} at {at:%H:%M}."),
        ("", timedelta(days=40), "This was changed on {at.day} {at:%B %Y} at {at:%H:%M}."),
    ],
)
def test_the_notice_says_who_changed_it_when_and_why(who, before, words):
    at = timezone.now() - before
    page = shown(sent(heading="Mine"), BASE | {"heading": "Theirs"}, changed=LastWriter(7, at, who, "A typing error."))
    notice = " ".join(render_to_string("components/conflict_notice.html", {"conflict": page}).split())
    assert words.format(at=at) in notice
    assert "Reason: <bdi>A typing error.</bdi>" in notice
    assert "Choose one value, or write another. Nothing you typed is lost." in notice
