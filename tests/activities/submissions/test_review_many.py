"""Decisions that are held and released together, and bulk acceptance: each in its own transaction."""

import pytest

from activities.actions.ledger import Refused, Stale
from activities.actions.submissions.drafting import save_answers
from activities.actions.submissions.holding import hold_decision, release_hold
from activities.actions.submissions.reviewing import reject
from activities.actions.submissions.rows import Decided, NotTheirs
from activities.actions.submissions.submitting import withdraw_submission
from activities.models import Activity, Change, Mapping, Notice
from tests.factories.activities import CountryFactory, UserFactory
from tests.factories.submissions import MembershipFactory, SubmissionFactory, answers

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kenya():
    CountryFactory(code="KE")


@pytest.fixture
def reviewer(client):
    user = UserFactory(role="coordinator", name="Boris Ivanov")
    client.force_login(user)
    return user


@pytest.fixture
def sent():
    return SubmissionFactory(state="submitted")


def text(response):
    return " ".join(response.content.decode().split())


def press(client, row, act, **data):
    return client.post(f"/review/{row.code}/", {"act": act, "seen": row.revision} | data)


def held_items(client):
    return [f"{row.code}|{row.held['at']}" for row, _holder in client.get("/review/held/").context["held"]]


def states(*rows):
    for row in rows:
        row.refresh_from_db()
    return [row.state for row in rows]


def test_a_held_decision_publishes_and_sends_nothing(client, reviewer, sent):
    assert press(client, sent, "accept", hold="on", confirm_links="on").headers["Location"] == "/review/"
    sent.refresh_from_db()
    assert (sent.state, sent.held["decision"], sent.held["by"]) == ("submitted", "accept", reviewer.pk)
    assert not Activity.objects.exists()
    assert not Notice.objects.exists()
    assert "Held: accept" in text(client.get("/review/?tab=all"))
    assert "Release 1 decision" in text(client.get("/review/?tab=all"))
    assert "Held: accept" in text(client.get(f"/review/{sent.code}/"))


def test_holding_is_refused_like_the_decision(client, reviewer, sent):
    assert press(client, sent, "reject", hold="on").status_code == 422
    incomplete = SubmissionFactory(state="submitted", answers=answers(title=""))
    assert press(client, incomplete, "accept", hold="on").status_code == 422
    with pytest.raises(Stale):
        hold_decision(submission=sent, decision="accept", seen=3, by=reviewer)
    with pytest.raises(NotTheirs):
        hold_decision(submission=sent, decision="accept", seen=0, by=UserFactory(role="focal point"))
    with pytest.raises(Refused):
        hold_decision(submission=sent, decision="publish", seen=0, by=reviewer)
    with pytest.raises(Refused):
        hold_decision(submission=sent, decision="return", reason=" ", seen=0, by=reviewer)
    own = SubmissionFactory(state="submitted")
    MembershipFactory(user=reviewer, organisation=own.organisation)
    with pytest.raises(Refused):
        hold_decision(submission=own, decision="accept", seen=0, by=reviewer)
    reject(submission=sent, reason="No.", by=reviewer)
    with pytest.raises(Decided):
        hold_decision(submission=sent, decision="accept", seen=0, by=reviewer)
    with pytest.raises(Decided):
        release_hold(submission=sent, by=reviewer)


def test_a_decision_is_no_longer_held(client, reviewer, sent):
    other = SubmissionFactory(state="submitted")
    for row in (sent, other):
        press(client, row, "reject", hold="on", reason="No.")
    press(client, sent, "unhold")
    client.post("/review/held/", {"act": f"unhold:{other.code}"})
    assert states(sent, other) == ["submitted", "submitted"]
    assert (sent.held, other.held) == (None, None)
    for wrong in ("S-ZZZZ", "\0", ""):
        assert client.post("/review/held/", {"act": f"unhold:{wrong}"}).status_code == 404


def test_a_decision_at_once_replaces_a_held_one(client, reviewer, sent):
    press(client, sent, "reject", hold="on", reason="No.")
    press(client, sent, "accept")
    assert states(sent) == ["accepted"]
    assert sent.held is None


