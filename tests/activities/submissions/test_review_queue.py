"""/review/: the queue, its figures, filters and pages; taking and assigning."""

from datetime import timedelta

import pytest
from django.utils import timezone

from activities.actions.submissions.reviewing import take_oldest
from activities.actions.submissions.rows import NotTheirs
from activities.models import Submission
from activities.queries.submissions.queue import read_cursor
from tests.factories.activities import ActivityFactory, CountryFactory, OrganisationFactory, UserFactory
from tests.factories.submissions import MembershipFactory, OrganisationProposalFactory, SubmissionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer(client):
    user = UserFactory(role="coordinator", name="Boris Ivanov")
    client.force_login(user)
    return user


def waiting(days=0, **fields):
    return SubmissionFactory(state="submitted", submitted_at=timezone.now() - timedelta(days=days), **fields)


def text(response):
    return " ".join(response.content.decode().split())


def codes(client, query):
    return [row.code for row, *_words in client.get(f"/review/?{query}").context["rows"]]


@pytest.mark.parametrize("role", [None, "member", "focal point"])
@pytest.mark.parametrize("path", ["/review/", "/review/next/", "/review/held/", "/review/accept/", "/review/reasons/"])
def test_who_does_not_open_it(client, role, path):
    if role:
        client.force_login(UserFactory(role=role) if role != "member" else MembershipFactory().user)
    assert client.get(path).status_code == (403 if role else 302)


def test_the_heading_says_how_many_wait_and_for_how_long(client, reviewer):
    for days in (15, 6, 2):
        waiting(days)
    SubmissionFactory()  # a draft
    shown = text(client.get("/review/"))
    assert "3 submissions are waiting." in shown
    assert "Half have waited 6 days or more, the oldest 15." in shown
    assert "All waiting (3)" in shown


def test_one_submission(client, reviewer):
    waiting(1)
    shown = text(client.get("/review/"))
    assert "1 submission is waiting. It has waited 1 day." in shown


def test_nothing_waits(client, reviewer):
    assert "Nothing is waiting. No submission has been decided yet." in text(client.get("/review/"))
    decided = SubmissionFactory(state="rejected")
    day = timezone.localtime(decided.decided_at).strftime("%-d %B %Y")
    assert f"Nothing is waiting. The last submission was decided on {day}." in text(client.get("/review/"))


def test_tabs(client, reviewer):
    mine, free = waiting(3, assigned_to=reviewer), waiting(2)
    other = waiting(1, assigned_to=UserFactory(role="administrator"))
    decided, returned = SubmissionFactory(state="rejected"), SubmissionFactory(state="returned")
    SubmissionFactory(state="withdrawn")
    found = {tab: codes(client, f"tab={tab}") for tab in ("mine", "not-assigned", "all", "decided")}
    assert found == {
        "mine": [mine.code],
        "not-assigned": [free.code],
        "all": [mine.code, free.code, other.code],
        "decided": [returned.code, decided.code],
    }
    assert codes(client, "") == [mine.code]
    assert client.get("/review/?tab=drafts").status_code == 400


def test_filters(client, reviewer):
    kenya = CountryFactory(code="KE")
    ministry = waiting(3, organisation=OrganisationFactory(type="government", country=kenya))
    proposed = waiting(2, organisation=None, proposal=OrganisationProposalFactory(type="academia", country=kenya))
    activity = ActivityFactory(organisation=OrganisationFactory(type="private-sector", country=None))
    wrong = waiting(1, kind="correction", organisation=None, activity=activity)
    found = {
        query: codes(client, f"tab=all&{query}")
        for query in ("type=government", "type=academia", "type=private-sector", "country=KE", "kind=correction", "")
    }
    assert found == {
        "type=government": [ministry.code],
        "type=academia": [proposed.code],
        "type=private-sector": [wrong.code],
        "country=KE": [ministry.code, proposed.code],
        "kind=correction": [wrong.code],
        "": [ministry.code, proposed.code, wrong.code],
    }
    response = client.get("/review/?tab=all&country=KE&type=academia")
    assert [chip["words"] for chip in response.context["chips"]] == ["Academia", kenya.name]
    assert "All waiting (1)" in text(response)
    assert "3 submissions are waiting." in text(response)
    assert client.get("/review/?type=nonsense").status_code == 400


