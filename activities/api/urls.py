"""Addresses of the API, version 1."""

from django.urls import path, re_path

from activities.api.facts import listed
from activities.api.reference.openapi import schema
from activities.api.reference.page import docs
from activities.api.resources import (
    activities,
    changes,
    code_lists,
    countries,
    crosswalks,
    frameworks,
    index,
    mappings,
    matrix,
    organisations,
    summaries,
    terms,
    texts,
)

urlpatterns = [
    path("", index.Index.as_view(), name="api-index"),
    *listed("activities", activities.ActivityList, "api-activity-list"),
    path("activities/facets/", activities.ActivityFacets.as_view(), name="api-activity-facets"),
    path("activities/<int:id>/", activities.ActivityDetail.as_view(), name="api-activity"),
    *listed("mappings", mappings.MappingList, "api-mapping-list"),
    path("mappings/<int:id>/", mappings.MappingDetail.as_view(), name="api-mapping"),
    path("changes/", changes.Changes.as_view(), name="api-changes"),
    *listed("frameworks", frameworks.FrameworkList, "api-framework-list"),
    path("frameworks/<str:slug>/", frameworks.FrameworkDetail.as_view(), name="api-framework"),
    *listed("terms", terms.TermList, "api-term-list"),
    path("terms/<str:framework>/<path:code>/", terms.TermDetail.as_view(), name="api-term"),
    *listed("texts", texts.TextList, "api-text-list"),
    *listed("crosswalks", crosswalks.CrosswalkList, "api-crosswalk-list"),
    *listed("organisations", organisations.OrganisationList, "api-organisation-list"),
    path("organisations/<str:slug>/", organisations.OrganisationDetail.as_view(), name="api-organisation"),
    *listed("countries", countries.CountryList, "api-country-list"),
    *listed("code-lists", code_lists.CodeLists, "api-code-list"),
    path("summaries/", summaries.Summaries.as_view(), name="api-summaries"),
    path("summaries/terms/", summaries.SummaryTerms.as_view(), name="api-summary-terms"),
    path("summaries/slice/", summaries.SummarySlice.as_view(), name="api-summary-slice"),
    path("matrix/", matrix.Matrix.as_view(), name="api-matrix"),
    path("matrix/goals-sectors/", matrix.GoalsSectors.as_view(), name="api-goals-sectors"),
    path("coverage/", matrix.Coverage.as_view(), name="api-coverage"),
    path("schema/", schema, name="api-schema"),
    path("docs/", docs, name="api-docs"),
    # only with a slash at the end: addresses without it are redirected
    re_path(r"^(?P<rest>.+)/$", index.Nowhere.as_view()),
]
