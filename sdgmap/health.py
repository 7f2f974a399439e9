"""Health checks for load balancers and operators: is the process alive, and is it ready to serve?"""

from contextlib import closing

import redis
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from kombu import Connection
from kombu.exceptions import OperationalError

#: Seconds.
PATIENCE = 2


@require_safe
@never_cache
def live(request):
    """200 while the process responds. Checks nothing else."""
    return HttpResponse("live\n", content_type="text/plain")


@require_safe
@never_cache
def ready(request):
    """200 when database and broker respond, else 503. The body says which, and how many changes the figures lack."""
    behind = changes_behind()
    state = {"database": behind is not None, "broker": broker_answers(), "changes_behind": behind}
    ok = state["database"] and state["broker"]
    return JsonResponse({"ready": ok} | state, status=200 if ok else 503)


def changes_behind() -> int | None:
    """Changes that the summaries do not contain yet; None when the database is not responding."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM activities_change WHERE id > "
                "coalesce((SELECT built_through FROM activities_summarystate WHERE id = 1), 0)"
            )
            return cursor.fetchone()[0]
    except (DatabaseError, InterfaceError):
        return None


def broker_answers() -> bool:
    """Whether the broker responds within two seconds. One that hangs accepts a connection, but does not respond."""
    limits = {"socket_timeout": PATIENCE, "socket_connect_timeout": PATIENCE, "retry_on_timeout": False}
    try:
        with Connection(settings.CELERY_BROKER_URL, connect_timeout=PATIENCE, transport_options=limits) as broker:
            broker.ensure_connection(max_retries=1, interval_start=0, timeout=PATIENCE)
            with closing(broker.channel()) as channel:
                return bool(channel.client.ping())
    except (OSError, redis.RedisError, OperationalError):
        return False


def answered_first(get_response):
    """Middleware: answer here, before anything that needs a database, a session or a host name."""
    checks = {"/health/live": live, "/health/ready": ready}

    def middleware(request):
        check = checks.get(request.path_info)
        if not check:
            return get_response(request)
        response = check(request)
        response["Content-Length"] = len(response.content)  # set for other answers by middleware that comes later
        return response

    return middleware