def test_releasing_carries_out_all_and_says_which_could_not_be(client, reviewer):
    good, returned, changed, decided, gone = (SubmissionFactory(state="submitted") for _ in range(5))
    press(client, good, "accept", hold="on", confirm_links="on")
    press(client, returned, "return", hold="on", reason="Say where.")
    for row in (changed, decided, gone):
        press(client, row, "accept", hold="on")
    items = held_items(client)
    assert len(items) == 5
    colleague = UserFactory(role="administrator", name="Anna Li")
    save_answers(submission=changed, answers={"title": "Other"}, seen=0, as_reviewer=True, by=colleague)
    reject(submission=decided, reason="No.", by=colleague)
    withdraw_submission(submission=gone, by=gone.created_by)
    response = client.post("/review/held/", {"act": "release", "held": items})
    assert states(good, returned, changed, decided, gone) == [
        "accepted",
        "returned",
        "submitted",
        "rejected",
        "withdrawn",
    ]
    assert {one.submission for one in response.context["done"]} == {good, returned}
    assert {one.submission: one.refusal for one in response.context["failed"]} == {
        changed: "Someone has changed the answers since. Open it and decide again.",
        decided: "This submission has been decided since you opened it.",
        gone: "This submission has been decided since you opened it.",
    }
    assert "2 decisions released" in text(response)
    assert Activity.objects.count() == 1
    assert Mapping.objects.get().certainty == "confirmed"
    assert returned.reason == "Say where."


def test_what_was_held_after_the_page_was_opened_is_not_released(client, reviewer, sent):
    press(client, sent, "accept", hold="on")
    items = held_items(client)
    press(client, sent, "reject", hold="on", reason="No.")
    response = client.post("/review/held/", {"act": "release", "held": items})
    assert states(sent) == ["submitted"]
    assert "The held decision has changed since you opened the page." in text(response)
    assert client.post("/review/held/", {"act": "release", "held": ["x", "|", f"{sent.code}|"]}).status_code == 200
    assert states(sent) == ["submitted"]


def test_a_colleague_releases_what_was_held_but_not_of_their_own_organisation(client, reviewer, sent):
    press(client, sent, "accept", hold="on")
    colleague = UserFactory(role="administrator")
    MembershipFactory(user=colleague, organisation=sent.organisation)
    client.force_login(colleague)
    response = client.post("/review/held/", {"act": "release", "held": held_items(client)})
    assert "You belong to this organisation" in text(response)
    client.force_login(UserFactory(role="coordinator", name="Third"))
    client.post("/review/held/", {"act": "release", "held": held_items(client)})
    assert states(sent) == ["accepted"]
    assert sent.decided_by.name == "Third"


def test_the_preview_lists_what_can_be_accepted_and_why_others_cannot(client, reviewer):
    good, incomplete = (
        SubmissionFactory(state="submitted"),
        SubmissionFactory(state="submitted", answers=answers(url="x")),
    )
    own = SubmissionFactory(state="submitted")
    MembershipFactory(user=reviewer, organisation=own.organisation)
    correction = SubmissionFactory(state="submitted", kind="correction", organisation=None)
    decided, draft = SubmissionFactory(state="rejected"), SubmissionFactory()
    wanted = "&".join(f"code={row.code}" for row in (good, incomplete, own, correction, decided, draft))
    response = client.get(f"/review/accept/?{wanted}&code=S-NONE&code=%00")
    assert [(one.submission, one.links) for one in response.context["ready"]] == [(good, 1)]
    assert {one.submission: one.problems[0] for one in response.context["others"]} == {
        incomplete: "Enter a full web address, such as https://www.itu.int/en/wtisd. It must start with http or https.",
        own: "You belong to this organisation, so a colleague has to decide.",
        correction: "A correction needs an answer. Open it to write one.",
        decided: "It no longer waits for a decision: Rejected.",
    }
    assert "Accept 1: preview" in text(response)
    assert "Accept 1 submission" in text(response)
    assert not Activity.objects.exists()


def test_accepting_several_publishes_each_in_its_own_change(client, reviewer):
    rows = [SubmissionFactory(state="submitted", answers=answers(title=f"Activity {n}")) for n in range(3)]
    before = Change.objects.count()
    changed = SubmissionFactory(state="submitted")
    accept = [f"{row.code}:0" for row in [*rows, changed]]
    save_answers(submission=changed, answers={"title": "Other"}, seen=0, as_reviewer=True, by=reviewer)
    response = client.post("/review/accept/", {"accept": accept, "confirm_links": "on"})
    assert states(*rows, changed) == ["accepted"] * 3 + ["submitted"]
    assert Change.objects.filter(verb="submission.accept").count() == 3
    assert Change.objects.count() >= before + 3
    assert [one.submission for one in response.context["failed"]] == [changed]
    again = client.post("/review/accept/", {"accept": accept})
    assert len(again.context["done"]) == 0
    assert Activity.objects.count() == 3
    assert (
        client.post(
            "/review/accept/", {"accept": [f"{changed.code}:x", ":", "S-NONE:1", f"{changed.code}"]}
        ).status_code
        == 200
    )
    assert states(changed) == ["submitted"]
