"""The pages of suggestions and of the lexicon: what they show and reject, and that no input is lost."""

import re

import pytest
from django.urls import reverse

from activities import rules
from activities.actions import jobs
from activities.actions.mappings import set_mapping, withdraw_mapping
from activities.actions.suggestions.lexicon import add_entry, edit_entry, withdraw_entry
from activities.actions.suggestions.verdicts import reject_suggestion, request_training
from activities.models import Change, Job, LexiconEntry, Mapping, SuggestionModel, SuggestionVerdict
from activities.queries.suggestions import suggest as suggesting
from tests.activities.suggestions.taught import make_map, taught_map
from tests.factories.activities import ActivityFactory, UserFactory

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture(autouse=True)
def nothing_kept():
    suggesting._current.clear()
    yield
    suggesting._current.clear()


@pytest.fixture
def ana():
    return UserFactory(name="Ana", role=rules.COORDINATOR)


@pytest.fixture
def staff(client, ana):
    client.force_login(ana)
    return client


@pytest.fixture
def taught():
    return taught_map()


@pytest.fixture
def activity(taught):
    return ActivityFactory(title="Remote diagnosis <b>", description="Patients see a doctor in clinics & on islands")


def address(name, activity, term=None):
    return reverse(name, args=[activity.pk] + ([term.pk] if term else []))


def text(response):
    return re.sub(r"\s+", " ", response.content.decode())


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


def test_more_shows_unlikely_ones_too(staff, activity):
    few = text(staff.get(address("activity-suggestions", activity))).count('class="offer"')
    many = text(staff.get(address("activity-suggestions", activity) + "?more")).count('class="offer"')
    assert few < many == 8  # of nine Terms; one has no support in the text


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


@pytest.mark.parametrize("title", ["asdf qwer zxcv", "12345", "the of and", "?!", "Αυτό είναι"])
def test_chance_alone_suggests_nothing(staff, taught, title):
    page = text(staff.post(reverse("suggestion-try"), {"title": title}))
    assert "No Goal, target or Action Line clearly matches this text." in page
    assert 'class="offer"' not in page
    activity = ActivityFactory(title=title, description="")
    assert 'class="offer"' not in text(staff.get(address("activity-suggestions", activity) + "?more"))


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


def test_quality_tells_each_goal_with_what_is_too_little(staff, taught):
    page = text(staff.get(reverse("suggestion-quality")))
    assert "Current model: 1" in page
    assert "Measured on 18 activities" in page
    assert "evaluate_suggestions FILE.csv" in page
    assert page.count('class="quality__few"') == 3  # six activities each
    assert "No links, answers or lexicon entries have changed since this model was trained." in page


def test_quality_tells_what_the_model_does_not_know_yet(staff, activity, taught, ana):
    reject_suggestion(activity=activity, term=taught["sdg:9"], score=0.5, version=1, by=ana)
    add_entry(fields={"phrase": "radar", "synonyms": [], "terms": ["sdg:9.c"], "note": ""}, by=ana)
    page = text(staff.get(reverse("suggestion-quality")))
    counts = "0 links were added or changed, 1 suggestion was accepted or rejected, and 1 lexicon entry was edited."
    assert counts in page


def model_that_measures(goals, version=2):
    first = SuggestionModel.objects.get(version=1)
    fields = {name: getattr(first, name) for name in ("through", "fitted_at", "seconds", "content", "quality")}
    fields["quality"] |= {"goals": fields["quality"]["goals"] | {"hit@3": goals}}
    return SuggestionModel.objects.create(version=version, **fields)


def test_a_model_that_measures_worse_is_told_and_the_one_before_comes_back(staff, taught):
    model_that_measures(0.9)
    page = text(staff.get(reverse("suggestion-quality")))
    assert "Model 2 performs worse than model 1" in page
    assert "Goals 100 → 90%" in page
    page = text(staff.post(reverse("suggestion-use", args=[1]), follow=True))
    assert "Model 3 is in use." in page
    assert "(same as model 1)" in page
    assert "measures worse" not in page
    first, again = SuggestionModel.objects.get(version=1), SuggestionModel.objects.get(version=3)
    assert bytes(again.content) == bytes(first.content)
    staff.post(reverse("suggestion-use", args=[3]))  # twice, as by a double click on another page
    assert SuggestionModel.objects.count() == 3
    assert staff.post(f"/suggestions/models/{'9' * 30}/use/").status_code == 404


def test_a_difference_of_a_point_or_two_is_chance(staff, taught):
    model_that_measures(0.98)
    assert "measures worse" not in text(staff.get(reverse("suggestion-quality")))


