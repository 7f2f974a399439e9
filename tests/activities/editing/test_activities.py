"""Activities are entered, edited, confirmed, withdrawn, restored and merged; each act is one Change."""

import pytest
from django.utils import timezone

from activities import rules
from activities.actions.activities import (
    confirm_activity,
    create_activity,
    restore_activity,
    update_activity,
    withdraw_activity,
)
from activities.actions.editors import NotEditable
from activities.actions.ledger import Refused, Stale
from activities.actions.merging import merge_activities
from activities.models import Activity, Change
from tests.factories.activities import (
    ActionLineFactory,
    ActivityFactory,
    GoalFactory,
    MappingFactory,
    OrganisationFactory,
    TargetFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana():
    return UserFactory(name="Ana", role=rules.COORDINATOR)


def verbs():
    return list(Change.objects.order_by("id").exclude(verb="test.write").values_list("verb", flat=True))


def test_create_enters_a_confirmed_activity_at_an_address_of_its_own(ana):
    organisation = OrganisationFactory(sector="ITU-D")
    fields = {"title": "Smart Villages", "kind": "project", "status": "ongoing", "organisation_id": organisation.pk}
    first, second = (create_activity(fields=fields, by=ana) for _ in range(2))
    assert (first.slug, second.slug) == ("smart-villages", "smart-villages-2")
    assert (first.origin, first.confirmed_on, verbs()) == ("staff", timezone.localdate(), ["activity.create"] * 2)


def test_a_title_without_latin_letters_gets_an_address(ana):
    fields = {"title": "القرى الذكية", "kind": "project", "status": "ongoing"}
    made = create_activity(fields=fields | {"organisation_id": OrganisationFactory().pk}, by=ana)
    assert made.slug == "activity"


def test_update_writes_what_is_given_and_confirms(ana):
    row = ActivityFactory(title="Old", status="planned")
    update_activity(activity=row, fields={"title": "New"}, seen=row.change_id, by=ana)
    row.refresh_from_db()
    assert (row.title, row.status, row.confirmed_on) == ("New", "planned", timezone.localdate())
    update_activity(activity=row, fields={"title": "New"}, seen=0, by=ana)
    assert verbs() == ["activity.update"]


@pytest.mark.parametrize(
    "act",
    [
        lambda row, by: update_activity(activity=row, fields={"title": "Mine"}, seen=1, by=by),
        lambda row, by: confirm_activity(activity=row, seen=1, by=by),
        lambda row, by: withdraw_activity(activity=row, seen=1, reason="", by=by),
    ],
    ids=["update", "confirm", "withdraw"],
)
def test_whoever_saw_an_older_activity_is_told(ana, act):
    row = ActivityFactory(title="Theirs")
    with pytest.raises(Stale) as caught:
        act(row, ana)
    row.refresh_from_db()
    assert (caught.value.row, row.title, row.withdrawn, verbs()) == (row, "Theirs", False, [])


def test_confirm_dates_the_entry_once_a_day(ana):
    row = ActivityFactory()
    assert list(Activity.objects.stale(timezone.localdate())) == [row]
    confirm_activity(activity=row, seen=row.change_id, by=ana)
    confirm_activity(activity=row, seen=0, by=ana)
    assert (list(Activity.objects.stale(timezone.localdate())), verbs()) == ([], ["activity.confirm"])


def test_withdraw_and_restore(ana):
    row = ActivityFactory()
    link = MappingFactory(activity=row)
    withdraw_activity(activity=row, seen=row.change_id, reason="Ended in 2020", by=ana)
    row.refresh_from_db()
    assert (row.withdrawn, row.mappings.live().count()) == (True, 0)
    with pytest.raises(Stale):
        restore_activity(activity=row, seen=0, by=ana)
    restore_activity(activity=row, seen=row.change_id, by=ana)
    assert list(row.mappings.live()) == [link]
    assert verbs() == ["activity.withdraw", "activity.restore"]
    assert Change.objects.get(verb="activity.withdraw").reason == "Ended in 2020"


def test_merge_takes_over_links_and_leads_on(ana, client):
    gone, stays = ActivityFactory(title="Twin"), ActivityFactory(title="Stays")
    goal, target, line = GoalFactory(code="4"), TargetFactory(code="9.c"), ActionLineFactory(code="C4")
    MappingFactory(activity=stays, term=goal, strength=1, rationale="", certainty="unconfirmed")
    MappingFactory(activity=stays, term=line, strength=1, withdrawn=True)
    MappingFactory(activity=gone, term=goal, strength=3, rationale="Teaches", certainty="confirmed")
    MappingFactory(activity=gone, term=target, strength=2, origin="import", certainty="unconfirmed")
    MappingFactory(activity=gone, term=line, strength=2)
    MappingFactory(activity=gone, term=GoalFactory(code="5"), withdrawn=True)

    merge_activities(duplicate=gone, into=stays, seen=(gone.change_id, stays.change_id), by=ana)

    links = stays.mappings.live().order_by("term__code")
    assert list(links.values_list("term__code", "strength", "rationale", "origin", "certainty")) == [
        ("4", 3, "Teaches", "staff", "confirmed"),
        ("9.c", 2, "", "import", "unconfirmed"),
        ("C4", 2, "", "staff", "confirmed"),
    ]
    gone.refresh_from_db()
    assert (gone.withdrawn, gone.merged_into, verbs()) == (True, stays, ["activity.merge"])
    answer = client.get(f"/activities/{gone.pk}/")
    assert (answer.status_code, answer["Location"]) == (301, f"/activities/{stays.pk}/")


def test_a_merge_that_makes_no_sense_is_refused(ana):
    one, other = ActivityFactory(), ActivityFactory(withdrawn=True)
    for duplicate, into in ((one, one), (one, other), (other, one)):
        with pytest.raises(Refused):
            merge_activities(duplicate=duplicate, into=into, seen=(duplicate.change_id, into.change_id), by=ana)
    twin = ActivityFactory()
    with pytest.raises(Stale):
        merge_activities(duplicate=one, into=twin, seen=(one.change_id, 0), by=ana)
    assert verbs() == []


ACTS = {
    "update": lambda row, by: update_activity(activity=row, fields={"title": "New"}, seen=row.change_id, by=by),
    "confirm": lambda row, by: confirm_activity(activity=row, seen=row.change_id, by=by),
    "withdraw": lambda row, by: withdraw_activity(activity=row, seen=row.change_id, reason="Over", by=by),
    "restore": lambda row, by: restore_activity(activity=row, seen=row.change_id, by=by),
}


@pytest.mark.parametrize("act", ACTS)
def test_an_activity_that_went_to_another_sector_meanwhile_is_left_alone(act):
    focal = UserFactory(role=rules.FOCAL_POINT, sectors=["ITU-D"])
    mine, theirs = (
        ActivityFactory(organisation=OrganisationFactory(sector=sector), withdrawn=act == "restore")
        for sector in ("ITU-D", "ITU-R")
    )
    with pytest.raises(NotEditable, match="it has moved to another Sector"):
        ACTS[act](theirs, focal)
    assert verbs() == []
    ACTS[act](mine, focal)
    assert verbs() == [f"activity.{act}"]


@pytest.mark.parametrize(("gone", "stays"), [("ITU-D", "ITU-R"), ("ITU-R", "ITU-D")])
def test_a_merge_needs_both_to_be_kept(gone, stays):
    focal = UserFactory(role=rules.FOCAL_POINT, sectors=["ITU-D"])
    gone, stays = (ActivityFactory(organisation=OrganisationFactory(sector=sector)) for sector in (gone, stays))
    with pytest.raises(NotEditable):
        merge_activities(duplicate=gone, into=stays, seen=(gone.change_id, stays.change_id), by=focal)
    assert verbs() == []
