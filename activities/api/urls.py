"""Addresses of the API, version 1."""

from django.urls import path, re_path, register_converter
from django.urls.converters import StringConverter

from activities.api.facts import listed
from activities.api.reference.openapi import Schema
from activities.api.reference.page import docs, docs_group
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
from activities.api.writing import batches, submissions


def detailed(place: str, view, name: str) -> list:
    """The addresses of a fact: `place/`, and `place.ttl` or another format."""
    answer = view.as_view()
    return [path(f"{place}/", answer, name=name), path(f"{place}.<fact_format:format>", answer, name=f"{name}-data")]


class FactFormat(StringConverter):
    """The format of one fact: JSON and linked data."""

    regex = "json|jsonld|ttl"


register_converter(FactFormat, "fact_format")

urlpatterns = [
    path("", index.Index.as_view(), name="api-index"),
    *listed("activities", activities.ActivityList, "api-activity-list"),
    path("activities/facets/", activities.ActivityFacets.as_view(), name="api-activity-facets"),
    path("activities/batch/", batches.ActivityBatch.as_view(), name="api-activity-batch"),
    *detailed("activities/<int:id>", activities.ActivityDetail, "api-activity"),
    *listed("mappings", mappings.MappingList, "api-mapping-list"),
    path("mappings/batch/", batches.MappingBatch.as_view(), name="api-mapping-batch"),
    *detailed("mappings/<int:id>", mappings.MappingDetail, "api-mapping"),
    path("changes/", changes.Changes.as_view(), name="api-changes"),
    path("submissions/", submissions.SubmissionList.as_view(), name="api-submission-list"),
    path("submissions/<str:code>/", submissions.SubmissionDetail.as_view(), name="api-submission"),
    path("submissions/<str:code>/submit/", submissions.SubmissionSubmit.as_view(), name="api-submission-submit"),
    path("submissions/<str:code>/withdraw/", submissions.SubmissionWithdraw.as_view(), name="api-submission-withdraw"),
    *listed("frameworks", frameworks.FrameworkList, "api-framework-list"),
    *detailed("frameworks/<str:slug>", frameworks.FrameworkDetail, "api-framework"),
    *listed("terms", terms.TermList, "api-term-list"),
    *detailed("terms/<str:framework>/<path:code>", terms.TermDetail, "api-term"),
    *listed("texts", texts.TextList, "api-text-list"),
    *listed("crosswalks", crosswalks.CrosswalkList, "api-crosswalk-list"),
    *detailed("crosswalks/<str:name>", crosswalks.CrosswalkDetail, "api-crosswalk"),
    *listed("organisations", organisations.OrganisationList, "api-organisation-list"),
    *detailed("organisations/<str:slug>", organisations.OrganisationDetail, "api-organisation"),
    *listed("countries", countries.CountryList, "api-country-list"),
    *detailed("countries/<str:code>", countries.CountryDetail, "api-country"),
    *listed("code-lists", code_lists.CodeLists, "api-code-list"),
    path("summaries/", summaries.Summaries.as_view(), name="api-summaries"),
    path("summaries/terms/", summaries.SummaryTerms.as_view(), name="api-summary-terms"),
    path("summaries/slice/", summaries.SummarySlice.as_view(), name="api-summary-slice"),
    path("matrix/", matrix.Matrix.as_view(), name="api-matrix"),
    path("matrix/goals-sectors/", matrix.GoalsSectors.as_view(), name="api-goals-sectors"),
    path("coverage/", matrix.Coverage.as_view(), name="api-coverage"),
    path("schema/", Schema.as_view(), name="api-schema"),
    path("docs/", docs, name="api-docs"),
    path("docs/<slug:slug>/", docs_group, name="api-docs-group"),
    re_path(r"^(?P<rest>.+)/$", index.Nowhere.as_view()),
    re_path(r"^(?P<rest>.+)$", index.WithoutSlash.as_view()),
]
