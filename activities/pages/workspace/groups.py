"""What the groups of the workspace are called, which activities each holds, and what to do with them."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from activities.queries.workspace import needs as queries


@dataclass(frozen=True, slots=True)
class Group:
    """What a group is called, which activities it holds (in short, and exactly), and what to do with them."""

    name: str
    title: str | Promise
    short: str | Promise
    definition: str | Promise
    advice: str | Promise


GROUPS = {
    group.name: group
    for group in (
        Group(
            queries.UNMAPPED,
            gettext_lazy("Without any link"),
            gettext_lazy("No Goal, target, Action Line or other entry is linked, so they count nowhere in the map."),
            "",
            gettext_lazy("Open the links of each and choose what it contributes to, or withdraw what is no activity."),
        ),
        Group(
            queries.OPEN_LINKS,
            gettext_lazy("With links to confirm"),
            gettext_lazy("At least one link is proposed or unconfirmed: ITU has not confirmed it yet."),
            "",
            gettext_lazy("Confirm the links if all of them are right. Otherwise open them and correct what is wrong."),
        ),
        Group(
            queries.STALE,
            gettext_lazy("Not confirmed for a year"),
            gettext_lazy("Nobody has said within the last 365 days, or ever, that the entry is still right."),
            "",
            gettext_lazy("Confirm what is still right. Edit what is not; an edit confirms the entry, too."),
        ),
        Group(
            queries.CONTRADICTORY,
            gettext_lazy("At odds with the WSIS-SDG Matrix"),
            gettext_lazy("The Matrix joins none of the activity’s Action Lines with a Goal that it claims."),
            gettext_lazy(
                "The activity has Action Lines and claims a Goal (by the Goal or one of its targets), but no official "
                "link of the Matrix joins any of its Action Lines with that Goal or one of its targets. Each claimed "
                "Goal is looked at by itself. An activity without Action Lines contradicts nothing."
            ),
            gettext_lazy(
                "See whether an Action Line is missing or the Goal is too much. Keep what is right: the Matrix is a "
                "guide, and work may go beyond it."
            ),
        ),
        Group(
            queries.UNREASONED,
            gettext_lazy("Main purpose without a rationale"),
            gettext_lazy("A link says “main purpose”, the strongest there is, and does not say why."),
            "",
            gettext_lazy("Open the links and write one sentence for each, or choose a lower strength."),
        ),
    )
}
#: Groups whose rows can be confirmed where they stand.
CONFIRMED_IN_PLACE = (queries.STALE, queries.OPEN_LINKS)
