"""Addresses of the map's pages. They last: /activities/<id>/, /goals/9/, /targets/9.c/, /action-lines/C2/."""

from django.urls import path

from activities.pages import (
    action_lines,
    activities,
    activity_detail,
    activity_files,
    flow,
    frameworks,
    goals,
    home,
    jobs,
    matrix,
    organisations,
    places,
)

urlpatterns = [
    path("", home.home, name="home"),
    path("about/", home.about, name="about"),
    path("goals/", goals.goal_list, name="goal-list"),
    path("goals/<code>/", goals.goal, name="goal"),
    path("targets/<code>/", goals.target, name="target"),
    path("action-lines/", action_lines.action_line_list, name="action-line-list"),
    path("action-lines/<code>/", action_lines.action_line, name="action-line"),
    path("matrix/", matrix.matrix, name="matrix"),
    path("matrix.<format>", matrix.download, name="matrix-download"),
    path("matrix/<line>/<goal>/", matrix.cell, name="matrix-cell"),
    path("flow/", flow.flow, name="flow"),
    path("flow.<format>", flow.download, name="flow-download"),
    path("activities/", activities.activity_list, name="activity-list"),
    path("activities.<format>", activity_files.download, name="activity-download"),
    path("activities/<int:pk>/", activity_detail.activity, name="activity"),
    path("frameworks/", frameworks.framework_list, name="framework-list"),
    path("frameworks/<slug>/", frameworks.framework, name="framework"),
    path("frameworks/<slug>/<path:code>/", frameworks.term, name="term"),
    path("jobs/<uuid:pk>/", jobs.job, name="job"),
    path("jobs/<uuid:pk>/cancel/", jobs.cancel, name="job-cancel"),
    path("jobs/<uuid:pk>/<role>/", jobs.file, name="job-file"),
    path("organisations/", organisations.organisation_list, name="organisation-list"),
    path("organisations/<slug>/", organisations.organisation, name="organisation"),
    path("countries/", places.country_list, name="country-list"),
    path("countries/<code>/", places.country, name="country"),
    path("regions/<slug>/", places.region, name="region"),
]
