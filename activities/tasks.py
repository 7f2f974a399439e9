"""Celery tasks: idempotent one-liners that call what can be tested without Celery."""

from uuid import UUID

from celery import shared_task

from activities import summaries
from activities.actions import bulk_jobs, jobs
from activities.actions.account import accounts
from activities.actions.history import batches, past
from activities.actions.outbox import digests
from activities.actions.outbox import mails as notices
from activities.actions.outbox.webhooks import sending as webhooks
from activities.actions.sheets import check_and_apply as sheets
from activities.actions.snapshots import writing as snapshots
from activities.actions.submissions import corrections, deletion, reminding
from activities.actions.suggestions import verdicts as suggestions
from activities.models import Job
from activities.summaries import words

#: What does the work of each kind of Job.
RUNNERS: dict[str, jobs.Runner] = {
    Job.Kind.BULK_EDIT: bulk_jobs.run_edit,
    Job.Kind.PAST: past.run,
    Job.Kind.REVERT_BATCH: batches.revert_batch,
    Job.Kind.SHEET_CHECK: sheets.check_sheet,
    Job.Kind.SHEET_APPLY: sheets.apply_sheet,
    Job.Kind.SNAPSHOT: snapshots.run,
    Job.Kind.TRAIN: suggestions.run_training,
}


@shared_task
def catch_up_summaries():
    summaries.catch_up()


@shared_task
def catch_up_search_words():
    words.catch_up()


@shared_task
def run_job(pk: str):
    jobs.run(UUID(pk), RUNNERS)


@shared_task
def forget_expired():
    accounts.forget_expired()
    corrections.forget_unconfirmed()


@shared_task
def forget_expired_contacts():
    deletion.forget_expired_contacts()


@shared_task
def send_notices():
    notices.send_notices()


@shared_task
def send_webhooks():
    webhooks.send_webhooks()


@shared_task
def make_digests():
    digests.make_digests()


@shared_task
def remind_owners():
    reminding.remind_yearly()


@shared_task
def ring_for_jobs():
    jobs.notify_again()


@shared_task
def request_snapshot():
    snapshots.request_due()
