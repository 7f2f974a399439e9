"""Nothing of a draft or of a submission that was not accepted is in any page, search, file, feed, figure, picture or
past version. Each field of a submission in each state has a word of its own, and every route of the site is asked."""

import io

import pytest
from openpyxl import load_workbook

from activities import rules, summaries
from activities.actions.submissions.reviewing import comment_on
from activities.models import (
    Activity,
    AnswerRevision,
    Attachment,
    Change,
    FieldComment,
    Invitation,
    Membership,
    Organisation,
    OrganisationProposal,
    Submission,
    SubmissionEvent,
    Term,
    TermSummary,
)
from activities.queries.submissions.answers import OF_LANGUAGE, PLAIN, link_field
from activities.summaries import words
from tests.factories.activities import UserFactory
from tests.factories.submissions import SubmissionFactory
from tests.routes import API, FILES, PAGES, STAFF, address

pytestmark = pytest.mark.xdist_group("routes")

#: Begins each planted word. Nothing else on the site contains it.
MARK = "qzplanted"
#: One of them, which pages repeat when it is searched for.
SOUGHT = f"{MARK}submittedtitle"
#: Members of lists must be known codes, so nothing can be planted there.
LISTS = ("countries", "regions")
#: The country of all of them.
COUNTRY = "LI"
CHOICES = {"kind": "project", "status": "ongoing", "language": "en", "start_year": "1871", "end_year": "1872"}


def planted(state: str) -> dict[str, object]:
    """Answers with a word of its own in each field that has free text."""
    names = [*PLAIN, *OF_LANGUAGE, "contact_name", "contact_email"]
    answers: dict[str, object] = {name: f"{MARK}{state}{name} {name}" for name in names if name not in LISTS}
    target = Term.objects.get(framework__slug="sdg", code="9.c")
    return (
        answers
        | CHOICES
        | {
            "countries": [COUNTRY],
            "url": f"https://{MARK}-{state}.example.org/",
            link_field(target.pk, "strength"): "3",
            link_field(target.pk, "rationale"): f"{MARK} {state} rationale",
            link_field(target.pk, "evidence_url"): f"https://{MARK}-{state}-evidence.example.org/",
        }
    )


@pytest.fixture
def site(client, shipped_map, db):
    """The shipped map, with submissions in every state but accepted, and all that belongs to them."""
    reviewer = UserFactory(role=rules.COORDINATOR)
    organisation = Organisation.objects.live().filter(sector="").first()
    published = Activity.objects.live().filter(organisation=organisation).first() or Activity.objects.live().first()
    for state in Submission.State.values:
        if state == Submission.State.ACCEPTED:
            continue
        for kind in (Submission.Kind.NEW, Submission.Kind.UPDATE):
            member = UserFactory(name=f"{MARK} member", email=f"{MARK}-{state}-{kind}@example.org")
            row = SubmissionFactory(
                kind=kind,
                state=state,
                member=member,
                organisation=organisation,
                activity=published if kind == Submission.Kind.UPDATE else None,
                answers=planted(state),
                reason=f"{MARK} {state} reason",
            )
            AnswerRevision.objects.create(
                submission=row, number=1, field="title", value=f"{MARK} other", alternative=True, open=True, by=member
            )
            SubmissionEvent.objects.create(submission=row, verb="submitted", text=f"{MARK} event", by=member)
            FieldComment.objects.create(submission=row, field="title", text=f"{MARK} comment", by=reviewer)
            Attachment.objects.create(
                submission=row, file="attachments/x", name=f"{MARK}.pdf", content_type="application/pdf", size=1,
                statement=f"{MARK} statement",
            )  # fmt: skip
    waiting = Submission.objects.filter(state="submitted").first()
    comment_on(submission=waiting, field="title", text=f"{MARK} comment", by=reviewer)
    Submission.objects.create(
        kind="correction", state="submitted", submitted_at=waiting.submitted_at, activity=published,
        answers={"what": "fact", "right": f"{MARK} right", "where": f"{MARK} where"},
        contact_email=f"{MARK}@example.org",
    )  # fmt: skip
    proposal = OrganisationProposal.objects.create(
        name=f"{MARK} institute", type="academia", url=f"https://{MARK}.example.org/", proposed_by=member
    )
    Membership.objects.create(user=member, proposal=proposal, role="owner", state="active")
    Invitation.objects.create(email=f"{MARK}-colleague@example.org", proposal=proposal, invited_by=member)
    summaries.rebuild()
    words.catch_up()
    return client


def text_of(client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code in (200, 302, 403, 404), path
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if path.partition("?")[0].endswith(".xlsx"):
        book = load_workbook(io.BytesIO(content), read_only=True)
        return "\n".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)
    return content.decode(errors="replace")


def test_strangers_find_nothing(site):
    number = Change.objects.latest("id").pk
    paths = [address(path) for path in [*PAGES.values(), *FILES.values(), *API.values()]]
    paths += [
        f"/search/?q={SOUGHT}",
        f"/activities/?q={SOUGHT}",
        "/activities/?country=LI",
        "/countries/LI/",
        "/api/v1/activities.csv?country=LI",
        "/activities.xlsx?country=LI",
        "/activities.json?country=LI",
        "/organisations/",
        f"/api/v1/activities/?q={SOUGHT}",
        "/api/v1/activities/?country=LI",
        "/api/v1/mappings/?target=9.c&limit=1000",
        "/api/v1/organisations/?limit=1000",
        f"/activities/?q={SOUGHT}&as_of={number}",
        f"/targets/9.c/?as_of={number}",
        "/sitemap-activities.xml",
    ]
    paths += [one.get_absolute_url() for one in Activity.objects.filter(submissions__isnull=False).distinct()]
    paths += [one.get_absolute_url() for one in Organisation.objects.filter(submissions__isnull=False).distinct()]
    for path in paths:
        assert MARK not in text_of(site, path).replace(SOUGHT, ""), path


@pytest.mark.parametrize("role", [rules.FOCAL_POINT])
def test_staff_who_do_not_review_find_nothing(site, role):
    site.force_login(UserFactory(role=role, sectors=["ITU-D"]))
    own = Activity.objects.filter(organisation__sector="ITU-D").earliest("id").pk
    other = Activity.objects.filter(organisation__sector="ITU-R").earliest("id").pk
    others = {"round": "nothing", "note": 1, "view": 1, "reason": 1, "proposal": 1, "request": 1, "membership": 1}
    others |= dict.fromkeys(("guidance", "member", "meeting", "follow_up"), 1)
    others |= {"job": "00000000-0000-4000-8000-000000000000"}
    others |= {"submission": Submission.objects.filter(state="submitted").latest("pk").code}
    for path, looks, _ in STAFF.values():
        if looks[0] == 405:
            continue
        filled = address(path, own=own, other=other, **others)
        assert MARK not in text_of(site, filled), filled


def test_figures_do_not_count_them(site):
    published = Activity.objects.live().filter(countries__contains=[COUNTRY])
    listed = site.get(f"/api/v1/activities/?country={COUNTRY}").json()["results"]
    assert {one["id"] for one in listed} == set(published.values_list("pk", flat=True))
    target = Term.objects.get(framework__slug="sdg", code="9.c")
    assert TermSummary.objects.get(term=target).activities == target.mappings.live().count()


def test_other_stakeholders_find_nothing(site):
    site.force_login(UserFactory())
    for code in Submission.objects.values_list("code", flat=True):
        assert site.get(f"/submissions/{code}/").status_code == 404, code
