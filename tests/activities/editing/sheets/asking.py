"""Send a workbook, have it checked and applied as a worker would, and read what came of it."""

from django.core.files.uploadedfile import SimpleUploadedFile

from activities.actions import jobs
from activities.actions.ledger import record
from activities.models import Activity, Job, Mapping
from activities.tasks import RUNNERS
from tests.activities.editing.sheets.books import content


def written(factory, **fields):
    """A row as an action would have written it, in a Change of its own."""
    with record("tests", "test.write") as change:
        return factory(change=change, **fields)


def sent(client, book, name="mine.xlsx"):
    """The Job that checks the workbook, run to its end."""
    file = SimpleUploadedFile(name, book if isinstance(book, bytes) else content(book))
    response = client.post("/sheets/", {"file": file})
    assert response.status_code == 302, response.content.decode()
    return finished(Job.objects.get(pk=response.url.split("/")[2]))


def applied(client, check, **choices):
    response = client.post(f"/sheets/{check.pk}/apply/", choices)
    assert response.status_code == 302
    return finished(Job.objects.get(pk=response.url.split("/")[2]))


def finished(job):
    jobs.run(job.pk, RUNNERS)
    job.refresh_from_db()
    assert job.error == ""
    return job


def totals(job):
    return {kind: count for kind, count in job.result["totals"].items() if count}


def facts():
    """All that an editor can see of activities and links."""
    activities = Activity.objects.order_by("id").values("title", "description", "partners", "change_id", "withdrawn")
    links = Mapping.objects.order_by("id").values("term__code", "strength", "rationale", "change_id", "withdrawn")
    return list(activities), list(links)


def edit(row, **fields):
    with record("Jan Novák", "activity.update") as change:
        type(row).objects.filter(pk=row.pk).update(change=change, **fields)
