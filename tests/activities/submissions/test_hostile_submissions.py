"""No field of any form of stakeholders and reviewers, and nothing in an address, takes hostile text for more than text:
no answer breaks, none shows it as markup, and none lets it turn the text that follows."""

from urllib.parse import quote

import pytest
from django.db import transaction

from activities.actions.outbox.signed import correction_key
from activities.actions.submissions.holding import hold_decision
from activities.models import Invitation, Notice, ReasonTemplate, Submission
from tests.activities.editing.test_hostile_forms import HOSTILE
from tests.factories.activities import ActivityFactory, CountryFactory, UserFactory
from tests.factories.submissions import MembershipFactory, OrganisationProposalFactory, SubmissionFactory, answers

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
#: As in the forms of staff, with marks of direction, characters without width, and lines of a header.
TEXTS = HOSTILE | {"markup": HOSTILE["markup"] + "\u200b\u2066\ufeff\r\nBcc: b@example.org\r\n\r\nc"}


@pytest.fixture
def desk(client):
    return Desk(client)


class Desk:
    """A member of an organisation who owns it, a draft, a submission that waits, and a reviewer."""

    def __init__(self, client):
        self.client = client
        CountryFactory(code="KE")
        self.owner = MembershipFactory(role="owner", user=UserFactory(name="Amina Otieno"))
        self.owner.user.vouch_for_email()
        body = {"organisation": self.owner.organisation, "member": self.owner.user}
        self.draft = SubmissionFactory(**body)
        self.sent = SubmissionFactory(state="submitted", **body)
        self.activity = ActivityFactory(organisation=self.owner.organisation)
        self.other = MembershipFactory(organisation=self.owner.organisation, state="requested")
        self.reviewer = UserFactory(role="administrator")
        self.reason = ReasonTemplate.objects.create(decision="reject", title="Too old", text="It is too old.")
        self.proposal = OrganisationProposalFactory()
        self.invitation = Invitation.objects.create(
            email=self.owner.user.email.lower(), proposal=self.proposal, invited_by=self.reviewer
        )
        self.notice = Notice.objects.create(kind="submission_again", to=self.reviewer, context={"code": "S-AAAA"})
        self.correction = Submission.objects.create(kind="correction", answers={"what": "fact"})

    def at(self, page, row=None):
        return f"/submissions/{(row or self.draft).code}/{page}/"


