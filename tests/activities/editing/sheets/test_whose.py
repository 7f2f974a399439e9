"""Nobody edits, reads or learns of what others keep."""

import pytest

from activities.actions import jobs
from activities.actions.sheets import check_and_apply as sheets
from activities.models import Activity, Job, Mapping, Organisation
from activities.tasks import RUNNERS
from tests.activities.editing.sheets.asking import applied, edit, sent, written
from tests.activities.editing.sheets.books import bare, downloaded, put
from tests.factories.activities import (
    ActivityFactory,
    GoalFactory,
    OrganisationFactory,
)

pytestmark = pytest.mark.django_db


def test_another_sectors_activity_is_refused_without_telling_what_it_is(signed):
    other = written(ActivityFactory, title="Secret plans", organisation__sector="ITU-R")
    book = bare(
        Activities=[{"Activity": other.pk, "Change": other.change_id, "Title": "Mine now"}, {"Activity": 999_999}],
        Mappings=[{"Activity": other.pk, "Code": "9", "Strength": 1}],
    )
    GoalFactory(code="9")
    check = sent(signed, book)
    assert [(f["row"], f["reason"]) for f in check.result["faults"]] == [
        (2, f"You cannot edit activity {other.pk}."),
        (3, "You cannot edit activity 999999."),
        (2, f"You cannot edit activity {other.pk}."),
    ]
    assert "Secret" not in signed.get(f"/jobs/{check.pk}/").content.decode()
    assert "Secret" not in str(check.result)


def test_rights_are_asked_again_when_it_is_applied(signed, keeper):
    activity = written(ActivityFactory, title="Old")
    book = downloaded(signed)
    put(book, "Activities", 3, Title="Mine")
    check = sent(signed, book)
    keeper.sectors = ["ITU-T"]
    keeper.save()
    job = applied(signed, check)
    activity.refresh_from_db()
    assert (activity.title, job.result["written"]) == ("Old", {})


def test_what_an_earlier_try_entered_is_not_entered_again_nor_linked_once_it_is_anothers(signed):
    OrganisationFactory(name="ITU-R", sector="ITU-R", type="international-organisation")
    written(ActivityFactory)  # of ITU-D, so that the Sector is there
    GoalFactory(code="9")
    new = {"Title": "Giga", "Kind": "Project", "Status": "Ongoing", "Organisation": "ITU-D"}
    book = bare(
        Activities=[{"Activity": "new 1", **new}],
        Mappings=[{"Activity": "new 1", "Code": "9", "Strength": "1 related"}],
    )
    check = sent(signed, book)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sheets, "write_mappings", lambda *_args: 1 / 0)
        response = signed.post(f"/sheets/{check.pk}/apply/")
        jobs.run(Job.objects.get(pk=response.url.split("/")[2]).pk, RUNNERS)
    made = Activity.objects.get(title="Giga")
    edit(made, organisation=Organisation.objects.get(sector="ITU-R"))
    job = applied(signed, check)
    assert (Activity.objects.filter(title="Giga").count(), Mapping.objects.count()) == (1, 0)
    assert [left["why"] for left in job.result["left"]] == [
        f"You cannot edit activity {made.pk}. Delete the row, or correct the number."
    ]


def test_jobs_and_files_are_their_senders_own(signed, client, colleague):
    written(ActivityFactory)
    check = sent(signed, downloaded(signed))
    client.force_login(colleague)
    assert client.get(f"/jobs/{check.pk}/").status_code == 404
    assert client.get(f"/jobs/{check.pk}/annotated/").status_code == 404
    assert client.post(f"/sheets/{check.pk}/apply/").status_code == 404


def test_a_coordinator_gives_activities_to_stakeholders(client, colleague):
    client.force_login(colleague)
    activity = written(ActivityFactory)
    OrganisationFactory(name="Red Cross", slug="red-cross")
    OrganisationFactory(name="Red Cross", slug="red-cross-2")
    book = downloaded(client)
    put(book, "Activities", 3, Organisation="red cross [RED-CROSS-2]")
    applied(client, sent(client, book))
    activity.refresh_from_db()
    assert activity.organisation.slug == "red-cross-2"
