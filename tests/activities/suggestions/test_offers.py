"""Suggestions for an activity and for a text: what they show and reject, and that no input is lost."""

import re

import pytest
from django.urls import reverse

from activities import rules
from activities.actions.links.mappings import set_mapping, withdraw_mapping
from activities.models import Change, Mapping, SuggestionVerdict
from activities.queries.suggestions import offers
from tests.activities.suggestions.markup import text
from tests.activities.suggestions.taught import make_map
from tests.factories.activities import ActivityFactory, UserFactory

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}


def address(name, activity, term=None):
    return reverse(name, args=[activity.pk] + ([term.pk] if term else []))


ANSWER = {"score": "0.8", "version": "1"}
ACCEPT = ANSWER | {"strength": "3", "rationale": "They heal", "seen": "0"}


def test_the_panel_shows_terms_with_chance_words_and_matrix(staff, activity):
    page = text(staff.get(address("activity-suggestions", activity)))
    assert "/targets/3.8/" in page
    assert re.search(r"(very likely|likely|possible|unlikely), \d+%", page)
    assert "<mark><bdi>Remote diagnosis</bdi></mark>" in page
    assert "matches “telemedicine”" in page
    assert "Records travel with the patient." in page
    # in the text: highlighted, and markup in the text is escaped
    assert "<strong><mark>Remote diagnosis</mark> &lt;b&gt;</strong>" in page
    assert "&amp; on islands" in page


def test_htmx_gets_the_panel_alone(staff, activity):
    page = text(staff.get(address("activity-suggestions", activity), **HTMX))
    assert page.lstrip().startswith("<section")
    assert 'id="suggestions"' in page


def test_the_mappings_page_fetches_the_panel(staff, activity):
    page = text(staff.get(address("mapping-list", activity)))
    assert f'hx-get="{address("activity-suggestions", activity)}" hx-trigger="load"' in page


def test_before_a_model_is_learned_the_page_says_so(staff):
    make_map()
    page = text(staff.get(address("activity-suggestions", ActivityFactory())))
    assert "Suggestions are not available yet because no model has been trained." in page


def offers_in(page):
    """(the number of suggestions that are shown, of those that are folded away)."""
    shown, _, folded = page.partition("suggestions__unlikely")
    return shown.count('class="offer"'), folded.count('class="offer"')


def hidden_in(page):
    """How many suggestions the link promises."""
    return int(re.search(r"Show (\d+) (?:more|unlikely) suggestions?", page)[1])


def test_more_shows_unlikely_ones_too_folded_away(staff, activity):
    few = text(staff.get(address("activity-suggestions", activity)))
    shown, folded = offers_in(few)
    assert (shown > 0, folded) == (True, 0)
    more = text(staff.get(address("activity-suggestions", activity) + "?more"))
    assert offers_in(more) == (shown, hidden_in(few))
    assert not re.search(r"Show \d+", more)
    assert '<details class="suggestions__unlikely"><summary>Unlikely suggestions</summary>' in more


def test_of_each_kind_only_the_best_are_shown_at_first(staff, activity, monkeypatch):
    monkeypatch.setattr(offers, "LEAST", 0)
    monkeypatch.setattr(offers, "SHOWN", 1)
    page = text(staff.get(address("activity-suggestions", activity)))
    assert [page.count(f'class="suggestions__kind">{kind}') for kind in ("Goals", "Targets", "Action Lines")] == [1] * 3
    assert offers_in(page) == (3, 0)
    more = text(staff.get(address("activity-suggestions", activity) + "?more"))
    assert offers_in(more) == (3 + hidden_in(page), 0)


def test_with_script_more_takes_the_place_of_the_list_and_the_focus(staff, activity):
    more = address("activity-suggestions", activity) + "?more"
    page = text(staff.get(address("activity-suggestions", activity), **HTMX))
    assert f'hx-get="{more}" hx-target="#suggestions" hx-swap="outerHTML"' in page
    assert "autofocus" not in page
    assert 'id="suggestions-title" tabindex="-1" autofocus' in text(staff.get(more, **HTMX))


