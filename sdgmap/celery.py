"""Celery application: `celery -A sdgmap worker`, `celery -A sdgmap beat`."""

import os

import structlog
from celery import Celery, signals

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sdgmap.settings")
app = Celery("sdgmap")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@signals.setup_logging.connect
def keep_our_logging(**_):
    """Stop Celery from replacing the handlers that sdgmap.logs set up."""


@signals.task_prerun.connect
def bind_job_id(task_id, task, **_):
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(job=task_id, task=task.name)


@signals.task_postrun.connect
def unbind_job_id(**_):
    structlog.contextvars.clear_contextvars()
