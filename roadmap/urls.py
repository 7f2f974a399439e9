"""Addresses of the Roadmap's pages, under /roadmap/. They are permanent."""

from django.urls import path

from roadmap.pages import calendar, commitments, documents, indicators, operational_plans, plan_links, plans
from roadmap.pages.engagement import calendar as events
from roadmap.pages.engagement import editing, hlpf, next_steps, registers

urlpatterns = [
    path("", commitments.roadmap, name="roadmap"),
    path("sections/<int:number>/", commitments.section, name="roadmap-section"),
    path("actions/<code>/", commitments.action, name="roadmap-action"),
    path("documents/", documents.document_list, name="document-list"),
    *documents.DOCUMENTS.paths("documents"),
    path("documents/<slug:slug>/", documents.document, name="document"),
    path("hlpf/", hlpf.hlpf, name="hlpf"),
    path("hlpf/<int:year>/", hlpf.hlpf_session, name="hlpf-session"),
    path("calendar/", events.calendar, name="calendar"),
    path("calendar.ics", events.calendar_download, name="calendar-file"),
    *editing.EVENTS.paths("events"),
    path("events/<slug:slug>/next-steps/new/", next_steps.next_step_new, name="next-step-new"),
    path("next-steps/", next_steps.next_step_list, name="next-step-list"),
    path("next-steps/<int:pk>/", next_steps.next_step_edit, name="next-step-edit"),
    path("events/<slug:slug>/", events.engagement, name="engagement"),
    path("events/<slug:slug>.ics", events.engagement_download, name="engagement-file"),
    path("mechanisms/", registers.mechanism_list, name="mechanism-list"),
    *editing.MECHANISMS.paths("mechanisms"),
    path("mechanisms/<slug:code>/", registers.mechanism, name="mechanism"),
    path("reviews/", registers.review_list, name="national-review-list"),
    *editing.REVIEWS.paths("reviews"),
    path("reviews/<country>/<int:year>/", registers.review, name="national-review"),
    path("cooperation-frameworks/", registers.cooperation_framework_list, name="cooperation-framework-list"),
    *editing.FRAMEWORKS.paths("cooperation-frameworks"),
    *editing.INPUTS.paths("inputs"),
    *editing.MATERIALS.paths("materials"),
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
    path("operational-plans/<slug:slug>/", operational_plans.operational_plan, name="operational-plan"),
    path("indicators/", indicators.indicator_list, name="indicator-list"),
    path("indicators/<code>/", indicators.indicator, name="indicator"),
    path("indicators/<code>/values.csv", indicators.values, name="indicator-values"),
    path("indicators/<code>/chart.svg", indicators.chart, name="indicator-chart"),
]
