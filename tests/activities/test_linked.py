"""Sentences with links: the same words as plain text, and nothing unescaped."""

from activities.pages.linked import Linked, Sentence, series


def test_a_sentence_is_plain_text_or_has_links():
    sentence = Sentence(
        "%(number)s of %(total)s (%(share)s%%) serve %(target)s.",
        {
            "number": Linked("12", "/activities/?a=1&b=2"),
            "total": "15",
            "share": "80",
            "target": Linked("", "/t/", "9.c"),
        },
    )
    assert str(sentence) == "12 of 15 (80%) serve 9.c."
    assert sentence.html == (
        '<a href="/activities/?a=1&amp;b=2">12</a> of 15 (80%) serve '
        '<a href="/t/"><bdi class="code" dir="ltr">9.c</bdi></a>.'
    )


def test_words_and_parts_are_escaped():
    sentence = Sentence("<b>%(name)s</b>", {"name": Linked("<i>", '"/x/')})
    assert sentence.html == '&lt;b&gt;<a href="&quot;/x/">&lt;i&gt;</a>&lt;/b&gt;'
    assert Sentence("%(name)s", {"name": "<script>"}).html == "&lt;script&gt;"


def test_a_figure_without_address_is_no_link():
    assert Linked("12").html == "12"


def test_a_series_names_all_with_their_links():
    items = [Linked(name, f"/{name}/") for name in "ABC"]
    assert str(series(items)) == "A, B and C"
    assert str(series(items[:2])) == "A and B"
    assert str(series(items[:1])) == "A"
    assert str(series([])) == ""
    assert str(series(items[:2], "%(most)s or %(last)s")) == "A or B"
    assert series(items[:2]).html == '<a href="/A/">A</a> and <a href="/B/">B</a>'
