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
        from roadmap.urls import urlpatterns

        MENU.register(MenuEntry(_("Roadmap"), tuple(path.name for path in urlpatterns)))
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