def test_a_kind_that_nobody_was_asked_for_has_no_figure(staff, taught):
    nothing = dict.fromkeys(("hit@1", "hit@3", "hit@5", "recall@5", "mrr")) | {"activities": 0}
    model = model_that_measures(1.0)
    model.quality["targets"] = nothing | {"title": nothing}
    model.save()
    assert text(staff.get(reverse("suggestion-quality"))).count('<td class="numeric">–</td>') == 11


def test_quality_before_anything_is_learned(staff):
    assert "No model has been trained yet" in text(staff.get(reverse("suggestion-quality")))


def test_a_coordinator_has_a_model_learned(staff, ana, monkeypatch):
    monkeypatch.setattr(jobs.current_app, "send_task", lambda *_, **__: None)
    response = staff.post(reverse("suggestion-train"))
    job = Job.objects.get()
    assert (job.kind, job.by, response.url) == (Job.Kind.TRAIN, ana, job.get_absolute_url())
    staff.post(reverse("suggestion-train"))
    assert Job.objects.count() == 1


def test_what_another_coordinator_asked_for_serves_and_is_told(staff, monkeypatch):
    monkeypatch.setattr(jobs.current_app, "send_task", lambda *_, **__: None)
    job = request_training(by=UserFactory(role=rules.COORDINATOR))
    response = staff.post(reverse("suggestion-train"), follow=True)
    assert (response.redirect_chain, Job.objects.get()) == ([(reverse("suggestion-quality"), 302)], job)
    page = text(response)
    assert "Someone else has already started this. A new model is being trained." in page
    assert "A new model is being trained." in page


def test_a_focal_point_reads_and_does_not_write(client, taught):
    client.force_login(UserFactory(role=rules.FOCAL_POINT, sectors=["ITU-D"]))
    page = text(client.get(reverse("suggestion-quality")))
    assert "Coordinators can train a new model." in page
    assert reverse("suggestion-train") not in page
    page = text(client.get(reverse("lexicon")))
    assert "telemedicine" in page
    assert reverse("lexicon-new") not in page
    entry = LexiconEntry.objects.first()
    assert client.post(reverse("lexicon-edit", args=[entry.pk]), {}).status_code == 403


# the lexicon

FIELDS = {
    "phrase": "radar",
    "synonyms": "radars\nsonar",
    "terms": "9.c, wsis:C2",
    "note": "",
    "reason": "",
    "seen": "0",
}


def test_an_entry_is_entered(staff, taught):
    response = staff.post(reverse("lexicon-new"), FIELDS | {"reason": "New study group"}, follow=True)
    entry = LexiconEntry.objects.get(phrase="radar")
    assert (entry.synonyms, entry.terms) == (["radars", "sonar"], ["sdg:9.c", "wsis:C2"])
    assert (entry.change.verb, entry.change.reason, entry.change.actor) == ("lexicon.create", "New study group", "Ana")
    assert "Added: radar." in text(response)


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("phrase", "", "This field is required."),
        ("phrase", "Telemedicine", "“telemedicine” is already in the lexicon."),
        ("phrase", "!?", "“!?” contains no words."),
        ("synonyms", "sonar\nFibres", "“Fibres” is already a wording of “broadband”."),
        ("phrase", "a-", "“a-” is too short. Enter at least three letters before the hyphen."),
        ("synonyms", "b-", "“b-” is too short. Enter at least three letters before the hyphen."),
        ("synonyms", "x" * 121, "has 121 characters"),
        ("terms", "", "Enter at least one Goal, target or Action Line."),
        ("terms", "9.C 9.z", "“9.z” is not a Goal, target or Action Line."),
    ],
)
def test_an_entry_that_makes_no_sense_is_refused_and_kept(staff, taught, field, value, message):
    response = staff.post(reverse("lexicon-new"), FIELDS | {"note": "typed", field: value})
    assert response.status_code == 422
    assert message in text(response)
    assert "typed" in text(response)
    assert LexiconEntry.objects.count() == 2


def test_what_another_entry_listens_to_by_now_does_not_come_back(staff, taught, ana):
    entry = entry_of(ana, synonyms=["sonar"])
    entry = withdraw_entry(entry=entry, seen=entry.change_id, by=ana)
    entry_of(ana, phrase="sonar")
    page = text(staff.post(reverse("lexicon-restore", args=[entry.pk]), {"seen": entry.change_id}, follow=True))
    assert "“sonar” is already a wording of “sonar”." in page
    assert LexiconEntry.objects.get(pk=entry.pk).withdrawn


