"""Celery tasks of the Roadmap: idempotent one-liners that call what can be tested without Celery."""

from celery import shared_task

from roadmap.actions.progress import reminding
from roadmap.actions.rounds import following, opening
from roadmap.actions.rounds import reminding as rounds
from roadmap.actions.task_force.reminding import remind_owners


@shared_task
def remind_reporters():
    reminding.remind_reporters()


@shared_task
def remind_owners_of_follow_ups():
    remind_owners()


@shared_task
def follow_rounds():
    following.follow_all()


@shared_task
def open_rounds():
    opening.open_due()


@shared_task
def remind_rounds():
    rounds.remind_all()
