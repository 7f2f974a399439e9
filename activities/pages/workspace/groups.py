"""The groups of activities that need work: their titles, definitions and advice."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from activities.queries.workspace import needs as queries

FIRST = gettext_lazy("Start with the first")


@dataclass(frozen=True, slots=True)
class Group:
    """A group of activities. `need` continues a number ("3 with links to confirm"), `all` is the sentence if it has all
    activities, `title` heads its list; `short` and `definition` say which activities belong to it, `advice` what to do
    with them. `step` is the next thing to do: it leads to the page `route` of the group's first activity."""

    name: str
    need: str | Promise
    all: str | Promise
    title: str | Promise
    short: str | Promise
    definition: str | Promise
    advice: str | Promise
    step: str | Promise = FIRST
    route: str = "mapping-list"
    anchor: str = ""


GROUPS = {
    group.name: group
    for group in (
        Group(
            queries.UNMAPPED,
            gettext_lazy("without links"),
            gettext_lazy("All %(number)s are without links."),
            gettext_lazy("Activities without links"),
            gettext_lazy(
                "They are not linked to any Goal, target, Action Line or other entry, so they are not counted for any."
            ),
            "",
            gettext_lazy("Add links to what each contributes to, or withdraw it if it is not an activity."),
        ),
        Group(
            queries.OPEN_LINKS,
            gettext_lazy("with links to confirm"),
            gettext_lazy("All %(number)s have links to confirm."),
            gettext_lazy("Activities with links to confirm"),
            gettext_lazy("At least one link is proposed or unconfirmed: ITU has not confirmed it yet."),
            "",
            gettext_lazy("Confirm the links if all are correct. Otherwise open them and correct them."),
        ),
        Group(
            queries.STALE,
            gettext_lazy("not confirmed for a year"),
            gettext_lazy("All %(number)s are due for confirmation."),
            gettext_lazy("Activities not confirmed for a year"),
            gettext_lazy("No one has confirmed in the last 365 days that the activity is still correct."),
            "",
            gettext_lazy("Confirm what is still correct. Edit what is not; an edit also confirms the activity."),
            route="activity",
        ),
        Group(
            queries.CONTRADICTORY,
            gettext_lazy("that differ from the Matrix"),
            gettext_lazy("All %(number)s differ from the Matrix."),
            gettext_lazy("Activities that differ from the Matrix"),
            gettext_lazy("They have a Goal that the WSIS-SDG Matrix does not link to any of their Action Lines."),
            gettext_lazy(
                "These activities are linked to a Goal (or to one of its targets) that no official link of the "
                "WSIS-SDG Matrix connects with any of their Action Lines. Each Goal is checked on its own. Activities "
                "without Action Lines are not checked."
            ),
            gettext_lazy(
                "Check whether an Action Line is missing or the link to the Goal is wrong. Leave correct links as they "
                "are: the Matrix is a guide, and work may go beyond it."
            ),
            gettext_lazy("Compare the first"),
            anchor="answers",
        ),
        Group(
            queries.UNREASONED,
            gettext_lazy("with a main purpose but no rationale"),
            gettext_lazy("All %(number)s have a main purpose but no rationale."),
            gettext_lazy("Activities with a main purpose but no rationale"),
            gettext_lazy(
                "A link has the highest strength, “main purpose”, but no rationale. For a Goal, the rationale of one "
                "of its targets is enough."
            ),
            "",
            gettext_lazy("Open the links and write one sentence for each, or choose a lower strength."),
        ),
    )
}
#: Groups whose rows can be confirmed in the list.
CONFIRMED_IN_PLACE = (queries.STALE, queries.OPEN_LINKS)
