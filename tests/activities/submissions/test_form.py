"""The pages of the submission form: what each saves, what it shows, and whom it refuses."""

import re

import pytest
from django.urls import reverse

from activities.actions.submissions.submitting import submit
from activities.models import Submission
from activities.queries.submissions.answers import link_field
from tests.factories.activities import (
    ActionLineFactory,
    ActivityFactory,
    CountryFactory,
    GoalFactory,
    OrganisationFactory,
    TargetFactory,
    UserFactory,
)
from tests.factories.submissions import MembershipFactory, OrganisationProposalFactory, SubmissionFactory, answers

pytestmark = pytest.mark.django_db
PAGES = ("about", "contribution", "evidence", "check")
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture(autouse=True)
def kenya():
    return CountryFactory(code="KE", name="Kenya")


@pytest.fixture
def draft():
    return SubmissionFactory()


@pytest.fixture
def empty():
    return SubmissionFactory(answers={})


@pytest.fixture
def mine(client, draft):
    client.force_login(draft.created_by)
    return client


def at(row, page):
    return reverse(f"submission-{page}", args=[row.code])


def text_of(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def about(row, **changed):
    """What the browser sends from page 1."""
    data = {name: value for name, value in row.answers.items() if not name.startswith(("link.", "contact_"))}
    return data | {"seen": row.revision, "page": "p-1", "continue": "1"} | changed


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens(mine, draft, page):
    assert mine.get(at(draft, page)).status_code == 200
    assert mine.get(at(draft, page) + "?check=1").status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_for_an_empty_draft_without_errors(client, empty, page):
    client.force_login(empty.created_by)
    response = client.get(at(empty, page))
    assert response.status_code == 200
    assert ("There is a problem" in response.content.decode()) == (page == "check")
    assert ("Choose “Worldwide”" in response.content.decode()) == (page == "check")


def test_page_one_saves_and_continues(mine, draft):
    response = mine.post(at(draft, "about"), about(draft, title="Solar schools 2"))
    assert response["Location"] == at(draft, "contribution")
    draft.refresh_from_db()
    assert draft.title == "Solar schools 2"
    assert draft.answers["contact_name"] == "Amina Otieno"


def test_wrong_answers_are_saved_and_named(mine, draft):
    response = mine.post(at(draft, "about"), about(draft, start_year="soon", title=""))
    assert response["Location"] == at(draft, "about") + "?check=1"
    draft.refresh_from_db()
    assert (draft.answers["start_year"], draft.title) == ("soon", "")
    again = mine.get(response["Location"])
    assert "There is a problem" in text_of(again)
    assert "2 answers missing" in text_of(again)
    assert 'href="#id_title"' in again.content.decode()
    assert 'value="soon"' in again.content.decode()


def test_save_and_come_back_later(mine, draft):
    data = about(draft, title="Later")
    del data["continue"]
    response = mine.post(at(draft, "about"), data | {"later": "1"}, follow=True)
    assert response.redirect_chain[-1][0] == reverse("submission-list")
    assert f"Saved. You can continue {draft.code} at any time." in text_of(response)


def test_the_form_saves_itself(mine, draft):
    MembershipFactory.create_batch(2, organisation=draft.organisation)
    response = mine.post(at(draft, "about") + "?autosave", about(draft, title="Typed"), **HTMX)
    assert response.status_code == 200
    assert re.search(r"Saved \d\d:\d\d · shared with 2 colleagues", text_of(response))
    draft.refresh_from_db()
    assert draft.title == "Typed"


@pytest.mark.parametrize("way", ["itself", "by its button"])
def test_the_browser_forgets_its_draft_of_what_is_saved(mine, draft, way):
    """Otherwise the next page would offer it as text that was not saved."""
    page = mine.get(at(draft, "about")).content.decode()
    key = f"{draft.created_by.pk}.submission-{draft.code}-about"
    assert f'data-draft="{key}"' in page
    if way == "itself":
        mine.post(at(draft, "about") + "?autosave", about(draft), **HTMX)
    else:
        mine.post(at(draft, "about"), about(draft))
    assert mine.cookies["saved"].value == key


def test_a_session_that_ended_keeps_the_text(mine, draft):
    mine.get(at(draft, "about"))
    del mine.cookies["sessionid"]
    response = mine.post(at(draft, "about") + "?autosave", about(draft, title="Typed after the end"), **HTMX)
    assert "Sign in to continue. Your text is saved." in text_of(response)
    there = re.search(r"next=(/unsaved/[^/]+/)", response.content.decode())[1]
    mine.force_login(draft.created_by)
    kept = mine.get(there)
    assert "Typed after the end" in kept.content.decode()
    assert "Nothing was saved, because your session had ended." in text_of(kept)
    draft.refresh_from_db()
    assert draft.title == "Solar schools online"


def test_a_stranger_is_led_to_the_sign_in_and_back(client, draft):
    response = client.get(at(draft, "about"))
    assert response["Location"] == f"{reverse('account_login')}?next={at(draft, 'about')}"


@pytest.mark.parametrize("page", [*PAGES, "similar"])
def test_others_do_not_find_it(client, draft, page):
    ended = MembershipFactory(organisation=draft.organisation, state="ended").user
    asked = MembershipFactory(organisation=draft.organisation, state="requested").user
    elsewhere = MembershipFactory().user
    for user in (ended, asked, elsewhere, UserFactory(), UserFactory(role="focal point")):
        client.force_login(user)
        assert client.get(at(draft, page)).status_code == 404
    client.force_login(UserFactory(role="coordinator"))
    assert client.get(at(draft, page)).status_code == 404  # a draft is for its members


def test_a_reviewer_edits_what_waits(client):
    row = SubmissionFactory(state="submitted")
    client.force_login(UserFactory(role="coordinator", name="Ama Owusu"))
    assert "You are editing this as a reviewer." in text_of(client.get(at(row, "about")))
    client.post(at(row, "about"), about(row, english_title="Better"))
    row.refresh_from_db()
    assert row.answers["english_title"] == "Better"
    closed = client.get(at(row, "evidence"))
    assert 'name="contact_name"' not in closed.content.decode()
    assert client.post(at(row, "evidence"), {"contact_name": "X", "contact_email": "", "seen": 1}).status_code == 422


def test_a_submitter_changes_only_the_contact_of_what_waits(client):
    row = SubmissionFactory(state="submitted")
    client.force_login(row.created_by)
    page = client.get(at(row, "about"))
    assert "These answers cannot be changed while ITU reviews them." in text_of(page)
    assert 'name="title"' not in page.content.decode()
    assert "Solar schools online" in text_of(page)
    refused = client.post(at(row, "about"), about(row, title="Changed"))
    assert refused.status_code == 422
    client.post(at(row, "evidence"), {"contact_name": "New Person", "contact_email": "n@example.org", "seen": 0})
    row.refresh_from_db()
    assert (row.title, row.answers["contact_name"]) == ("Solar schools online", "New Person")


def test_the_language_is_guessed_until_someone_chooses(client, empty):
    client.force_login(empty.created_by)
    assert '<option value="" selected>' in client.get(at(empty, "about")).content.decode()
    data = {"title": "Écoles solaires", "description": "Le projet relie les écoles rurales à Internet pour les élèves."}
    client.post(at(empty, "about"), data | {"language": "", "seen": 0, "page": "p"})
    empty.refresh_from_db()
    assert empty.answers["language"] == "fr"
    client.post(at(empty, "about"), data | {"language": "es", "seen": empty.revision, "page": "q"})
    empty.refresh_from_db()
    assert empty.answers["language"] == "es"


def test_a_draft_moves_to_another_organisation_of_the_person(mine, draft):
    assert 'name="organisation"' not in mine.get(at(draft, "about")).content.decode()
    other = MembershipFactory(user=draft.created_by, proposal=OrganisationProposalFactory()).proposal
    assert 'name="organisation"' in mine.get(at(draft, "about")).content.decode()
    mine.post(at(draft, "about"), about(draft, organisation=f"organisationproposal-{other.pk}"))
    draft.refresh_from_db()
    assert (draft.organisation, draft.proposal) == (None, other)
    foreign = OrganisationFactory()
    response = mine.post(at(draft, "about"), about(draft, organisation=f"organisation-{foreign.pk}"))
    assert response.status_code == 422
    assert "Choose one of your organisations." in text_of(response)


def test_similar_activities_are_named_beside_the_title(mine, draft):
    theirs = ActivityFactory(title="Solar schools online", organisation=draft.organisation)
    other = ActivityFactory(title="Solar schools online in Asia")
    ActivityFactory(title="Solar schools online", slug="gone", withdrawn=True)
    response = mine.get(at(draft, "similar"), {"title": "Solar schools online"})
    found = response.content.decode()
    assert found.count("<li>") == 2
    assert f'formaction="{reverse("activity-update", args=[theirs.pk])}"' in found
    assert reverse("activity", args=[other.pk]) in found
    assert found == mine.get(at(draft, "similar"), {"title": "Solar schools online"}).content.decode()
    assert "This looks like:" in mine.get(at(draft, "about")).content.decode()
    assert mine.get(at(draft, "similar"), {"title": "qui"}).content.decode().strip() == ""


# Page 2


def contribution(row, **changed):
    return {"seen": row.revision, "page": "p-2"} | changed


def link_of(row):
    return next(int(name.split(".")[1]) for name in row.answers if name.endswith(".strength"))


def test_links_are_added_described_and_removed(mine, draft):
    goal, line = GoalFactory(code="4"), ActionLineFactory(code="C7-ehealth")
    first = link_of(draft)
    typed = {link_field(first, "strength"): "2", link_field(first, "rationale"): "It trains teachers."}
    response = mine.post(at(draft, "contribution"), contribution(draft, add=goal.pk, **typed))
    assert response["Location"] == at(draft, "contribution") + f"#link-{goal.pk}"
    draft.refresh_from_db()
    assert draft.answers[link_field(first, "rationale")] == "It trains teachers."
    page = mine.get(at(draft, "contribution"))
    assert f'id="link-{goal.pk}"' in page.content.decode()
    assert "1 answer missing" in text_of(page)
    described = {link_field(goal.pk, "strength"): "1", link_field(goal.pk, "rationale"): "It teaches."}
    mine.post(at(draft, "contribution"), contribution(draft, add=line.pk, **described))
    draft.refresh_from_db()
    assert draft.answers[link_field(goal.pk, "strength")] == "1"
    mine.post(at(draft, "contribution"), contribution(draft, remove=goal.pk))
    draft.refresh_from_db()
    assert draft.answers[link_field(goal.pk, "strength")] == ""
    assert draft.answers[link_field(goal.pk, "rationale")] == "It teaches."


def test_the_search_finds_what_can_be_added(mine, draft):
    goal = GoalFactory(code="6", title="Clean water and sanitation")
    response = mine.post(at(draft, "contribution"), contribution(draft, q="water", find="1"))
    page = mine.get(response["Location"].partition("#")[0])
    assert f'name="add" value="{goal.pk}"' in page.content.decode()
    again = mine.post(at(draft, "contribution"), contribution(draft, q="water", q_found="water", **{"continue": "1"}))
    assert again["Location"] == at(draft, "evidence")


@pytest.mark.parametrize("value", ["999999999", "x", "-1", "0", "٣"])
def test_only_terms_on_offer_can_be_added(mine, draft, value):
    response = mine.post(at(draft, "contribution"), contribution(draft, add=value))
    assert response.status_code in (302, 422)
    draft.refresh_from_db()
    assert len([name for name in draft.answers if name.endswith(".strength")]) == 1


def test_without_a_model_there_is_the_search(mine, draft):
    assert "Suggestions are not available yet. Search below instead." in text_of(mine.get(at(draft, "contribution")))


def test_a_suggestion_can_be_dismissed(mine, draft):
    goal = GoalFactory(code="3")
    mine.post(at(draft, "contribution"), contribution(draft, dismiss=goal.pk))
    draft.refresh_from_db()
    assert draft.answers[f"not.{goal.pk}"] == "1"


def test_four_goals_need_a_reason_each(mine, draft):
    for code in ("1", "2", "3"):
        mine.post(at(draft, "contribution"), contribution(draft, add=GoalFactory(code=code).pk))
        draft.refresh_from_db()
    page = mine.get(at(draft, "contribution") + "?check=1")
    assert "Say why for each Goal." in text_of(page)
    assert text_of(page).count("Say why in one sentence.") >= 3


# Page 4


def sends(row, **changed):
    return {"seen": row.revision, "may_submit": "1", "licence": "1"} | changed


def test_the_whole_entry_is_shown_and_submitted(mine, draft):
    page = text_of(mine.get(at(draft, "check")))
    for words in ("Solar schools online", "Kenya", "since 2024", "9.c", "It brings the internet to schools", "Change"):
        assert words in page
    response = mine.post(at(draft, "check"), sends(draft), follow=True)
    assert f"Submitted. Reference {draft.code} . We have sent you a copy." in text_of(response)
    draft.refresh_from_db()
    assert draft.state == "submitted"


@pytest.mark.parametrize("box", ["may_submit", "licence"])
def test_both_boxes_have_to_be_ticked(mine, draft, box):
    data = sends(draft)
    del data[box]
    response = mine.post(at(draft, "check"), data)
    assert response.status_code == 422
    assert f'href="#id_{box}"' in response.content.decode()
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_an_incomplete_entry_is_not_submitted(mine, draft):
    Submission.objects.filter(pk=draft.pk).update(answers=draft.answers | {"start_year": ""})
    response = mine.post(at(draft, "check"), sends(draft))
    assert response.status_code == 422
    assert "Enter a start year, such as 2024." in text_of(response)
    assert f'href="{at(draft, "about")}?check=1#id_start_year"' in response.content.decode()


def test_what_changed_meanwhile_is_shown_before_it_is_submitted(mine, client, draft):
    colleague = MembershipFactory(organisation=draft.organisation, user=UserFactory(name="Anna Li")).user
    mine.get(at(draft, "check"))
    client.force_login(colleague)
    client.post(at(draft, "about"), about(draft, title="Her title"))
    client.force_login(draft.created_by)
    response = mine.post(at(draft, "check"), sends(draft))
    assert response.status_code == 409
    assert "The answers have changed since you opened this page" in text_of(response)
    assert "Title: Anna Li" in text_of(response)
    draft.refresh_from_db()
    assert draft.state == "draft"
    mine.post(at(draft, "check"), sends(draft))
    draft.refresh_from_db()
    assert draft.state == "submitted"


def test_a_reviewer_cannot_submit(client):
    row = SubmissionFactory(state="submitted")
    client.force_login(UserFactory(role="coordinator"))
    page = client.get(at(row, "check"))
    assert "Submit for review" not in text_of(page)
    assert client.post(at(row, "check"), sends(row)).status_code == 422


def test_a_text_in_another_language_is_marked(client):
    row = SubmissionFactory(answers=answers(title="مدارس", description="نص", language="ar", english_title="Schools"))
    client.force_login(row.created_by)
    page = client.get(at(row, "check")).content.decode()
    assert '<p class="entry-shown__original-title" lang="ar" dir="auto">مدارس</p>' in page
    assert ">Schools</h2>" in page
    assert re.search(r'<textarea[^>]* lang="ar"', client.get(at(row, "about")).content.decode())
    assert '<bdi lang="ar">مدارس</bdi>' in client.get(row.get_absolute_url()).content.decode()
    assert '<bdi lang="ar">مدارس</bdi>' in client.get("/submissions/").content.decode()


def test_the_hints_count_goals_and_not_links(client):
    goals = [GoalFactory() for _ in range(4)]
    links = {link_field(one.pk, "strength"): "2" for one in goals[:3]}
    links |= {link_field(TargetFactory(goal=goals[0]).pk, "strength"): "2" for _ in range(2)}
    others = {name: value for name, value in answers().items() if not name.startswith("link.")}
    row = SubmissionFactory(answers=others | links)
    client.force_login(row.created_by)
    assert "Say why for each Goal." not in client.get(at(row, "contribution")).content.decode()
    row.answers |= {link_field(goals[3].pk, "strength"): "2"}
    row.save()
    assert "Say why for each Goal." in client.get(at(row, "contribution")).content.decode()


def test_queries_of_each_page(mine, draft, django_assert_num_queries):
    mine.get(at(draft, "about"))
    for page, queries in (("about", 11), ("contribution", 11), ("evidence", 9), ("check", 9)):
        with django_assert_num_queries(queries):
            mine.get(at(draft, page))


def test_queries_of_a_save(mine, draft, django_assert_num_queries):
    mine.get(at(draft, "about"))
    with django_assert_num_queries(16):
        mine.post(at(draft, "about") + "?autosave", about(draft, title="Typed"), **HTMX)


def test_submitted_by_two_at_once(draft):
    submit(submission=draft, seen=0, by=draft.created_by)
    assert submit(submission=draft, seen=0, by=draft.created_by).events.filter(verb="submitted").count() == 1
