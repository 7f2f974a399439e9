"""E-mails about submissions of organisations, at each change of state."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from activities.actions.outbox.letters.parts import Letter, Part, Receiver, Values, link, quote
from activities.queries.submissions.wording import in_words, names_of


def named(told: Values) -> dict[str, str]:
    """The reference and the title, for a sentence about a submission."""
    return {
        "code": told["code"],
        "title": told.get("title") or _("Activity without a title"),
        "organisation": told.get("organisation") or "",
    }


def status_page(told: Values) -> Part:
    return link(_("See your submission"), f"/submissions/{told['code']}/")


def submission_submitted(told: Values, _to: Receiver) -> Letter:
    names = named(told)
    parts = [
        Part(
            _("“%(title)s” by %(organisation)s has been submitted. Its reference is %(code)s.") % names
            if names["organisation"]
            else _("“%(title)s” has been submitted. Its reference is %(code)s.") % names
        ),
        Part(_("ITU will review it, and we will let you know the decision and the reason by e-mail.")),
        status_page(told),
    ]
    copy = [quote(value, name) for name, value in in_words(told.get("answers", {}))]
    if copy:
        parts.append(
            Part(_("This is a copy of all answers as they were submitted. The contact person is not published."))
        )
    return Letter(_("SDG Map: %(code)s submitted, “%(title)s”") % names, parts + copy)


def submission_again(told: Values, _to: Receiver) -> Letter:
    names = named(told)
    return Letter(
        _("SDG Map: %(code)s submitted again, “%(title)s”") % names,
        [
            Part(_("“%(title)s” (%(code)s), which is assigned to you, has been submitted again.") % names),
            link(_("Review it"), f"/review/{told['code']}/"),
        ],
    )


def submission_withdrawn(told: Values, _to: Receiver) -> Letter:
    names = named(told)
    return Letter(
        _("SDG Map: %(code)s withdrawn, “%(title)s”") % names,
        [
            Part(_("“%(title)s” (%(code)s) has been withdrawn. Nothing of it is published.") % names),
            Part(_("You can copy it into a new draft at any time.")),
            status_page(told),
        ],
    )


def submission_returned(told: Values, _to: Receiver) -> Letter:
    names, comments = named(told), told.get("comments", [])
    titles = names_of([comment["field"] for comment in comments])
    number = len(comments)
    parts = [
        Part(_("ITU asks you to change “%(title)s” (%(code)s) before it can be published.") % names),
        quote(told["reason"], _("Reason")),
    ]
    if comments:
        parts.append(
            Part(
                ngettext("%(number)s comment on one answer:", "%(number)s comments on answers:", number)
                % {"number": number}
            )
        )
    parts += [quote(comment["text"], titles[comment["field"]]) for comment in comments]
    return Letter(
        _("SDG Map: please change %(code)s, “%(title)s”") % names,
        [*parts, link(_("Change your answers and submit again"), f"/submissions/{told['code']}/")],
    )


def submission_accepted(told: Values, _to: Receiver) -> Letter:
    names = named(told)
    update = told.get("kind") == "update"
    return Letter(
        _("SDG Map: %(code)s accepted, “%(title)s”") % names,
        [
            Part(
                _("Your update of “%(title)s” (%(code)s) has been accepted. The public page shows it now.") % names
                if update
                else _("“%(title)s” (%(code)s) has been accepted. It has its own public page now.") % names
            ),
            link(_("See the public page"), f"/activities/{told['activity']}/"),
            Part(_("We will ask you once a year whether it is still true. You can update it at any time.")),
            status_page(told),
        ],
    )


def submission_rejected(told: Values, _to: Receiver) -> Letter:
    names = named(told)
    return Letter(
        _("SDG Map: %(code)s was not accepted, “%(title)s”") % names,
        [
            Part(_("ITU has decided not to publish “%(title)s” (%(code)s).") % names),
            quote(told["reason"], _("Reason")),
            Part(_("You can copy it into a new draft, change it and submit it again.")),
            status_page(told),
        ],
    )
