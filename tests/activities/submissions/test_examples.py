"""The examples for a first look: in each state, never public, removed by one command."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from activities.actions.ledger import Refused
from activities.actions.submissions.drafting import choose_organisation, start_submission
from activities.actions.submissions.memberships import approve_proposal
from activities.actions.submissions.reviewing import accept
from activities.forms.submissions.entry import entry_of
from activities.models import (
    Activity,
    Change,
    Membership,
    Notice,
    Organisation,
    OrganisationProposal,
    Submission,
    User,
)
from tests.factories.activities import (
    ActionLineFactory,
    ActivityFactory,
    CountryFactory,
    MappingFactory,
    OrganisationFactory,
    TargetFactory,
    UserFactory,
)
from tests.factories.submissions import MembershipFactory, SubmissionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def published():
    for code in ("KE", "RW"):
        CountryFactory(code=code)
    targets = [TargetFactory(code="9.c"), TargetFactory(code="4.4"), ActionLineFactory(code="C3")]
    ActivityFactory(organisation=OrganisationFactory(sector="ITU-D"), start_year=2020)
    activity = ActivityFactory(
        organisation=OrganisationFactory(), start_year=2020, countries=["KE"], description="Text."
    )
    MappingFactory(activity=activity, term=targets[0])
    return activity


@pytest.fixture
def sign_ins(settings, tmp_path):
    settings.DEBUG = True
    call_command("create_sign_ins", out=tmp_path / "sign-ins.json", stdout=StringIO())


def run(*arguments):
    out = StringIO()
    call_command("create_examples", *arguments, stdout=out)
    return out.getvalue()


def test_there_is_one_in_each_state(published, sign_ins):
    changes = Change.objects.count()
    run()
    found = Submission.objects.order_by("pk")
    assert [(one.kind, one.state) for one in found] == [
        ("new", "draft"),
        ("new", "submitted"),
        ("update", "submitted"),
        ("new", "returned"),
        ("new", "rejected"),
        ("new", "withdrawn"),
    ]
    assert all(one.is_example and one.title.startswith("Example: ") for one in found)
    assert [entry_of(one).is_complete for one in found] == [False, True, True, True, True, True]
    returned = found[3]
    assert [one.field for one in returned.comments.filter(sent_at__isnull=False)] == ["description", "start_year"]
    assert all(one.submitted_at > one.created_at for one in found if one.submitted_at)
    assert (Notice.objects.count(), Change.objects.count()) == (0, changes)
    stakeholder = User.objects.get(email="stakeholder@sdgmap.example")
    assert not stakeholder.is_staff
    assert not stakeholder.groups.exists()
    assert [one.role for one in stakeholder.memberships.order_by("pk")] == ["owner", "member"]


def test_they_are_made_once_and_removed_without_a_trace(published, sign_ins):
    before = (Activity.objects.count(), Organisation.objects.count(), Change.objects.count())
    run()
    assert "there already" in run()
    assert Submission.objects.count() == 6
    Notice.objects.create(kind="submission_submitted", address="a@example.org", context={"code": "S-REAL"})
    assert "6 example submissions removed" in run("--remove")
    assert (Submission.objects.count(), OrganisationProposal.objects.count(), Membership.objects.count()) == (0, 0, 0)
    assert (Activity.objects.count(), Organisation.objects.count(), Change.objects.count()) == before
    assert Notice.objects.count() == 1
    run()
    assert Submission.objects.count() == 6


def test_what_is_started_for_the_example_organisation_is_an_example(published, sign_ins):
    run()
    example = OrganisationProposal.objects.get()
    person = example.proposed_by
    draft = start_submission(body=example, by=person)
    assert draft.is_example
    real = MembershipFactory(user=person).organisation
    assert not choose_organisation(submission=draft, body=real, by=person).is_example
    assert choose_organisation(submission=draft, body=example, by=person).is_example
    assert "7 example submissions removed" in run("--remove")


def test_real_ones_are_left_alone(published, sign_ins):
    real = SubmissionFactory()
    run()
    run("--remove")
    assert list(Submission.objects.all()) == [real]
    assert Membership.objects.filter(user=real.created_by).exists()


def test_without_an_activity_of_a_stakeholder_there_is_no_update(sign_ins):
    for code in ("KE", "RW"):
        CountryFactory(code=code)
    run()
    assert not Submission.objects.filter(kind="update").exists()
    assert Submission.objects.count() == 5


def test_an_example_cannot_be_published(published, sign_ins):
    run()
    reviewer = UserFactory(role="coordinator")
    for example in Submission.objects.filter(state="submitted"):
        with pytest.raises(Refused, match="This is an example"):
            accept(submission=example, fields={}, links={}, seen=example.revision, by=reviewer)
    with pytest.raises(Refused, match="This is an example"):
        approve_proposal(proposal=OrganisationProposal.objects.get(), by=reviewer)
    assert "Example" not in " ".join(Activity.objects.values_list("title", flat=True))


def test_they_are_for_your_own_machine(settings, published):
    settings.DEBUG = True
    with pytest.raises(CommandError, match="create_sign_ins"):
        run()
    settings.DEBUG = False
    with pytest.raises(CommandError, match="DEBUG only"):
        run()
    assert run("--remove").startswith("0 ")
