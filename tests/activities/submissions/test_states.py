"""From any state, any sequence of acts by any role leads only to allowed states, and every accepted entry is published
exactly once: counted in activities and in Changes, through undone acceptances and further ones."""

from contextlib import suppress

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from activities.actions.ledger import Refused, Stale
from activities.actions.submissions.drafting import discard_draft, save_answers
from activities.actions.submissions.holding import hold_decision, release_hold
from activities.actions.submissions.reviewing import assign, comment_on, mark_read
from activities.actions.submissions.submitting import submit, withdraw_submission
from activities.actions.submissions.undoing import undo_acceptance
from activities.models import Activity, Change, Mapping, Submission
from activities.pages.submissions.deciding import carry_out
from activities.queries.submissions.answers import answers_of
from tests.factories.activities import ActivityFactory, CountryFactory, MappingFactory, TargetFactory, UserFactory
from tests.factories.submissions import MembershipFactory, OrganisationProposalFactory, SubmissionFactory, answers

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
#: The states that may follow each state, written down once more: not read from the model. "" is a discarded draft.
ALLOWED = {
    "draft": {"submitted", ""},
    "submitted": {"returned", "accepted", "rejected", "withdrawn"},
    "returned": {"submitted", "withdrawn"},
    "accepted": {"submitted"},  # undone
    "rejected": set(),
    "withdrawn": set(),
    "": set(),
}
#: Who may do what. Everyone else is refused, whatever the state.
SUBMITTERS, REVIEWERS = {"member", "owner"}, {"reviewer", "administrator"}
BY_SUBMITTERS = {"submit", "withdraw", "discard", "save"}
ROLES = ["member", "owner", "stranger", "former member", "focal point", "reviewer", "own reviewer", "administrator"]


def decided(decision):
    return lambda row, by: carry_out(row, decision=decision, reason="Because.", seen=row.revision, by=by)


def release(row, by):
    held = row.held or {}
    carry_out(row, decision=held.get("decision", ""), reason="Because.", seen=held.get("seen", 0), by=by)


ACTS = {
    "submit": lambda row, by: submit(submission=row, seen=row.revision, by=by),
    "withdraw": lambda row, by: withdraw_submission(submission=row, by=by),
    "discard": lambda row, by: discard_draft(submission=row, by=by),
    "save": lambda row, by: save_answers(
        submission=row, answers={"title": f"Title {row.revision}"}, seen=row.revision, by=by
    ),
    "accept": decided("accept"),
    "return": decided("return"),
    "reject": decided("reject"),
    "hold": lambda row, by: hold_decision(submission=row, decision="accept", seen=row.revision, by=by),
    "unhold": lambda row, by: release_hold(submission=row, by=by),
    "release": release,
    "undo": lambda row, by: undo_acceptance(submission=row, by=by),
    "assign": lambda row, by: assign(submission=row, to=by, by=by),
    "comment": lambda row, by: comment_on(submission=row, field="title", text="Say where.", by=by),
}
#: Acts that lead on come more often, or most sequences would end early.
STEPS = st.lists(
    st.tuples(st.sampled_from([*ACTS, "submit", "accept", "accept", "undo"]), st.sampled_from([*ROLES, "reviewer"])),
    min_size=4,
    max_size=14,
)


def people(submission):
    """{role: user} around one submission."""
    body = {"organisation": submission.organisation} if submission.organisation else {"proposal": submission.proposal}
    own_reviewer, former = UserFactory(role="coordinator"), UserFactory()
    MembershipFactory(user=own_reviewer, **body)
    MembershipFactory(user=former, state="ended", **body)
    return {
        "member": submission.created_by,
        "owner": MembershipFactory(role="owner", **body).user,
        "stranger": MembershipFactory().user,
        "former member": former,
        "focal point": UserFactory(role="focal point"),
        "reviewer": UserFactory(role="coordinator"),
        "own reviewer": own_reviewer,
        "administrator": UserFactory(role="administrator"),
    }


