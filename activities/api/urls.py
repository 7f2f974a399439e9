"""Addresses of the API, version 1."""

from django.urls import path

from activities.api import activities, crosswalks, mappings, matrix

urlpatterns = [
    path("activities/", activities.ActivityList.as_view(), name="api-activity-list"),
    path("activities/facets/", activities.ActivityFacets.as_view(), name="api-activity-facets"),
    path("activities/<int:pk>/", activities.ActivityDetail.as_view(), name="api-activity"),
    path("crosswalks/", crosswalks.CrosswalkList.as_view(), name="api-crosswalk-list"),
    path("mappings/", mappings.MappingList.as_view(), name="api-mapping-list"),
    path("matrix/", matrix.Matrix.as_view(), name="api-matrix"),
    path("matrix/goals-sectors/", matrix.GoalsSectors.as_view(), name="api-goals-sectors"),
    path("coverage/", matrix.Coverage.as_view(), name="api-coverage"),
]