def entry_of(ana, **fields):
    return add_entry(fields={"phrase": "radar", "synonyms": [], "terms": ["sdg:9.c"], "note": ""} | fields, by=ana)


def test_an_entry_is_edited(staff, taught, ana):
    entry = entry_of(ana)
    staff.post(reverse("lexicon-edit", args=[entry.pk]), FIELDS | {"seen": entry.change_id})
    entry.refresh_from_db()
    assert (entry.synonyms, entry.change.verb) == (["radars", "sonar"], "lexicon.edit")


def test_saving_what_stands_already_writes_nothing(staff, taught, ana):
    entry = entry_of(ana)
    data = FIELDS | {"synonyms": "", "terms": "9.c", "seen": entry.change_id}
    staff.post(reverse("lexicon-edit", args=[entry.pk]), data)
    assert LexiconEntry.objects.get(pk=entry.pk).change_id == entry.change_id


def test_two_editors_of_one_entry_lose_nothing(staff, taught, ana):
    """The second editor chooses a value for each field in conflict, and these values are saved."""
    entry = entry_of(ana)
    seen = entry.change_id
    theirs = {"phrase": "radar", "synonyms": ["lidar"], "terms": ["sdg:9.c"], "note": "theirs"}
    edit_entry(entry=entry, fields=theirs, seen=seen, by=ana)
    here = reverse("lexicon-edit", args=[entry.pk])
    response = staff.post(here, FIELDS | {"terms": "9.c", "seen": seen})
    page = text(response)
    assert response.status_code == 409
    assert ">lidar</span>" in page
    assert ">radars, sonar</span>" in page
    now = LexiconEntry.objects.get(pk=entry.pk).change_id
    undecided = staff.post(here, FIELDS | {"terms": "9.c", "seen": now, "base": seen})
    assert undecided.status_code == 422
    assert "choose a value, or write another" in text(undecided)
    chosen = FIELDS | {"terms": "9.c", "seen": now, "base": seen, "keep_synonyms": "mine", "keep_note": "theirs"}
    assert staff.post(here, chosen).status_code == 302
    entry.refresh_from_db()
    assert (entry.synonyms, entry.note) == (["radars", "sonar"], "theirs")


def test_an_entry_is_withdrawn_and_restored(staff, taught, ana):
    entry = entry_of(ana)
    page = text(staff.post(reverse("lexicon-withdraw", args=[entry.pk]), {"seen": entry.change_id}, follow=True))
    assert "Withdrawn: radar." in page
    entry.refresh_from_db()
    assert entry.withdrawn
    again = staff.post(reverse("lexicon-new"), FIELDS)
    assert "“radar” is already in the lexicon, but withdrawn. Restore it instead." in text(again)
    staff.post(reverse("lexicon-restore", args=[entry.pk]), {"seen": entry.change_id})
    entry.refresh_from_db()
    assert not entry.withdrawn


def test_withdrawing_what_somebody_edited_meanwhile_is_stale(staff, taught, ana):
    entry = entry_of(ana)
    seen = entry.change_id
    edit_entry(entry=entry, fields={"note": "theirs"}, seen=seen, by=ana)
    response = staff.post(reverse("lexicon-withdraw", args=[entry.pk]), {"seen": seen})
    assert response.status_code == 409
    assert "theirs" in text(response)
    assert not LexiconEntry.objects.get(pk=entry.pk).withdrawn


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["broadband", "telemedicine"]),
        ("?q=diagnosis", ["telemedicine"]),
        ("?q=9.c", ["broadband"]),
        ("?q=C7-ehealth", ["telemedicine"]),
        ("?q=BROAD", ["broadband"]),
        ("?q=fibre+diagnosis", []),
        ("?after=broadband", ["telemedicine"]),
        ("?withdrawn", ["sonar"]),
        ("?q=%00", ["broadband", "telemedicine"]),
    ],
)
def test_the_lexicon_is_searched_by_words_and_codes(staff, taught, ana, query, found):
    entry = entry_of(ana, phrase="sonar")
    withdraw_entry(entry=entry, seen=entry.change_id, by=ana)
    response = staff.get(reverse("lexicon") + query)
    assert [line.phrase for line in response.context["page"].lines] == found


@pytest.mark.parametrize("entries", [1, 3])
def test_the_lexicon_takes_as_many_queries_whatever_it_holds(staff, taught, ana, entries, django_assert_num_queries):
    for i in range(entries):
        entry_of(ana, phrase=f"word {i}")
    staff.get(reverse("lexicon"))
    with django_assert_num_queries(6):  # session, user, roles; last Change, count, entries
        staff.get(reverse("lexicon"))
