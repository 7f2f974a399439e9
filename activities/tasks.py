"""Celery tasks: idempotent one-liners that call what can be tested without Celery."""

from uuid import UUID

from celery import shared_task

from activities import summaries
from activities.actions import jobs

#: What does the work of each kind of Job.
RUNNERS: dict[str, jobs.Runner] = {}


@shared_task
def catch_up_summaries():
    summaries.catch_up()


@shared_task
def run_job(pk: str):
    jobs.run(UUID(pk), RUNNERS)


@shared_task
def ring_for_jobs():
    jobs.ring_again()
