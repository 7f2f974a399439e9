"""Addresses of the Roadmap's pages, under /roadmap/. They are permanent."""

from django.urls import path

from roadmap.pages import calendar, commitments, documents, guidance, indicators, targets
from roadmap.pages.editions import comparing, publishing, uploading
from roadmap.pages.editions import reading as editions
from roadmap.pages.editions.registers import COMMITMENTS, EDITIONS, SECTIONS
from roadmap.pages.engagement import calendar as events
from roadmap.pages.engagement import editing, hlpf, next_steps, registers
from roadmap.pages.plans import links as plan_links
from roadmap.pages.plans import operational as operational_plans
from roadmap.pages.plans import reading as plans
from roadmap.pages.progress import board, reports, updates
from roadmap.pages.progress import reading as progress
from roadmap.pages.records.addresses import paths
from roadmap.pages.rounds import answers, mine, planning, states
from roadmap.pages.rounds import progress as rounds
from roadmap.pages.task_force import editing as task_force_editing
from roadmap.pages.task_force import overview as task_force

urlpatterns = [
    path("", commitments.roadmap, name="roadmap"),
    path("sections/<int:number>/", commitments.section, name="roadmap-section"),
    path("actions/<code>/", commitments.action, name="roadmap-action"),
    path("actions/<code>/report/", reports.report, name="roadmap-report"),
    path("actions/<code>/report/withdraw/", reports.report_withdraw, name="roadmap-report-withdraw"),
    path("actions/<code>/review/", reports.review, name="roadmap-review"),
    path("progress/", progress.progress, name="roadmap-progress"),
    path("progress/<int:pk>/edit/", updates.update_edit, name="roadmap-update-edit"),
    path("progress/<int:pk>/withdraw/", updates.update_withdraw, name="roadmap-update-withdraw"),
    path("board/", board.board, name="roadmap-board"),
    path("board/late/", board.lateness, name="roadmap-lateness"),
    path("board/late-reports.csv", board.lateness_file, name="roadmap-lateness-file"),
    path("editions/", editions.edition_list, name="roadmap-edition-list"),
    path("editions/upload/", uploading.upload, name="roadmap-edition-upload"),
    *paths(EDITIONS, "editions"),
    *paths(SECTIONS, "editions/<slug:edition>/sections"),
    *paths(
        COMMITMENTS,
        "editions/<slug:edition>/commitments",
        new="editions/<slug:edition>/sections/<int:section>/commitments",
    ),
    path("editions/<slug:code>/publish/", publishing.publish, name="roadmap-edition-publish"),
    path("editions/<slug:code>/", editions.edition, name="roadmap-edition"),
    path("compare/", comparing.compare, name="roadmap-compare"),
    path("documents/", documents.document_list, name="document-list"),
    *paths(documents.DOCUMENTS, "documents"),
    path("documents/<slug:slug>/", documents.document, name="document"),
    path("hlpf/", hlpf.hlpf, name="hlpf"),
    path("hlpf/<int:year>/", hlpf.hlpf_session, name="hlpf-session"),
    path("calendar/", events.calendar, name="calendar"),
    path("calendar.ics", events.calendar_download, name="calendar-file"),
    *paths(editing.EVENTS, "events"),
    path("events/<slug:slug>/next-steps/new/", next_steps.next_step_new, name="next-step-new"),
    path("next-steps/", next_steps.next_step_list, name="next-step-list"),
    path("next-steps/<int:pk>/", next_steps.next_step_edit, name="next-step-edit"),
    path("events/<slug:slug>/", events.engagement, name="engagement"),
    path("events/<slug:slug>.ics", events.engagement_download, name="engagement-file"),
    path("mechanisms/", registers.mechanism_list, name="mechanism-list"),
    *paths(editing.MECHANISMS, "mechanisms"),
    path("mechanisms/<slug:code>/", registers.mechanism, name="mechanism"),
    path("reviews/", registers.review_list, name="national-review-list"),
    *paths(editing.REVIEWS, "reviews"),
    path("reviews/<country>/<int:year>/", registers.review, name="national-review"),
    path("cooperation-frameworks/", registers.cooperation_framework_list, name="cooperation-framework-list"),
    *paths(editing.FRAMEWORKS, "cooperation-frameworks"),
    *paths(editing.INPUTS, "inputs"),
    *paths(editing.MATERIALS, "materials"),
    path("inputs/", registers.input_list, name="input-list"),
    path("materials/", registers.material_list, name="material-list"),
    path("milestones/", calendar.milestone_list, name="milestone-list"),
    path("plans/", plans.plan_list, name="plan-list"),
    path("plans/compare/", plans.compare, name="plan-compare"),
    path("plans/compare.csv", plans.compare_file, name="plan-compare-file"),
    path("plans/links/<slug:older>/<slug:newer>/new/", plan_links.plan_link_new, name="plan-link-new"),
    path("plans/links/<int:pk>/", plan_links.plan_link, name="plan-link"),
    path("plans/links/<int:pk>/confirm/", plan_links.plan_link_confirm, name="plan-link-confirm"),
    path("plans/links/<int:pk>/withdraw/", plan_links.plan_link_withdraw, name="plan-link-withdraw"),
    path("plans/links/<int:pk>/restore/", plan_links.plan_link_restore, name="plan-link-restore"),
    path("plans/<slug:slug>/", plans.plan, name="plan"),
    path("operational-plans/", operational_plans.operational_plan_list, name="operational-plan-list"),
    *paths(operational_plans.OPERATIONAL_PLANS, "operational-plans"),
    path("operational-plans/<slug:slug>/", operational_plans.operational_plan, name="operational-plan"),
    path("task-force/", task_force.task_force, name="task-force"),
    path("task-force/members/new/", task_force_editing.member_new, name="task-force-member-new"),
    path("task-force/members/<int:pk>/", task_force_editing.member, name="task-force-member"),
    path("task-force/members/<int:pk>/delete/", task_force_editing.member_delete, name="task-force-member-delete"),
    path("task-force/meetings/new/", task_force_editing.meeting_new, name="task-force-meeting-new"),
    path("task-force/meetings/<int:pk>/", task_force.meeting, name="task-force-meeting"),
    path("task-force/meetings/<int:pk>/edit/", task_force_editing.meeting_edit, name="task-force-meeting-edit"),
    path("task-force/meetings/<int:pk>/delete/", task_force_editing.meeting_delete, name="task-force-meeting-delete"),
    path(
        "task-force/meetings/<int:pk>/follow-ups/new/",
        task_force_editing.meeting_follow_up,
        name="task-force-meeting-follow-up",
    ),
    path("task-force/follow-ups/<int:pk>/", task_force_editing.follow_up, name="task-force-follow-up"),
    path("task-force/follow-ups/<int:pk>/done/", task_force_editing.follow_up_done, name="task-force-follow-up-done"),
    path(
        "task-force/follow-ups/<int:pk>/delete/",
        task_force_editing.follow_up_delete,
        name="task-force-follow-up-delete",
    ),
    path("guidance/", guidance.guidance_list, name="guidance-list"),
    *paths(guidance.GUIDANCE, "guidance"),
    path("guidance/<int:pk>/", guidance.guidance, name="guidance"),
    path("guidance/<int:pk>/follow-ups/new/", task_force_editing.guidance_follow_up, name="guidance-follow-up"),
    path("indicators/", indicators.indicator_list, name="indicator-list"),
    path("indicators/<code>/", indicators.indicator, name="indicator"),
    path("indicators/<code>/values.csv", indicators.values, name="indicator-values"),
    path("indicators/<code>/chart.svg", indicators.chart, name="indicator-chart"),
    path("targets/", targets.target_list, name="roadmap-target-list"),
    path("targets/<slug:slug>/", targets.target, name="roadmap-target"),
    path("rounds/", planning.round_list, name="round-list"),
    path("rounds/new/", planning.round_new, name="round-new"),
    path("rounds/<slug:code>/", rounds.round_page, name="round"),
    path("rounds/<slug:code>/edit/", planning.round_edit, name="round-edit"),
    path("rounds/<slug:code>/open/", states.round_open, name="round-open"),
    path("rounds/<slug:code>/close/", states.round_close, name="round-close"),
    path("rounds/<slug:code>/reopen/", states.round_reopen, name="round-reopen"),
    path("rounds/<slug:code>/remind/", rounds.round_remind, name="round-remind"),
    path("rounds/<slug:code>/mine/", mine.mine, name="round-mine"),
    path("rounds/<slug:code>/mine/confirm/", answers.confirm_all, name="round-confirm-all"),
    path("rounds/<slug:code>/mine/undo/", answers.undo, name="round-undo"),
    path("rounds/<slug:code>/mine/<int:pk>/confirm/", answers.confirm, name="round-confirm"),
    path("rounds/<slug:code>/mine/<int:pk>/retire/", answers.retire, name="round-retire"),
    path("rounds/<slug:code>/mine/<int:pk>/replies/", answers.replies, name="round-replies"),
]
