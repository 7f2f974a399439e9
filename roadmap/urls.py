"""Addresses of the Roadmap's pages, under /roadmap/. They are permanent."""

from django.urls import path

from roadmap.pages import calendar, commitments, documents, indicators

urlpatterns = [
    path("", commitments.roadmap, name="roadmap"),
    path("sections/<int:number>/", commitments.section, name="roadmap-section"),
    path("actions/<code>/", commitments.action, name="roadmap-action"),
    path("documents/", documents.document_list, name="document-list"),
    *documents.DOCUMENTS.paths("documents"),
    path("documents/<slug:slug>/", documents.document, name="document"),
    path("hlpf/", calendar.hlpf, name="hlpf"),
    path("milestones/", calendar.milestone_list, name="milestone-list"),
    path("indicators/", indicators.indicator_list, name="indicator-list"),
    path("indicators/<code>/", indicators.indicator, name="indicator"),
    path("indicators/<code>/values.csv", indicators.values, name="indicator-values"),
    path("indicators/<code>/chart.svg", indicators.chart, name="indicator-chart"),
]
