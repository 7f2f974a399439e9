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
    "roadmap-report",
    "roadmap-report-withdraw",
    "roadmap-review",
    "roadmap-progress",
    "roadmap-update-edit",
    "roadmap-update-withdraw",
    "roadmap-board",
    "roadmap-lateness",
    "roadmap-edition-list",
    "roadmap-edition-new",
    "roadmap-edition-upload",
    "roadmap-edition-edit",
    "roadmap-edition-withdraw",
    "roadmap-edition-restore",
    "roadmap-part-new",
    "roadmap-part-edit",
    "roadmap-part-withdraw",
    "roadmap-part-restore",
    "roadmap-commitment-new",
    "roadmap-commitment-edit",
    "roadmap-commitment-withdraw",
    "roadmap-commitment-restore",
    "roadmap-edition-publish",
    "roadmap-edition",
    "roadmap-compare",
    "document-list",
    "document-new",
    "document-edit",
    "document-withdraw",
    "document-restore",
    "document",
    "hlpf",
    "hlpf-session",
    "calendar",
    "engagement-new",
    "engagement-edit",
    "engagement-withdraw",
    "engagement-restore",
    "next-step-new",
    "next-step-list",
    "next-step-edit",
    "engagement",
    "mechanism-list",
    "mechanism-new",
    "mechanism-edit",
    "mechanism-withdraw",
    "mechanism-restore",
    "mechanism",
    "national-review-list",
    "national-review-new",
    "national-review-edit",
    "national-review-withdraw",
    "national-review-restore",
    "national-review",
    "cooperation-framework-list",
    "cooperation-framework-new",
    "cooperation-framework-edit",
    "cooperation-framework-withdraw",
    "cooperation-framework-restore",
    "input-new",
    "input-edit",
    "input-withdraw",
    "input-restore",
    "material-new",
    "material-edit",
    "material-withdraw",
    "material-restore",
    "input-list",
    "material-list",
    "milestone-list",
    "plan-list",
    "plan-compare",
    "plan-link-new",
    "plan-link",
    "plan-link-confirm",
    "plan-link-withdraw",
    "plan-link-restore",
    "plan",
    "operational-plan-list",
    "operational-plan-new",
    "operational-plan-edit",
    "operational-plan-withdraw",
    "operational-plan-restore",
    "operational-plan",
    "task-force",
    "task-force-member-new",
    "task-force-member",
    "task-force-member-delete",
    "task-force-meeting-new",
    "task-force-meeting",
    "task-force-meeting-edit",
    "task-force-meeting-delete",
    "task-force-meeting-follow-up",
    "task-force-follow-up",
    "task-force-follow-up-done",
    "task-force-follow-up-delete",
    "guidance-list",
    "guidance-new",
    "guidance-edit",
    "guidance-withdraw",
    "guidance-restore",
    "guidance",
    "guidance-follow-up",
    "indicator-list",
    "indicator",
    "roadmap-target-list",
    "roadmap-target",
    "round-list",
    "round-new",
    "round",
    "round-edit",
    "round-open",
    "round-close",
    "round-reopen",
    "round-remind",
    "round-mine",
    "round-confirm-all",
    "round-undo",
    "round-confirm",
    "round-retire",
    "round-replies",
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
        from roadmap.pages.progress.promises import promises_for
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
