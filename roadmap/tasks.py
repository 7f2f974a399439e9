"""Celery tasks of the Roadmap: idempotent one-liners that call what can be tested without Celery."""

from celery import shared_task

from roadmap.actions.progress import reminding


@shared_task
def remind_reporters():
    reminding.remind_reporters()