def test_without_a_likely_goal_the_list_says_what_to_do(staff, activity, monkeypatch):
    monkeypatch.setattr(offers, "LEAST", 1.1)
    page = text(staff.get(address("activity-suggestions", activity)))
    assert "No clear match" in page
    assert "Describe in two or three sentences what the activity does and for whom." in page
    assert f'href="{reverse("activity-edit", args=[activity.pk])}"' in page
    assert offers_in(page) == (0, 0)
    assert re.search(r"Show \d unlikely suggestions", page)
    more = text(staff.get(address("activity-suggestions", activity) + "?more"))
    assert '<details class="suggestions__unlikely" open>' in more  # asked for, and there is nothing else
    assert offers_in(more) == (0, hidden_in(page))


def test_where_a_goal_is_linked_nothing_is_unclear(staff, activity, taught, ana, monkeypatch):
    monkeypatch.setattr(offers, "LEAST", 1.1)
    set_mapping(activity=activity, term=taught["sdg:3.8"], seen=0, by=ana)
    page = text(staff.get(address("activity-suggestions", activity)))
    assert "No clear match" not in page
    assert "There are no other likely suggestions." in page


@pytest.mark.parametrize(
    ("words", "lang"),
    [
        ("التشخيص عن بعد", "ar"),
        ("远程诊断", "zh"),
        ("Le diagnostic pour les villages", "fr"),
        ("Telemedicine", ""),
    ],
)
def test_the_text_carries_its_language_and_its_direction(staff, taught, words, lang):
    page = text(staff.post(reverse("suggestion-try"), {"title": "Fibre", "description": words * 3, "more": ""}))
    marked = (f' lang="{lang}"' if lang else "") + (' dir="rtl"' if lang == "ar" else "")
    assert f'<div class="offer__text"{marked}><p dir="auto"><strong>' in page
    assert page.count('<p dir="auto">') == 2 * page.count('class="offer"') > 0


@pytest.mark.parametrize("links", [1, 3])
def test_the_panel_takes_as_many_queries_whatever_is_linked(staff, ana, taught, links, django_assert_num_queries):
    activity = ActivityFactory(title="Remote diagnosis", description="Fibre")
    for term in list(taught.values())[:links]:
        set_mapping(activity=activity, term=term, seen=0, by=ana)
    staff.get(address("activity-suggestions", activity), **HTMX)
    with django_assert_num_queries(9):  # session, user, roles; activity, links, verdicts, codes, model, last Change
        staff.get(address("activity-suggestions", activity), **HTMX)


def test_accepting_links_and_offers_the_undo(staff, activity, taught):
    term = taught["sdg:3.8"]
    response = staff.post(address("activity-suggestion-accept", activity, term), ACCEPT, follow=True)
    link = Mapping.objects.get(activity=activity, term=term)
    assert (link.strength, link.rationale, link.origin) == (3, "They heal", "suggestion")
    page = text(response)
    assert "3.8" in page
    assert address("activity-suggestion-reopen", activity, term) in page
    assert f'name="seen" value="{link.change_id}"' in page
    page = text(
        staff.post(address("activity-suggestion-reopen", activity, term), {"seen": link.change_id}, follow=True)
    )
    assert Mapping.objects.get(pk=link.pk).withdrawn
    assert "It was linked before, but the link was withdrawn." in page


def test_with_script_undoing_one_answer_leaves_the_others_alone(staff, activity, taught):
    term, there = taught["sdg:3.8"], "http://testserver" + address("mapping-list", activity)
    staff.post(address("activity-suggestion-accept", activity, term), ACCEPT, **HTMX)
    seen = {"seen": Mapping.objects.get(activity=activity).change_id}
    answer = staff.post(address("activity-suggestion-reopen", activity, term), seen, **HTMX, HTTP_HX_CURRENT_URL=there)
    page = text(answer).lstrip()
    assert page.startswith(f'<li class="offer" id="offer-{term.pk}"')  # the suggestion itself, not the panel around it
    assert f'hx-swap-oob="delete:#added #link-{term.pk}"' in page
    assert re.search(r'id="numbers" hx-swap-oob="true">0 links', page)


def test_undoing_a_link_that_somebody_wrote_meanwhile_does_nothing(staff, activity, taught, ana):
    term = taught["sdg:3.8"]
    staff.post(address("activity-suggestion-accept", activity, term), ACCEPT)
    link = Mapping.objects.get(activity=activity)
    set_mapping(activity=activity, term=term, strength=1, seen=link.change_id, by=ana)
    response = staff.post(address("activity-suggestion-reopen", activity, term), {"seen": link.change_id})
    assert response.status_code == 409
    assert "Someone has changed this link since you opened the page. Nothing was saved." in text(response)
    assert not Mapping.objects.get(pk=link.pk).withdrawn