def test_pages_of_fifty(client, reviewer):
    at = timezone.now()
    made = [SubmissionFactory(state="submitted", submitted_at=at) for _ in range(53)]
    first = client.get("/review/?tab=all")
    second = client.get(f"/review/?tab=all&after={first.context['next']}")
    shown = [row.code for answer in (first, second) for row, *_words in answer.context["rows"]]
    assert shown == [row.code for row in made]
    assert (len(first.context["rows"]), second.context["next"]) == (50, "")


@pytest.mark.parametrize("text", ["", "x", "1-", "-1", "9" * 19 + "-1", "1-2-3", "\u0661-1"])
def test_cursors_that_are_none(text):
    assert read_cursor(text) is None


@pytest.mark.parametrize("items", [1, 3])
@pytest.mark.parametrize("tab", ["all", "decided"])
def test_queue_query_count(client, reviewer, items, tab, django_assert_num_queries):
    for _ in range(items):
        SubmissionFactory(state="rejected" if tab == "decided" else "submitted", assigned_to=reviewer)
    client.get("/review/")
    with django_assert_num_queries(6):  # session, person, roles, the last Change, the figures, the rows
        client.get(f"/review/?tab={tab}")


def test_taking_the_oldest(client, reviewer):
    own = waiting(9)
    MembershipFactory(user=reviewer, organisation=own.organisation)
    waiting(8, assigned_to=UserFactory(role="administrator"))
    waiting(7, held={"decision": "accept"})
    oldest, next_one = waiting(6), waiting(5)
    assert client.post("/review/take/").headers["Location"] == f"/review/{oldest.code}/"
    assert client.post("/review/take/").headers["Location"] == f"/review/{next_one.code}/"
    assert client.post("/review/take/").headers["Location"] == "/review/"
    assert set(Submission.objects.filter(assigned_to=reviewer)) == {oldest, next_one}


def test_others_take_nothing():
    waiting()
    with pytest.raises(NotTheirs):
        take_oldest(by=UserFactory(role="focal point"))


def test_next_in_the_queue(client, reviewer):
    assert client.get("/review/next/").headers["Location"] == "/review/"
    free, mine = waiting(9), waiting(1, assigned_to=reviewer)
    assert client.get("/review/next/").headers["Location"] == f"/review/{mine.code}/"
    assert client.get("/review/next/?beside=%00").status_code == 302
    assert client.get(f"/review/next/?beside={mine.code}").headers["Location"] == f"/review/{free.code}/"


def test_assigning_from_the_list(client, reviewer):
    row = waiting()
    back = "/review/?tab=not-assigned&kind=new"
    response = client.post(f"/review/{row.code}/assign/", {"to": "me", "back": back})
    assert response.headers["Location"] == back
    row.refresh_from_db()
    assert row.assigned_to == reviewer
    for elsewhere in ("https://evil.example/", "//evil.example/review/", "/admin/"):
        response = client.post(f"/review/{row.code}/assign/", {"to": "me", "back": elsewhere})
        assert response.headers["Location"] == "/review/"
    assert client.post(f"/review/{row.code}/assign/", {"to": UserFactory().pk}).status_code == 400


def test_hostile_titles_are_text(client, reviewer):
    SubmissionFactory(state="submitted", answers={"title": "<script>alert(1)</script>\u202e", "language": '"><b>'})
    assert "<script>alert" not in client.get("/review/").content.decode()


def test_the_start_page_of_reviewers_says_what_waits(client, reviewer):
    assert "Submissions waiting" not in text(client.get("/workspace/"))
    waiting(15)
    waiting(2)
    assert "Submissions waiting: 2, the oldest for 15 days" in text(client.get("/workspace/"))
    client.force_login(UserFactory(role="focal point"))
    assert "Submissions waiting" not in text(client.get("/workspace/"))
