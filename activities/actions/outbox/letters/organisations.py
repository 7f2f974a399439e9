"""E-mails about organisations, their members, and accounts that wait for a role."""

from django.utils.translation import gettext as _

from activities.actions.outbox.letters.parts import Letter, Part, Receiver, Values, link, quote


def body_page(told: Values, label: str) -> Part:
    return link(label, told.get("path") or "/submissions/")


def membership_requested(told: Values, _to: Receiver) -> Letter:
    names = {"person": told["person"], "organisation": told["organisation"]}
    return Letter(
        _("SDG Map: %(person)s asks to join %(organisation)s") % names,
        [
            Part(_("%(person)s asks to join %(organisation)s on the SDG Map.") % names),
            Part(_("Members can submit and update the organisation’s activities. You can approve or decline this.")),
            body_page(told, _("Answer the request")),
        ],
    )


def membership_approved(told: Values, _to: Receiver) -> Letter:
    names = {"organisation": told["organisation"]}
    return Letter(
        _("SDG Map: you now belong to %(organisation)s") % names,
        [
            Part(_("Your request to join %(organisation)s has been approved. You can now submit activities.") % names),
            body_page(told, _("Continue")),
        ],
    )


def membership_declined(told: Values, _to: Receiver) -> Letter:
    names = {"organisation": told["organisation"]}
    return Letter(
        _("SDG Map: your request to join %(organisation)s was declined") % names,
        [
            Part(_("An owner of %(organisation)s or ITU has declined your request to join it.") % names),
            Part(_("If you think that this is a mistake, speak to your colleagues, and ask again.")),
            body_page(told, _("See your organisations")),
        ],
    )


def membership_invited(told: Values, _to: Receiver) -> Letter:
    names = {"person": told["person"], "organisation": told["organisation"]}
    return Letter(
        _("SDG Map: %(person)s invites you to join %(organisation)s") % names,
        [
            Part(
                _(
                    "%(person)s invites you to join %(organisation)s on the SDG Map, where organisations show how "
                    "their activities help to achieve the Sustainable Development Goals."
                )
                % names
            ),
            Part(_("Create an account with this e-mail address, or sign in, to accept or decline.")),
            link(_("Answer the invitation"), told.get("path") or "/accounts/signup/"),
        ],
    )


def membership_ended(told: Values, _to: Receiver) -> Letter:
    names = {"organisation": told["organisation"]}
    return Letter(
        _("SDG Map: you no longer belong to %(organisation)s") % names,
        [
            Part(_("An owner of %(organisation)s has removed you as a member.") % names),
            Part(_("Your submissions stay with the organisation.")),
            body_page(told, _("See your organisations")),
        ],
    )


def organisation_approved(told: Values, _to: Receiver) -> Letter:
    names = {"organisation": told["organisation"]}
    return Letter(
        _("SDG Map: %(organisation)s is now on the map") % names,
        [
            Part(_("ITU has approved the organisation that you proposed: %(organisation)s.") % names),
            link(_("See its page"), f"/organisations/{told['slug']}/" if told.get("slug") else "/organisations/"),
        ],
    )


def organisation_declined(told: Values, _to: Receiver) -> Letter:
    names = {"organisation": told["organisation"]}
    return Letter(
        _("SDG Map: %(organisation)s was not added") % names,
        [
            Part(_("ITU has not added the organisation that you proposed: %(organisation)s.") % names),
            quote(told.get("reason", ""), _("Reason")),
            Part(_("Your drafts are still there.")),
            body_page(told, _("See your drafts")),
        ],
    )


def role_waiting(_told: Values, _to: Receiver) -> Letter:
    """One e-mail for everyone who has asked since the last. It names no one."""
    return Letter(
        _("SDG Map: accounts are waiting for a role"),
        [
            Part(
                _("People who say that they work for ITU have asked for a role. Assign one, or deactivate the account.")
            ),
            link(_("See who is waiting"), "/admin/activities/user/?waiting=role"),
        ],
    )
