"""All addresses: the map, the Roadmap, the API, the operator's side."""

from django.contrib import admin
from django.urls import include, path

from sdgmap import health

urlpatterns = [
    path("", include("activities.urls")),
    path("roadmap/", include("roadmap.urls")),
    path("api/v1/", include("activities.api.urls")),
    path("admin/", admin.site.urls),
    path("health/live", health.live, name="health-live"),
    path("health/ready", health.ready, name="health-ready"),
]
