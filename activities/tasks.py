"""Celery tasks: idempotent one-liners that call what can be tested without Celery."""

from celery import shared_task

from activities import summaries


@shared_task
def catch_up_summaries():
    summaries.catch_up()
