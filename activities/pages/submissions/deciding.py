"""Carry out a decision: alone, released with others, or in bulk. All ways check the same."""

from django.utils.translation import gettext as _

from activities.actions.ledger import Refused, Stale
from activities.actions.submissions.holding import ACCEPT, REJECT, RETURN
from activities.actions.submissions.reviewing import accept, accept_correction, reject, return_submission
from activities.forms.submissions.entry import Entry, entry_of
from activities.forms.submissions.reading import not_ready
from activities.models import Submission, User

Problem = tuple[str, str]


class NotReady(Refused):
    """The entry is incomplete, so it cannot be published. `problems`: [(page of the form, what is missing)]."""

    def __init__(self, problems: list[Problem]):
        self.problems = problems
        super().__init__(_("This entry cannot be published yet: %(what)s") % {"what": problems[0][1]})


def refuse_unless_ready(entry: Entry) -> None:
    """Raise NotReady for an entry that cannot be published."""
    if problems := not_ready(entry):
        raise NotReady(problems)


def carry_out(
    submission: Submission, *, decision: str, reason: str = "", confirm_links: bool = False, seen: int, by: User
) -> Submission:
    """Decide on the answers as of revision `seen`, in one transaction. Raises NotReady, Stale, Decided and Refused."""
    if decision == RETURN:
        return return_submission(submission=submission, reason=reason, seen=seen, by=by)
    if decision == REJECT:
        return reject(submission=submission, reason=reason, seen=seen, by=by)
    if decision != ACCEPT:
        raise Refused(_("Choose a decision."))
    if submission.kind == Submission.Kind.CORRECTION:
        return accept_correction(submission=submission, answer=reason, by=by)
    entry = entry_of(submission)
    if submission.state == Submission.State.SUBMITTED:  # otherwise `accept` says who has decided
        if submission.revision != seen:
            raise Stale(submission)
        refuse_unless_ready(entry)
    publication = entry.publication() if entry.is_complete else {"fields": {}, "links": {}}
    return accept(submission=submission, **publication, seen=seen, confirm_links=confirm_links, by=by)


def refusal_in_words(error: Exception) -> str:
    """Why a decision could not be carried out, in one sentence."""
    if isinstance(error, Stale):
        return _("Someone has changed the answers since. Open it and decide again.")
    return str(error)