DECISION = {"seen": "0", "reason": "Because.", "template": "", "comment-title": "Which?", "act": "reject"}
CORRECTION = {"about": "X", "what": "fact", "right": "It is 5.", "where": "Page 2", "email": "a@example.org"}
PROPOSAL = {"name": "New Institute", "type": "academia", "country": "KE", "url": "", "seen": ""}
REASON = {"decision": "reject", "title": "Old", "text": "Too old.", "seen": ""}
#: {name: who sends it (None: a stranger), path and data}
FORMS = {
    "about": lambda desk: (desk.owner.user, desk.at("about"), answers() | {"seen": "0", "page": "p", "settle": ""}),
    "about by itself": lambda desk: (desk.owner.user, desk.at("about") + "?autosave", answers() | {"seen": "0"}),
    "settle": lambda desk: (desk.owner.user, desk.at("about"), {"settle": "title", "choice.title": "own", "title": ""}),
    "contribution": lambda desk: (
        desk.owner.user,
        desk.at("contribution"),
        {name: value for name, value in desk.draft.answers.items() if name.startswith("link.")}
        | {"q": "water", "q_found": "", "seen": "0", "page": "p", "add": "", "remove": "", "dismiss": ""},
    ),
    "evidence": lambda desk: (
        desk.owner.user,
        desk.at("evidence"),
        {"contact_name": "A", "contact_email": "a@example.org", "statement": "S", "statement.1": "S", "remove": ""},
    ),
    "check": lambda desk: (desk.owner.user, desk.at("check"), {"may_submit": "on", "licence": "on", "seen": "0"}),
    "start": lambda desk: (
        desk.owner.user,
        "/submissions/new/",
        {"membership": str(desk.owner.pk), "goal": "9", "target": "9.c", "line": "C2", "country": "KE"}
        | {"organisation": desk.owner.organisation.slug},
    ),
    "update": lambda desk: (desk.owner.user, f"/activities/{desk.activity.pk}/update/", {"seen": "0"}),
    "withdraw": lambda desk: (desk.owner.user, desk.at("withdraw", desk.sent), {"seen": "0"}),
    "join": lambda desk: (desk.owner.user, "/organisations/join/", {"organisation": "x", "next": "/add/"}),
    "propose": lambda desk: (desk.owner.user, "/organisations/join/new/", PROPOSAL | {"next": "/add/"}),
    "invite": lambda desk: (
        desk.owner.user,
        f"/your-organisations/{desk.owner.pk}/",
        {"email": "b@example.org", "role": "member"},
    ),
    "member": lambda desk: (
        desk.owner.user,
        f"/your-organisations/{desk.owner.pk}/members/{desk.other.pk}/",
        {"act": "approve"},
    ),
    "invitation": lambda desk: (
        desk.owner.user,
        f"/your-organisations/invitations/{desk.invitation.pk}/",
        {"answer": "accept", "next": "/add/"},
    ),
    "role": lambda desk: (desk.owner.user, "/accounts/role/", {"act": "ask"}),
    "account": lambda desk: (desk.owner.user, "/accounts/", {"name": "A", "mails": "daily", "form": "mails"}),
    "correction": lambda desk: (None, "/corrections/new/", CORRECTION),
    "correction of a member": lambda desk: (desk.owner.user, "/corrections/new/", CORRECTION),
    "confirm": lambda desk: (None, f"/corrections/confirm/{correction_key(desk.correction.code)}/", {"seen": "0"}),
    "decision": lambda desk: (desk.reviewer, f"/review/{desk.sent.code}/", DECISION),
    "comment": lambda desk: (desk.reviewer, f"/review/{desk.sent.code}/", DECISION | {"act": "comment:title"}),
    "reason for it": lambda desk: (
        desk.reviewer,
        f"/review/{desk.sent.code}/",
        DECISION | {"act": "use", "template": str(desk.reason.pk)},
    ),
    "assign": lambda desk: (desk.reviewer, f"/review/{desk.sent.code}/assign/", {"to": "me", "back": "/review/"}),
    "accept": lambda desk: (
        desk.reviewer,
        "/review/accept/",
        {"accept": f"{desk.sent.code}:0", "confirm_links": "on"},
    ),
    "release": lambda desk: (desk.reviewer, "/review/held/", {"act": "release", "held": held(desk)}),
    "reason": lambda desk: (desk.reviewer, "/review/reasons/new/", REASON),
    "reason edited": lambda desk: (desk.reviewer, f"/review/reasons/{desk.reason.pk}/", REASON),
    "proposal": lambda desk: (
        desk.reviewer,
        f"/review/organisations/{desk.proposal.pk}/",
        {"decision": "decline", "reason": "No.", "organisation": ""},
    ),
    "existing": lambda desk: (
        desk.reviewer,
        f"/review/organisations/{desk.proposal.pk}/",
        {"decision": "existing", "organisation": desk.owner.organisation.slug},
    ),
    "request": lambda desk: (
        desk.reviewer,
        f"/review/organisations/requests/{desk.other.pk}/",
        {"answer": "approve"},
    ),
    "remind": lambda desk: (desk.reviewer, "/workspace/freshness/remind/", {"type": "", "country": "", "state": ""}),
    "mail": lambda desk: (desk.reviewer, f"/mails/{desk.notice.pk}/again/", {"state": "stuck"}),
}


def held(desk) -> str:
    row = hold_decision(submission=desk.sent, decision="reject", reason="No.", seen=0, by=desk.reviewer)
    return f"{row.code}|{row.held['at']}"


def is_wrong(answer) -> bool:
    page = b"".join(answer.streaming_content) if answer.streaming else answer.content
    text = page.decode()
    shown = "<script>alert" in text or "<img src=x" in text or "onerror=alert(1)>" in text
    split = any("\n" in value or "\r" in value for value in answer.headers.values())
    abroad = answer.headers.get("Location", "/")[:1] not in "/?"
    return answer.status_code >= 500 or shown or split or abroad


