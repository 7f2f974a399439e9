"""The ways to add an activity: where they are, what they preset, and where sign-up and sign-in lead."""

import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core import mail
from django.template import RequestContext, Template
from django.test import Client
from django.utils import timezone

from activities.actions.outbox.mails import send_notices
from activities.actions.submissions import limits
from activities.actions.submissions.memberships import invite, request_to_join
from activities.actions.submissions.staff_role import request_role, withdraw_role_request
from activities.models import Notice, Submission
from activities.pages.submissions.presets import going_on, next_address
from activities.queries.submissions.answers import link_field
from activities.queries.submissions.expectation import usual_days
from tests.factories.activities import (
    ActionLineFactory,
    ActivityFactory,
    CountryFactory,
    GoalFactory,
    MappingFactory,
    OrganisationFactory,
    TargetFactory,
    UserFactory,
)
from tests.factories.submissions import MembershipFactory, OrganisationProposalFactory, SubmissionFactory
from tests.signing_in import PASSWORD, link_in, sign_in

pytestmark = pytest.mark.django_db
START = "/submissions/new/?goal=9&country=KE"


@pytest.fixture
def person():
    user = UserFactory()
    user.vouch_for_email()
    return user


def text(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_the_page_before_says_who_what_how_long_and_what_then(client):
    answer = client.get("/add/?goal=9&country=KE&strange=1")
    words = text(answer)
    for said in (
        "Show how your work helps to achieve the Goals.",
        "Governments, companies, civil society, universities and international organisations.",
        "A title, a short description, years and countries, and the Goals it serves.",
        "About 10 minutes; your draft is saved as you type.",
        "ITU reviews it, and tells you the decision and the reason by e-mail.",
        "Everything but your contact details.",
    ):
        assert said in words
    page = answer.content.decode()
    assert 'href="/submissions/new/?goal=9&amp;country=KE"' in page
    assert 'href="/accounts/login/?next=%2Fsubmissions%2Fnew%2F%3Fgoal%3D9%26country%3DKE"' in page
    assert answer.cookies == {}


def test_the_page_says_how_long_a_decision_takes_from_five_decisions_on(client):
    now = timezone.now()
    for days in (1, 2, 3, 30):
        SubmissionFactory(state="rejected", submitted_at=now - timedelta(days=days), decided_at=now)
    SubmissionFactory(state="rejected", is_example=True, submitted_at=now - timedelta(days=90), decided_at=now)
    SubmissionFactory(state="submitted")
    assert usual_days() is None
    SubmissionFactory(state="returned", submitted_at=now - timedelta(days=4, hours=1), decided_at=now)
    assert usual_days() == 3
    assert "ITU reviews it, usually within 3 days, and tells you" in text(client.get("/add/"))


def test_the_page_needs_one_query(client, django_assert_num_queries):
    with django_assert_num_queries(1):
        client.get("/add/?goal=9&country=KE")


def doors(client, path):
    return sorted(set(re.findall(r'href="(/add/[^"]*)"', client.get(path).content.decode())))


def test_doors_have_the_preset_of_their_page(client):
    GoalFactory(code="9")
    activity = ActivityFactory(countries=["KE"])
    MappingFactory(activity=activity, term=TargetFactory(code="9.c"))
    ActionLineFactory(code="C2")
    CountryFactory(code="KE")
    found = {
        path: doors(client, path)
        for path in (
            "/",
            "/about/",
            "/activities/",
            "/organisations/",
            "/goals/9/",
            "/targets/9.c/",
            "/action-lines/C2/",
            "/countries/KE/",
        )
    }
    assert found == {
        "/": ["/add/"],
        "/about/": ["/add/"],
        "/activities/": ["/add/"],
        "/organisations/": ["/add/"],
        "/goals/9/": ["/add/", "/add/?goal=9"],
        "/targets/9.c/": ["/add/", "/add/?target=9.c"],
        "/action-lines/C2/": ["/add/", "/add/?line=C2"],
        "/countries/KE/": ["/add/", "/add/?country=KE"],
    }


def test_past_versions_have_no_doors(rf):
    tag = Template("{% add_href goal='9' as add %}[{{ add }}]")
    request = rf.get("/")
    assert tag.render(RequestContext(request)) == "[/add/?goal=9]"
    request.past = object()
    assert tag.render(RequestContext(request)) == "[]"


def test_an_organisation_of_stakeholders_asks_whose_it_is(client):
    body = OrganisationFactory(slug="roads")
    door = 'href="/organisations/join/?organisation=roads"'
    assert door in client.get("/organisations/roads/").content.decode()
    OrganisationFactory(sector="ITU-D", slug="itu-d")
    assert "/organisations/join/" not in client.get("/organisations/itu-d/").content.decode()
    there = "/organisations/join/?organisation=roads"
    assert client.get(there).url == "/accounts/login/?next=/organisations/join/%3Forganisation%3Droads"
    member = MembershipFactory(organisation=body)
    client.force_login(member.user)
    assert client.get(there).url == f"/your-organisations/{member.pk}/"
    client.force_login(UserFactory())
    assert "Ask to join" in text(client.get(there))


def test_start_leads_each_person_to_their_next_step(client, person):
    first = client.get(START)
    assert first.url == going_on("account_signup", START)
    client.force_login(person)
    assert client.get(START).url == going_on("organisation-join", START)
    invitation = invite(body=OrganisationFactory(), email=person.email, by=UserFactory(role="coordinator"))
    assert client.get(START).url == going_on("your-organisations", START)
    invitation.delete()
    MembershipFactory(user=person, state="requested")
    MembershipFactory(user=person, state="ended")
    MembershipFactory(user=person, organisation=None, proposal=OrganisationProposalFactory(state="declined"))
    assert client.get(START).url == going_on("organisation-join", START)
    MembershipFactory(user=person)
    assert client.get(START).status_code == 200
    editor = UserFactory(role="coordinator")
    client.force_login(editor)
    assert client.get(START).url == "/activities/new/"


def test_a_draft_begins_with_the_presets(client, person):
    own = MembershipFactory(user=person)
    other = MembershipFactory(user=person, organisation=None, proposal=OrganisationProposalFactory())
    CountryFactory(code="KE")
    goal, target, line = GoalFactory(code="9"), TargetFactory(code="9.c"), ActionLineFactory(code="C2")
    client.force_login(person)
    page = client.get("/submissions/new/?goal=9&target=9.c&line=C2&country=ke")
    assert "Your draft begins with: Goal 9" in text(page)
    assert "Kenya" in text(page)
    assert Submission.objects.count() == 0
    typed = {"goal": "9", "target": "9.c", "line": "C2", "country": "ke", "membership": str(other.pk)}
    client.post("/submissions/new/", typed)
    draft = Submission.objects.get()
    assert (draft.proposal, draft.created_by, draft.state) == (other.proposal, person, "draft")
    assert draft.answers == {link_field(one.pk, "strength"): "2" for one in (goal, target, line)} | {
        "countries": ["KE"]
    }
    client.post("/submissions/new/", {"membership": str(own.pk), "goal": "99", "country": "XX", "line": "\0"})
    assert Submission.objects.latest("pk").answers == {}


def test_a_draft_is_for_one_of_ones_own_organisations(client, person):
    MembershipFactory(user=person)
    others = MembershipFactory()
    client.force_login(person)
    for sent in ("", str(others.pk), "x", "\0"):
        answer = client.post("/submissions/new/", {"membership": sent})
        assert answer.status_code == 422
        assert "Choose an organisation." in text(answer)
    assert Submission.objects.count() == 0


def test_an_organisation_that_is_preset_is_chosen(client, person):
    own, other = MembershipFactory(user=person), MembershipFactory(user=person)
    client.force_login(person)
    page = client.get(f"/submissions/new/?organisation={other.organisation.slug}").content.decode()
    assert re.findall(r'value="(\d+)" checked', page) == [str(other.pk)]
    assert "checked" not in client.get("/submissions/new/").content.decode()
    strange = OrganisationFactory()
    answer = client.get(f"/submissions/new/?organisation={strange.slug}")
    assert answer.url.startswith(f"/organisations/join/?organisation={strange.slug}&next=")
    assert own


def test_drafts_are_limited(client, person, monkeypatch):
    monkeypatch.setattr(limits, "DRAFTS", 1)
    own = MembershipFactory(user=person)
    client.force_login(person)
    client.post("/submissions/new/", {"membership": str(own.pk)})
    answer = client.post("/submissions/new/", {"membership": str(own.pk)})
    assert answer.status_code == 422
    assert "You have started many drafts today." in text(answer)
    assert Submission.objects.count() == 1


@pytest.mark.parametrize(
    ("there", "expected"),
    [
        (START, START),
        ("/your-organisations/", "/your-organisations/"),
        ("https://evil.example/", ""),
        ("//evil.example/", ""),
        ("/\\evil.example", ""),
        ("/nowhere/", ""),
        ("javascript:alert(1)", ""),
        ("/add/?x=" + "y" * 600, ""),
        ("", ""),
    ],
)
def test_next_is_one_of_our_own_pages(rf, there, expected):
    assert next_address(rf.get("/", {"next": there})) == expected
    assert next_address(rf.post("/", {"next": there})) == expected


def test_presets_survive_signing_up_in_the_same_browser(client):
    signing_up = client.get(START).url
    page = client.get(signing_up).content.decode()
    assert 'name="next" value="/submissions/new/?goal=9&amp;country=KE"' in page
    typed = {"email": "new@example.org", "password1": PASSWORD, "name": "New", "next": START}
    client.post("/accounts/signup/", typed)
    signing_in = client.post(link_in(mail.outbox[0])).url
    assert urlsplit(signing_in).path == "/accounts/login/"
    (after,) = parse_qs(urlsplit(signing_in).query)["next"]
    answer = client.post("/accounts/login/", {"login": "new@example.org", "password": PASSWORD, "next": after})
    assert answer.url == START


def test_presets_survive_signing_up_in_another_browser(client):
    client.post("/accounts/signup/", {"email": "new@example.org", "password1": PASSWORD, "name": "", "next": START})
    telephone = Client()
    there = link_in(mail.outbox[0])
    page = telephone.get(there).content.decode()
    signing_in = telephone.post(urlsplit(there).path, {"next": re.search(r'name="next" value="([^"]+)"', page)[1]}).url
    assert urlsplit(signing_in).path == "/accounts/login/"
    (after,) = parse_qs(urlsplit(signing_in).query)["next"]
    answer = telephone.post("/accounts/login/", {"login": "new@example.org", "password": PASSWORD, "next": after})
    assert answer.url == START


def test_strangers_cannot_send_anybody_elsewhere_through_sign_up(client):
    typed = {"email": "new@example.org", "password1": PASSWORD, "name": "", "next": "https://evil.example/"}
    client.post("/accounts/signup/", typed)
    assert "evil" not in mail.outbox[0].body


def test_signing_in_leads_to_the_next_step_and_never_to_the_first_page(person):
    person.set_password(PASSWORD)
    person.save()

    def lands():
        return sign_in(Client(), person.email).url

    assert lands() == "/organisations/join/"
    request_role(by=person)
    assert lands() == "/accounts/role/"
    withdraw_role_request(by=person)
    asked = request_to_join(organisation=OrganisationFactory(), by=person)
    assert lands() == "/your-organisations/"
    asked.state = "active"
    asked.save()
    assert lands() == "/submissions/"
    invite(body=OrganisationFactory(), email=person.email, by=UserFactory(role="coordinator"))
    assert lands() == "/your-organisations/"


def test_the_menu_of_a_stakeholder(client, person):
    client.force_login(person)
    menu = re.search(r'<nav class="account-menu__body".*?</nav>', client.get("/about/").content.decode(), re.DOTALL)[0]
    words = re.findall(r">([^<>\n]+)</(?:a|button)>", menu)
    assert words == ["Your submissions", "Your organisation", "Your account", "API tokens", "Sign out"]


def test_the_list_has_the_submissions_of_ones_organisations(client, person):
    own = MembershipFactory(user=person)
    draft = SubmissionFactory(organisation=own.organisation)
    SubmissionFactory()
    ended = MembershipFactory(user=person, state="ended")
    SubmissionFactory(organisation=ended.organisation)
    client.force_login(person)
    page = client.get("/submissions/").content.decode()
    assert set(re.findall(r"S-[0-9A-Z]{4}", page)) == {draft.code}


def test_administrators_get_one_e_mail_a_day_of_accounts_that_wait():
    administrator, superuser = UserFactory(role="administrator"), UserFactory(is_superuser=True)
    UserFactory(role="coordinator")
    first, second, third = UserFactory(), UserFactory(), UserFactory()
    request_role(by=first)
    request_role(by=first)
    request_role(by=second)
    told = Notice.objects.filter(kind="role_waiting")
    assert set(told.values_list("to", flat=True)) == {administrator.pk, superuser.pk}
    assert told.count() == 2
    assert send_notices() == 2
    assert first.email not in mail.outbox[0].body
    request_role(by=third)
    later = told.filter(sent_at=None)
    assert later.count() == 2
    assert all(one.try_after > timezone.now() + timedelta(hours=23) for one in later)
    assert send_notices() == 0