def test_with_script_the_new_link_comes_along_to_the_list(staff, activity, taught):
    term, there = taught["sdg:3.8"], "http://testserver" + address("mapping-list", activity)
    response = staff.post(
        address("activity-suggestion-accept", activity, term), ACCEPT, **HTMX, HTTP_HX_CURRENT_URL=there
    )
    page = text(response)
    assert f'id="offer-{term.pk}"' in page
    assert 'hx-swap-oob="afterbegin:#added"' in page
    assert f'id="link-{term.pk}"' in page
    assert re.search(r'id="numbers" hx-swap-oob="true">\d+ links?', page)


def test_elsewhere_it_does_not(staff, activity, taught):
    response = staff.post(address("activity-suggestion-accept", activity, taught["sdg:3.8"]), ACCEPT, **HTMX)
    assert "hx-swap-oob" not in text(response)


def test_a_link_made_meanwhile_is_told_with_both_values(staff, activity, taught, ana):
    term = taught["sdg:3.8"]
    there = set_mapping(activity=activity, term=term, strength=1, rationale="Theirs", seen=0, by=ana)
    response = staff.post(address("activity-suggestion-accept", activity, term), ACCEPT)
    page = text(response)
    assert response.status_code == 409
    assert "<bdi>Theirs</bdi>" in page
    assert "<bdi>They heal</bdi>" in page
    assert f'name="seen" value="{there.change_id}"' in page
    again = staff.post(address("activity-suggestion-accept", activity, term), ACCEPT | {"seen": there.change_id})
    assert again.status_code == 302
    assert Mapping.objects.get(pk=there.pk).rationale == "They heal"


def test_a_link_that_was_withdrawn_comes_back_by_its_number(staff, activity, taught, ana):
    term = taught["sdg:3.8"]
    row = set_mapping(activity=activity, term=term, seen=0, by=ana)
    row = withdraw_mapping(activity=activity, term=term, seen=row.change_id, by=ana)
    page = text(staff.get(address("activity-suggestions", activity)))
    assert "It was linked before, but the link was withdrawn." in page
    staff.post(address("activity-suggestion-accept", activity, term), ACCEPT | {"seen": row.change_id})
    assert not Mapping.objects.get(pk=row.pk).withdrawn


def test_turning_down_and_back(staff, activity, taught):
    term = taught["sdg:3.8"]
    page = text(staff.post(address("activity-suggestion-reject", activity, term), ANSWER, follow=True))
    assert SuggestionVerdict.objects.get().accepted is False
    assert f'id="offer-{term.pk}"' not in page
    assert "1 rejected" in page
    assert "Ana" in page
    page = text(staff.post(address("activity-suggestion-reopen", activity, term), follow=True))
    assert f'id="offer-{term.pk}"' in page
    assert not SuggestionVerdict.objects.live().exists()


def test_with_script_turning_down_leaves_the_undo_in_its_place(staff, activity, taught):
    term = taught["sdg:3.8"]
    page = text(staff.post(address("activity-suggestion-reject", activity, term), ANSWER, **HTMX))
    assert address("activity-suggestion-reopen", activity, term) in page
    page = text(staff.post(address("activity-suggestion-reopen", activity, term), **HTMX))
    assert page.lstrip().startswith(f'<li class="offer" id="offer-{term.pk}"')
    assert "hx-swap-oob" not in page


def test_with_script_the_list_of_what_was_turned_down_counts_anew(staff, activity, taught):
    for code in ("3.8", "4"):
        staff.post(address("activity-suggestion-reject", activity, taught[f"sdg:{code}"]), ANSWER)
    again = address("activity-suggestion-reopen", activity, taught["sdg:3.8"])
    assert f'hx-post="{again}" hx-target="#suggestions"' in text(staff.get(address("activity-suggestions", activity)))
    page = text(staff.post(again, **HTMX, HTTP_HX_TARGET="suggestions"))
    assert page.lstrip().startswith('<section class="suggestions" id="suggestions"')
    assert ("1 rejected" in page, f'id="offer-{taught["sdg:3.8"].pk}"' in page) == (True, True)


