from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from activities.extensions import (
    ASKED_ELSEWHERE,
    CITATIONS,
    INDICATOR_FIGURES,
    LETTERS,
    MENU,
    PERSON_DELETED,
    PERSONAL_DATA,
    PROFILE_BLOCKS,
    RESOURCES,
    SEARCH_GROUPS,
    SITEMAP,
    SUBMISSION_BLOCKS,
    VERBS,
    WORKSPACE_GROUPS,
    MenuEntry,
)

#: The pages under "Roadmap" in the main menu.
MENU_ROUTES = (
    "roadmap",
    "roadmap-section",
    "roadmap-action",
    "roadmap-edition-list",
    "roadmap-edition",
    "roadmap-edition-new",
    "roadmap-edition-edit",
    "roadmap-edition-publish",
    "roadmap-compare",
    "roadmap-progress",
    "roadmap-board",
    "roadmap-lateness",
    "roadmap-report",
    "roadmap-review",
    "roadmap-update-edit",
    "roadmap-update-withdraw",
    "document-list",
    "document",
    "hlpf",
    "hlpf-session",
    "calendar",
    "engagement",
    "mechanism-list",
    "mechanism",
    "national-review-list",
    "national-review",
    "cooperation-framework-list",
    "input-list",
    "material-list",
    "milestone-list",
    "indicator-list",
    "indicator",
    "plan-list",
    "plan",
    "plan-compare",
    "operational-plan-list",
    "operational-plan",
    "task-force",
    "task-force-meeting",
    "guidance-list",
    "guidance",
    "guidance-new",
    "guidance-edit",
    "guidance-withdraw",
    "guidance-restore",
    "guidance-follow-up",
    "operational-plan-new",
    "operational-plan-edit",
    "operational-plan-withdraw",
    "operational-plan-restore",
    "plan-link",
    "plan-link-new",
    "plan-link-confirm",
    "plan-link-withdraw",
    "plan-link-restore",
    "task-force-member-new",
    "task-force-member",
    "task-force-member-delete",
    "task-force-meeting-new",
    "task-force-meeting-edit",
    "task-force-meeting-delete",
    "task-force-meeting-follow-up",
    "task-force-follow-up",
    "task-force-follow-up-done",
    "task-force-follow-up-delete",
    "roadmap-target-list",
    "roadmap-target",
)


class RoadmapConfig(AppConfig):
    name = "roadmap"
    verbose_name = _("The Roadmap")

    def ready(self):
        """Register what the Roadmap adds to the map's pages."""
        from roadmap.actions.progress import letters
        from roadmap.actions.rounds.letter import ROUND_DUE
        from roadmap.actions.task_force import letters as task_force_letters
        from roadmap.actions.task_force.forgetting import forget_member
        from roadmap.pages import search, sitemap  # models are not there when this file is read
        from roadmap.pages.engagement.country import engagement_of
        from roadmap.pages.engagement.next_steps import next_steps_group
        from roadmap.pages.figures import latest_figures
        from roadmap.pages.promises import promises_for
        from roadmap.pages.rounds import asked
        from roadmap.pages.task_force.work import follow_ups_of
        from roadmap.pages.workspace import reports_of
        from roadmap.queries import facts, verbs
        from roadmap.queries.personal_data import personal_parts
        from roadmap.queries.rounds import scope as rounds

        MENU.register(MenuEntry(_("Roadmap"), MENU_ROUTES))
        INDICATOR_FIGURES.register(latest_figures)
        PROFILE_BLOCKS.register(engagement_of)
        WORKSPACE_GROUPS.register(next_steps_group)
        for group in search.GROUPS:
            SEARCH_GROUPS.register(group)
        SITEMAP.register(sitemap.paths)
        PROFILE_BLOCKS.register(promises_for)
        WORKSPACE_GROUPS.register(reports_of)
        WORKSPACE_GROUPS.register(follow_ups_of)
        PERSONAL_DATA.register(personal_parts)
        PERSON_DELETED.register(forget_member)
        for kind in (*letters.KINDS, *task_force_letters.KINDS):
            LETTERS.register(kind)
        VERBS.register(verbs.VERBS)
        for resource in facts.RESOURCES:
            RESOURCES.register(resource)
        ASKED_ELSEWHERE.register(rounds.asked_in_rounds)
        CITATIONS.register(rounds.cites)
        LETTERS.register(ROUND_DUE)
        SUBMISSION_BLOCKS.register(asked.submission_block)
        WORKSPACE_GROUPS.register(asked.workspace_group)