def made(kind, state):
    """A submission in a state, and how many activities and links are published beside it."""
    CountryFactory(code="KE")
    if kind == "proposed":
        proposal = OrganisationProposalFactory()
        member = MembershipFactory(proposal=proposal, user=proposal.proposed_by)
        row = SubmissionFactory(organisation=None, proposal=proposal, member=member.user)
    elif kind == "update":
        member = MembershipFactory()
        activity = ActivityFactory(organisation=member.organisation, title="Old", countries=["KE"], start_year=2020)
        MappingFactory(activity=activity, term=TargetFactory(code="9.c"), strength=2)
        row = SubmissionFactory(
            kind="update",
            organisation=member.organisation,
            member=member.user,
            activity=activity,
            began_with=answers_of(activity),
            answers=answers(title="New"),
        )
    else:
        row = SubmissionFactory()
    if state != "draft":
        submit(submission=row, seen=0, by=row.created_by)
    reviewer = UserFactory(role="coordinator")
    if state in ("accept", "return", "reject"):
        ACTS[state](Submission.objects.get(pk=row.pk), reviewer)
    if state == "withdraw":
        withdraw_submission(submission=row, by=row.created_by)
    return Submission.objects.get(pk=row.pk)


def check_published_once(row, kind, by_changes):
    """`by_changes`: acceptances less undone ones, counted in the ledger."""
    live = Activity.objects.live().count()
    if row.state == "accepted":
        assert by_changes == 1
        assert (row.change_id is None, row.published_at is None) == (False, False)
        assert row.change.verb == "submission.accept"
        assert not row.activity.withdrawn
        assert row.activity.mappings.filter(withdrawn=False).count() == 1
        assert live == 1
        assert Activity.objects.count() == 1
    else:
        assert by_changes == 0
        assert row.change_id is None
        assert live == (1 if kind == "update" else 0)
        assert Activity.objects.count() <= 1
        if kind == "update":
            assert Activity.objects.get().title == "Old"
            assert Mapping.objects.get(withdrawn=False).strength == 2
        else:
            assert not Mapping.objects.filter(withdrawn=False).exists()


class RolledBackError(Exception):
    """Takes one example out of the database again."""


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    kind=st.sampled_from(["new", "update", "proposed"]),
    state=st.sampled_from(["draft", "submitted", "submitted", "return", "accept", "reject", "withdraw"]),
    steps=STEPS,
)
def test_any_sequence_of_acts(kind, state, steps):
    with suppress(RolledBackError), transaction.atomic():
        walk(kind, state, steps)
        raise RolledBackError


def walk(kind, state, steps):
    row = made(kind, state)
    roles = people(row)
    for act, role in steps:
        before, count = row.state, Change.objects.count()
        taken = done(act, row, roles[role])
        if taken:
            assert role in (SUBMITTERS | {"own reviewer"} if act in BY_SUBMITTERS else REVIEWERS), (act, role)
        row = Submission.objects.filter(pk=row.pk).first()
        after = row.state if row else ""
        assert after == before or (taken and after in ALLOWED[before]), (act, role, before, after)
        if not taken:
            assert Change.objects.count() == count
        if row is None:
            assert not Change.objects.filter(verb="submission.accept").exists()
            return
        accepted = Change.objects.filter(verb="submission.accept").count()
        check_published_once(row, kind, accepted - Change.objects.filter(verb="submission.undo").count())
        if before == "accepted" and after == "submitted":
            assert act == "undo"


def done(act, row, by):
    """Whether the act was done; False if it was refused."""
    try:
        with transaction.atomic():
            ACTS[act](row, by)
    except (Refused, Stale):
        return False
    return True


@pytest.mark.parametrize("role", ROLES)
def test_only_reviewers_who_may_decide_are_first_readers(role):
    row = made("new", "submitted")
    mark_read(submission=row, by=people(row)[role])
    row.refresh_from_db()
    assert (row.state, row.first_read_at is not None) == ("submitted", role in REVIEWERS)
