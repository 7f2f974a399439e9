"""The comparison: what a well-meant first version in plain Django REST Framework does over the same tables.

A read-only ModelViewSet with select_related and prefetch_related, numbered pages, SearchFilter, the default connection
for each request, the middleware of `startproject`, and an HTML page with counts from the facts.
"""

import os

import environ
from django.conf import settings

settings.configure(
    SECRET_KEY=os.environ["SECRET_KEY"],
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF="tests.benchmarks.naive",
    AUTH_USER_MODEL="activities.User",
    USE_TZ=True,
    DATABASES={"default": environ.Env().db_url("DATABASE_URL")},
    INSTALLED_APPS=[
        *(f"django.contrib.{app}" for app in ("auth", "contenttypes", "sessions", "messages", "postgres")),
        *("pghistory", "pgtrigger", "rest_framework", "django_filters", "activities"),
    ],
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
    REST_FRAMEWORK={
        "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.PageNumberPagination",
        "PAGE_SIZE": 50,
        "DEFAULT_FILTER_BACKENDS": [
            "django_filters.rest_framework.DjangoFilterBackend",
            "rest_framework.filters.SearchFilter",
        ],
    },
)

from django.core.wsgi import get_wsgi_application  # noqa: E402 - the settings come first

application = get_wsgi_application()

import django_filters  # noqa: E402
from django.core.paginator import Paginator  # noqa: E402
from django.db.models import Count  # noqa: E402
from django.http import HttpResponse  # noqa: E402
from django.template import engines  # noqa: E402
from django.urls import include, path  # noqa: E402
from rest_framework import routers, serializers, viewsets  # noqa: E402
from rest_framework.decorators import action  # noqa: E402
from rest_framework.response import Response  # noqa: E402

from activities.models import Activity, Mapping  # noqa: E402


class MappingSerializer(serializers.ModelSerializer):
    framework = serializers.CharField(source="term.framework.slug")
    kind = serializers.CharField(source="term.kind")
    code = serializers.CharField(source="term.code")
    title = serializers.CharField(source="term.title")

    class Meta:
        model = Mapping
        fields = ("framework", "kind", "code", "title", "strength", "rationale", "evidence_url", "origin", "certainty")


class ActivitySerializer(serializers.ModelSerializer):
    organisation = serializers.CharField(source="organisation.name")
    sector = serializers.CharField(source="organisation.sector")
    mappings = MappingSerializer(many=True)

    class Meta:
        model = Activity
        exclude = ("search",)


class NaiveFilter(django_filters.FilterSet):
    target = django_filters.CharFilter(method="of_target")
    sector = django_filters.CharFilter(field_name="organisation__sector")
    kind = django_filters.CharFilter()
    status = django_filters.CharFilter()
    year = django_filters.NumberFilter(field_name="start_year")

    def of_target(self, queryset, name, code):
        return queryset.filter(mappings__term__kind="target", mappings__term__code=code)


WHOLE = (
    Activity.objects.filter(withdrawn=False)
    .defer("search")
    .select_related("organisation")
    .prefetch_related("mappings__term__framework")
    .order_by("-id")
)


def counted(hits, field: str) -> list:
    return list(hits.values_list(field).annotate(number=Count("id")).order_by("-number"))


def terms_counted(hits) -> list:
    mapped = Mapping.objects.filter(activity__in=hits.values("id")).order_by()
    return list(mapped.values_list("term__kind", "term__code").annotate(number=Count("id")))


class NaiveViewSet(viewsets.ReadOnlyModelViewSet):
    queryset = WHOLE
    serializer_class = ActivitySerializer
    filterset_class = NaiveFilter
    search_fields = ("title", "description")

    @action(detail=False)
    def facets(self, request):
        hits = self.filter_queryset(Activity.objects.filter(withdrawn=False))
        fields = ("organisation__sector", "organisation__type", "kind", "status", "start_year", "countries", "regions")
        return Response({field: counted(hits, field) for field in fields} | {"terms": terms_counted(hits)})

    @action(detail=False)
    def matrix(self, request):
        """Action Line by Goal, from the facts."""
        lines = Mapping.objects.filter(term__kind="action_line", activity__mappings__term__goal__isnull=False)
        cells = lines.values_list("term__code", "activity__mappings__term__goal__code").order_by()
        return Response(list(cells.annotate(number=Count("activity", distinct=True))))


PAGE = """<!doctype html><html lang="en"><title>Activities</title><h1>{{ page.paginator.count }} activities</h1>
{% for facet, counts in facets %}<h2>{{ facet }}</h2><ul>
{% for value, number in counts %}<li><a href="?{{ facet }}={{ value }}">{{ value }}</a> {{ number }}</li>{% endfor %}
</ul>{% endfor %}
{% for activity in page %}<article><h2><a href="/activities/{{ activity.id }}/">{{ activity.title }}</a></h2>
<p>{{ activity.organisation.name }}, {{ activity.kind }}, {{ activity.status }}, {{ activity.start_year }}</p>
<p>{{ activity.description|truncatewords:40 }}</p>
<ul>{% for mapping in activity.mappings.all %}<li>{{ mapping.term.code }} {{ mapping.term.title }}</li>{% endfor %}</ul>
</article>{% endfor %}
{% if page.has_next %}<a href="?page={{ page.next_page_number }}">Next page</a>{% endif %}</html>"""


def browse(request):
    hits = NaiveFilter(request.GET, Activity.objects.filter(withdrawn=False)).qs
    rows = NaiveFilter(request.GET, WHOLE).qs
    fields = {"sector": "organisation__sector", "kind": "kind", "status": "status", "year": "start_year"}
    facets = [(name, counted(hits, field)) for name, field in fields.items()]
    context = {"page": Paginator(rows, 20).get_page(request.GET.get("page")), "facets": facets}
    return HttpResponse(engines["django"].from_string(PAGE).render(context))


router = routers.SimpleRouter()
router.register("activities", NaiveViewSet)
urlpatterns = [path("api/", include(router.urls)), path("activities/", browse)]
