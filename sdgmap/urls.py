"""All addresses: the map, the Roadmap, the API, the operator's side."""

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin
from django.shortcuts import render
from django.urls import include, path
from django.views.decorators.http import require_safe

from sdgmap import health

admin.site.login = secure_admin_login(admin.site.login)
handler429 = "sdgmap.accounts.too_many_requests"


@require_safe
def robots(request):
    return render(request, "robots.txt", {"site": settings.SITE_URL}, content_type="text/plain; charset=utf-8")


urlpatterns = [
    path("", include("activities.urls")),
    path("roadmap/", include("roadmap.urls")),
    path("api/v1/roadmap/", include("roadmap.api.urls")),
    path("api/v1/", include("activities.api.urls")),
    path("id/", include("activities.api.linked_data.addresses")),
    path("ns/", include("activities.api.linked_data.vocabulary")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("robots.txt", robots, name="robots"),
    path("health/live", health.live, name="health-live"),
    path("health/ready", health.ready, name="health-ready"),
]

if settings.DEBUG_TOOLBAR:
    from debug_toolbar.toolbar import debug_toolbar_urls

    urlpatterns += debug_toolbar_urls()
