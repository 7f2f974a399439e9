"""Every kind of e-mail, as plain text and HTML, with hostile values."""

from html.parser import HTMLParser

import pytest
from django.core import mail
from django.utils.translation import override

from activities.actions.outbox.kinds import KINDS, OF_SUBMISSIONS, is_optional
from activities.actions.outbox.letters.every import LONGEST_SUBJECT, WRITERS, letter_of
from activities.actions.outbox.letters.parts import Receiver
from activities.actions.outbox.mails import message_of, send_notices
from activities.extensions import LETTERS
from activities.models import Notice
from activities.queries.account.mails import NAMES, name_of
from activities.queries.submissions.answers import link_field
from tests.factories.activities import CountryFactory, TargetFactory, UserFactory

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script>\r\nBcc: all@example.org\u202e\u200b & “quoted” {{ 7 }} %(code)s"
CODE = "S-4K7P"


def context_of(kind):
    """Hostile values wherever people write."""
    told = {
        "code": CODE,
        "title": HOSTILE,
        "organisation": HOSTILE,
        "kind": "new",
        "state": "submitted",
        "reason": HOSTILE,
        "own": [],
        "about": HOSTILE,
        "path": "/activities/150/",
        "person": HOSTILE,
        "name": HOSTILE,
        "scope": "edit",
        "expires": "2027-11-30",
        "slug": "institute",
        "author": HOSTILE,
        "text": HOSTILE,
        "note": 3,
        "activity": 150,
        "comments": [{"field": "title", "text": HOSTILE}, {"field": "strange", "text": HOSTILE}],
        "answers": {"title": HOSTILE, "description": HOSTILE, "what": HOSTILE, "right": HOSTILE},
        "activities": [{"activity": 150, "title": HOSTILE, "change": 7, "confirmed_on": "2024-05-03"}],
        "total": 3,
        "webhook": 4,
        "why": "failing",
        "reports": [{"code": "6.5", "text": HOSTILE, "due": "2026-12-31"}],
        "rounds": [
            {
                "title": HOSTILE,
                "code": "2026",
                "deadline": "2026-03-31",
                "grace_until": "2026-04-30",
                "waiting": 12,
                "total": 128,
            }
        ],
        "day": "2026-03-01",
        "follow_ups": [{"what": HOSTILE, "due": "2026-12-31"}],
        "today": "2027-01-01",
    }
    if kind == "digest":
        return {"notices": [{"kind": "note_mention", "context": told}, {"kind": "submission_again", "context": told}]}
    return told


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.names, self.hrefs = set(), []

    def handle_starttag(self, tag, attrs):
        self.names.add(tag)
        assert not any(name.startswith("on") or name == "style" for name, _value in attrs)
        self.hrefs += [value for name, value in attrs if name == "href"]


def test_every_kind_has_a_letter():
    assert sorted(WRITERS) == sorted(KINDS) == sorted(NAMES)


def test_kinds_of_other_apps_have_a_name_and_can_be_refused():
    assert list(LETTERS)
    assert [one.kind for one in LETTERS if not is_optional(one.kind, {}, 1)] == []
    assert [one.kind for one in LETTERS if name_of(one.kind) != str(one.name) or not one.name] == []


@pytest.mark.parametrize("to_person", [True, False])
@pytest.mark.parametrize("kind", sorted([*KINDS, *(one.kind for one in LETTERS)]))
def test_every_letter_survives_hostile_values(kind, to_person, settings):
    settings.SITE_URL = "https://sdgmap.example"
    receiver = {"to": UserFactory(email="a@example.org")} if to_person else {"address": "a@example.org"}
    notice = Notice.objects.create(kind=kind, context=context_of(kind), **receiver)
    message = message_of(notice)
    assert "\n" not in message.subject
    assert "\u202e" not in message.subject
    assert len(message.subject) <= LONGEST_SUBJECT
    raw = message.message().as_string()
    assert "\nBcc:" not in raw.partition("\n\n")[0]
    (html, kind_of), *_ = message.alternatives
    tags = Tags()
    tags.feed(html)
    assert kind_of == "text/html"
    assert "script" not in tags.names
    assert tags.names <= set("html head meta title body p h2 blockquote br a hr".split())
    assert all(href.startswith("https://sdgmap.example") for href in tags.hrefs)
    assert "{{" not in html.replace("{{ 7 }}", "")
    for text in (message.body, html):
        assert "https://sdgmap.example/" in text
        assert "\u202e" not in text
    if kind not in ("activity_due", "digest", "role_waiting"):  # these have nothing that a person wrote
        assert "<script>" in message.body  # plain text is not escaped
        assert "&amp;lt;" not in html
    assert message.recipients() == ["a@example.org"]