@pytest.mark.parametrize(
    "data",
    [
        {},
        ACCEPT | {"strength": "4"},
        ACCEPT | {"score": "1.5"},
        ACCEPT | {"score": "nan"},
        ACCEPT | {"version": "0"},
        ACCEPT | {"seen": "-1"},
        ACCEPT | {"rationale": "x" * 5001},
    ],
)
def test_what_makes_no_sense_is_refused(staff, activity, taught, data):
    response = staff.post(address("activity-suggestion-accept", activity, taught["sdg:3.8"]), data)
    assert response.status_code == 422
    assert "There is a problem" in text(response)
    assert not activity.mappings.exists()


def test_turning_down_what_is_linked_is_refused(staff, activity, taught, ana):
    set_mapping(activity=activity, term=taught["sdg:3.8"], seen=0, by=ana)
    response = staff.post(address("activity-suggestion-reject", activity, taught["sdg:3.8"]), ANSWER)
    assert response.status_code == 422
    assert "3.8 has been linked since you opened the page" in text(response)


def test_another_sectors_activity_is_not_there(client, activity, taught):
    client.force_login(UserFactory(role=rules.FOCAL_POINT, sectors=["ITU-R"]))
    term = taught["sdg:3.8"]
    assert client.get(address("activity-suggestions", activity)).status_code == 404
    for name in ("accept", "reject", "reopen"):
        assert client.post(address(f"activity-suggestion-{name}", activity, term), ACCEPT).status_code == 404
    assert not activity.mappings.exists()


def test_a_text_can_be_tried_and_is_not_kept(staff, taught):
    before = Change.objects.count()
    response = staff.post(reverse("suggestion-try"), {"title": "Remote diagnosis", "description": "<i>for all"})
    page = text(response)
    assert "/targets/3.8/" in page
    assert "Records travel with the patient." in page
    assert "&lt;i&gt;for all" in page
    assert Change.objects.count() == before


def test_a_text_that_is_tried_shows_the_best_first_and_the_others_on_request(staff, taught, monkeypatch):
    monkeypatch.setattr(offers, "SHOWN", 1)
    typed = {"title": "Fibre for remote diagnosis", "description": "Villages get fibre, patients see a doctor"}
    few = text(staff.post(reverse("suggestion-try"), typed))
    shown, folded = offers_in(few)
    assert (0 < shown <= 3, folded) == (True, 0)
    assert '<button type="submit" form="try" name="more"' in few
    more = text(staff.post(reverse("suggestion-try"), typed | {"more": ""}))
    assert sum(offers_in(more)) > shown
    assert 'name="more"' not in more


@pytest.mark.parametrize("title", ["asdf qwer zxcv", "12345", "the of and", "?!", "Αυτό είναι"])
def test_chance_alone_suggests_nothing(staff, taught, title):
    page = text(staff.post(reverse("suggestion-try"), {"title": title}))
    assert "No clear match" in page
    assert 'class="offer"' not in page
    activity = ActivityFactory(title=title, description="")
    shown, folded = offers_in(text(staff.get(address("activity-suggestions", activity) + "?more")))
    assert shown == 0
    assert not folded or title not in ("the of and", "?!")  # without any word that means something, not even these


def test_a_try_without_a_title_keeps_what_was_typed(staff, taught):
    response = staff.post(reverse("suggestion-try"), {"title": " ", "description": "Typed"})
    assert response.status_code == 422
    assert "Enter a title" in text(response)
    assert re.search(r">\s*Typed</textarea>", text(response))


@pytest.mark.parametrize("hostile", ["\x00\x02\x03", "fibre \x02<script>\x03 " * 500, "‮fibre", "光" * 400])
def test_hostile_texts_do_no_harm(staff, taught, hostile):
    response = staff.post(reverse("suggestion-try"), {"title": hostile[:480], "description": hostile})
    assert response.status_code in (200, 422)
    assert "<script>\x03" not in response.content.decode()
    assert "<script> " not in response.content.decode().split("<main")[1]


def test_a_megabyte_is_refused_with_a_reason(staff, taught):
    response = staff.post(reverse("suggestion-try"), {"title": "Fibre", "description": "fibre " * 170_000})
    assert response.status_code == 422
    assert "20000" in text(response).replace(",", "")
