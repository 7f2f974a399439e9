"""Makers of memberships and submissions for tests.

MembershipFactory(user=…, organisation=…)    an active member; role="owner" for an owner
SubmissionFactory(state="submitted")         a complete new activity of an organisation, submitted by its member
"""

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from activities.models import Membership, OrganisationProposal, Submission
from activities.queries.submissions.answers import link_field
from tests.factories.activities import CountryFactory, OrganisationFactory, TargetFactory, UserFactory


class OrganisationProposalFactory(DjangoModelFactory):
    class Meta:
        model = OrganisationProposal

    name = factory.Sequence(lambda n: f"Proposed Institute {n}")
    type = "academia"
    country = factory.SubFactory(CountryFactory, code="KE")
    proposed_by = factory.SubFactory(UserFactory)


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    organisation = factory.Maybe(
        "proposal", yes_declaration=None, no_declaration=factory.SubFactory(OrganisationFactory)
    )
    proposal = None
    role = Membership.Role.MEMBER
    state = Membership.State.ACTIVE


def answers(**changed):
    """Complete answers of the form, with one link."""
    target = TargetFactory(code="9.c")
    return {
        "title": "Solar schools online",
        "description": "Connects 40 rural schools with solar power. Pupils and teachers have been online since 2024.",
        "language": "en",
        "kind": "project",
        "status": "ongoing",
        "start_year": "2024",
        "end_year": "",
        "countries": ["KE"],
        "regions": [],
        "partners": "",
        "url": "https://example.org/solar-schools",
        "contact_name": "Amina Otieno",
        "contact_email": "amina@example.org",
        link_field(target.pk, "strength"): "3",
        link_field(target.pk, "rationale"): "It brings the internet to schools that had none.",
        link_field(target.pk, "evidence_url"): "",
    } | changed


class SubmissionFactory(DjangoModelFactory):
    """`member` is the person who started it: a member of its organisation."""

    class Meta:
        model = Submission
        exclude = ("member",)
        skip_postgeneration_save = True

    member = factory.SubFactory(UserFactory)
    kind = Submission.Kind.NEW
    state = Submission.State.DRAFT
    organisation = factory.SubFactory(OrganisationFactory)
    created_by = factory.SelfAttribute("member")
    answers = factory.LazyFunction(lambda: answers())
    began_with = factory.SelfAttribute("answers")
    submitted_at = factory.LazyAttribute(lambda one: None if one.state == Submission.State.DRAFT else timezone.now())
    submitted_by = factory.LazyAttribute(lambda one: one.created_by if one.submitted_at else None)
    decided_at = factory.LazyAttribute(
        lambda one: timezone.now() if one.state in ("returned", "rejected", "accepted") else None
    )

    @factory.post_generation
    def membership(self, create, extracted, **kwargs):
        if create and self.created_by and self.organisation:
            Membership.objects.get_or_create(
                user=self.created_by, organisation=self.organisation, defaults={"state": "active"}
            )