@pytest.mark.parametrize("kind", [k for k in KINDS if k.startswith(("submission", "correction"))])
def test_every_mail_about_a_submission_quotes_its_reference(kind):
    letter = letter_of(kind, context_of(kind), Receiver(None))
    assert CODE in letter.subject
    assert any(CODE in part.text for part in letter.parts)


def test_the_copy_has_all_answers_in_words():
    CountryFactory(code="KE")
    target = TargetFactory(code="9.c", title="Access to ICT")
    answers = {
        "title": "Solar schools",
        "kind": "project",
        "language": "fr",
        "countries": ["KE"],
        "regions": ["africa"],
        "contact_email": "amina@example.org",
        link_field(target.pk, "strength"): "3",
        link_field(target.pk, "rationale"): "It brings the internet.",
        link_field(target.pk, "evidence_url"): "https://example.org/e",
    }
    told = {"code": CODE, "title": "Solar schools", "answers": answers}
    letter = letter_of("submission_submitted", told, Receiver(1))
    assert [(part.heading, part.text) for part in letter.parts if part.quote] == [
        ("Title", "Solar schools"),
        ("Language of the text", "French"),
        ("Type", "Project"),
        ("Regions", "Africa"),
        ("Countries", "Kenya"),
        ("E-mail address of the contact person", "amina@example.org"),
        ("9.c Access to ICT", "Main purpose\nIt brings the internet.\nhttps://example.org/e"),
    ]


def test_comments_name_their_field_and_their_link():
    target = TargetFactory(code="9.c", title="Access to ICT")
    comments = [{"field": "start_year", "text": "Which?"}, {"field": f"link.{target.pk}", "text": "Why?"}]
    told = {"code": CODE, "title": "T", "reason": "Two things.", "comments": comments}
    letter = letter_of("submission_returned", told, Receiver(1))
    assert [(part.heading, part.text) for part in letter.parts if part.quote] == [
        ("Reason", "Two things."),
        ("Start year", "Which?"),
        ("Link to 9.c", "Why?"),
    ]


def test_an_unknown_language_gets_english(settings):
    person = UserFactory(language="fr")
    notice = Notice.objects.create(kind="digest", to=person, context={"notices": []})
    with override("ar"):
        assert message_of(notice).subject == "SDG Map: 0 messages today"
        assert 'lang="en" dir="ltr"' in message_of(notice).alternatives[0][0]
    settings.COMPLETE_LANGUAGES = ["en", "fr"]
    assert 'lang="fr"' in message_of(notice).alternatives[0][0]


def test_submissions_are_needed_by_whoever_sent_them_and_optional_for_colleagues():
    assert [is_optional(kind, {"own": [3]}, 3) for kind in OF_SUBMISSIONS] == [False] * 5
    assert [is_optional(kind, {"own": [3]}, 4) for kind in OF_SUBMISSIONS] == [True] * 5
    assert is_optional("correction_confirm", {}, None) is False
    assert is_optional("membership_invited", {}, None) is True


def test_the_digest_has_each_message_with_its_link(settings):
    settings.SITE_URL = "https://sdgmap.example"
    person = UserFactory()
    Notice.objects.create(kind="digest", to=person, context=context_of("digest"))
    assert send_notices() == 1
    (message,) = mail.outbox
    assert message.subject == "SDG Map: 2 messages today"
    assert "https://sdgmap.example/activities/150/notes/#note-3" in message.body
    assert f"https://sdgmap.example/review/{CODE}/" in message.body