@pytest.mark.parametrize("name", FORMS)
def test_every_field_of_every_form(desk, name):
    who, path, data = FORMS[name](desk)
    if who:
        desk.client.force_login(who)
    desk.client.raise_request_exception = False
    wrong = []
    for number, field in enumerate(dict.fromkeys([*data, "seen", "next"])):
        for kind, text in TEXTS.items():
            if kind == "megabyte" and number > 1:
                continue
            with transaction.atomic():
                answer = desk.client.post(path, data | {field: text})
                if is_wrong(answer):
                    wrong.append((field, kind, answer.status_code))
                elif kind == "markup" and answer.status_code == 302:
                    shown = desk.client.get(answer["Location"])
                    if is_wrong(shown):
                        wrong.append((field, kind, answer["Location"], shown.status_code))
                transaction.set_rollback(True)
    assert wrong == []


ADDRESSES = {
    "add": "/add/?goal={0}&target={0}&line={0}&country={0}&organisation={0}&next={0}",
    "start": "/submissions/new/?goal={0}&target={0}&line={0}&country={0}&organisation={0}",
    "list": "/submissions/?before={0}",
    "similar": "/submissions/{code}/similar/?title={0}",
    "search": "/submissions/{code}/contribution/?q={0}&check={0}",
    "join": "/organisations/join/?q={0}&next={0}",
    "joined": "/organisations/join/?organisation={0}",
    "propose": "/organisations/join/new/?name={0}&next={0}",
    "own": "/your-organisations/?next={0}",
    "correction": "/corrections/new/?activity={0}&term={0}",
    "correction of": "/corrections/new/?organisation={0}",
    "queue": "/review/?tab=all&after={0}&type={0}&country={0}&kind={0}&back={0}",
    "tab": "/review/?tab={0}",
    "next": "/review/next/?beside={0}",
    "accept": "/review/accept/?code={0}",
    "proposal": "/review/organisations/{proposal}/?q={0}",
    "mails": "/mails/?state=sent&after={0}",
    "state": "/mails/?state={0}",
    "freshness": "/workspace/freshness/?type={0}&country={0}&state={0}",
    "file": "/files/{0}/{0}",
    "confirm": "/corrections/confirm/{0}/",
    "still true": "/activities/still-true/{0}/",
    "unsubscribe": "/mails/unsubscribe/{0}/",
}


@pytest.mark.parametrize("name", ADDRESSES)
def test_every_part_of_an_address(desk, name):
    of_staff = ADDRESSES[name].startswith(("/review/", "/mails/?", "/workspace/"))
    desk.client.force_login(desk.reviewer if of_staff else desk.owner.user)
    desk.client.raise_request_exception = False
    wrong = []
    for kind, text in TEXTS.items():
        if kind == "megabyte":
            text = text[:5_000]
        place = {"code": desk.draft.code, "proposal": desk.proposal.pk}
        answer = desk.client.get(ADDRESSES[name].format(quote(text, safe=""), **place))
        if is_wrong(answer):
            wrong.append((kind, answer.status_code, answer.headers.get("Location")))
    assert wrong == []


@pytest.mark.parametrize("state", ["draft", "submitted", "returned"])
def test_hostile_answers_are_shown_as_text_everywhere(desk, state):
    """Answers are kept as typed, so every page that shows them meets them."""
    text = TEXTS["markup"]
    link = {name: text for name in desk.draft.answers if name.startswith("link.") and not name.endswith("strength")}
    row = SubmissionFactory(
        state=state,
        member=desk.owner.user,
        organisation=desk.owner.organisation,
        answers=answers(**{name: text for name in answers() if name not in ("countries", "regions")}) | link,
        reason=text,
    )
    row.comments.create(field="title", text=text, sent_at=row.decided_at, by=desk.reviewer)
    desk.client.raise_request_exception = False
    pages = [f"/submissions/{row.code}/{page}" for page in ("", "about/", "contribution/", "evidence/", "check/")]
    pages += [f"{page}?check=1" for page in pages[1:]] + ["/submissions/", "/accounts/data/"]
    desk.client.force_login(desk.owner.user)
    wrong = [page for page in pages if is_wrong(desk.client.get(page))]
    desk.client.force_login(desk.reviewer)
    wrong += [page for page in (f"/review/{row.code}/", "/review/?tab=all") if is_wrong(desk.client.get(page))]
    assert wrong == []
