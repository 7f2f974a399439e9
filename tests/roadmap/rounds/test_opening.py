"""Planned rounds open on their day, once, or say why not; opened by hand, they are what the preview showed."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections
from django.urls import reverse
from django.utils import timezone
from structlog.testing import capture_logs

from activities.actions.ledger import Refused
from roadmap.actions.rounds import opening
from roadmap.actions.rounds.opening import open_due
from roadmap.actions.rounds.states import Preview, edit_round, open_round
from roadmap.forms.rounds import FIELDS
from roadmap.models import Round, RoundStep
from roadmap.tasks import open_rounds
from tests.factories.activities import ActivityFactory
from tests.factories.rounds import RoundFactory, round_opened

TODAY = timezone.localdate()
pytestmark = pytest.mark.django_db


def values(one, **changed):
    return {name: getattr(one, name) for name in FIELDS} | changed


def page(client, one, name="round", **asked):
    return client.get(reverse(name, args=[one.code]), asked).content.decode()


def test_rounds_open_on_their_day_and_not_before(cast):
    one, later = RoundFactory(), RoundFactory(types=["government"], sectors=[], opens_on=TODAY + timedelta(days=1))
    missed = RoundFactory(sectors=["ITU-R"], types=["unknown"], opens_on=TODAY - timedelta(days=3))
    ActivityFactory(organisation=None)
    assert open_due(TODAY) == 2
    assert open_due(TODAY) == 0
    open_rounds()
    assert dict(Round.objects.values_list("code", "state")) == {
        one.code: "open",
        missed.code: "open",
        later.code: "planned",
    }
    assert list(RoundStep.objects.order_by("round").values_list("round", "kind", "by")) == [
        (one.pk, "opened", None),
        (missed.pk, "opened", None),
    ]
    assert one.items.count() == 2


def test_the_pages_say_when_a_round_opens_and_that_it_opened_by_itself(cast, client):
    client.force_login(cast.focal)
    one = RoundFactory(opens_on=TODAY + timedelta(days=1))
    assert "with the 2 activities now in its scope" in page(client, one)
    assert "opens on" in client.get(reverse("round-list")).content.decode()
    open_due(TODAY + timedelta(days=1))
    assert "automatically" in page(client, one)


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"sectors": ["ITU-D", "ITU-R"]}, "is open and also covers ITU-D"),
        ({"sectors": ["ITU-R"]}, "There are no activities in the scope of this round."),
        ({"sectors": ["ITU-R"], "deadline": TODAY - timedelta(days=1)}, "The deadline has passed."),
    ],
)
def test_a_round_that_cannot_open_says_why_and_is_tried_again(cast, client, wrong, why):
    round_opened()
    one = RoundFactory(opens_on=TODAY - timedelta(days=2), **wrong)
    after = RoundFactory(sectors=[], types=["government"])
    with capture_logs() as logs:
        assert open_due(TODAY) == 1
        assert open_due(TODAY) == 0
    faults = [line for line in logs if line["log_level"] == "error"]
    assert [(line["event"], line["round"]) for line in faults] == [("round not opened", one.code)]
    assert why in faults[0]["why"]
    assert Round.objects.get(pk=after.pk).state == "open"
    client.force_login(cast.coordinator)
    assert why in page(client, one)
    assert "could not open on" in client.get(reverse("round-list")).content.decode()
    ActivityFactory(organisation__sector="ITU-T")
    edit_round(
        one=one, values=values(one, sectors=["ITU-T"], deadline=TODAY), questions=[], seen=1, by=cast.coordinator
    )
    assert "could not open on" not in client.get(reverse("round-list")).content.decode()
    assert open_due(TODAY) == 1


def test_a_fault_stops_one_round_only_and_is_in_the_log_with_its_name(cast, monkeypatch):
    one, other = RoundFactory(), RoundFactory(sectors=[], types=["government"])
    real = opening.open_round
    broken = [one.pk]

    def fails(*, one, **more):
        if one.pk in broken:
            raise RuntimeError("disk")
        return real(one=one, **more)

    monkeypatch.setattr(opening, "open_round", fails)
    with capture_logs() as logs:
        assert open_due(TODAY) == 1
    assert ("round not opened", one.code, True) in [
        (line["event"], line.get("round"), bool(line.get("exc_info"))) for line in logs
    ]
    assert Round.objects.get(pk=other.pk).state == "open"
    one.refresh_from_db()
    assert "An error prevented it." in one.not_opened
    broken.clear()
    assert open_due(TODAY) == 1
    one.refresh_from_db()
    assert (one.state, one.not_opened) == ("open", "")


def test_one_that_was_put_off_since_it_was_read_stays_planned(cast):
    one = RoundFactory()
    edit_round(
        one=one, values=values(one, opens_on=TODAY + timedelta(days=2)), questions=[], seen=1, by=cast.coordinator
    )
    assert not opening.open_on_its_day(one, TODAY)
    one.refresh_from_db()
    assert (one.state, one.not_opened) == ("planned", "")


@pytest.mark.drill
@pytest.mark.django_db(transaction=True)
def test_two_workers_open_a_round_once(cast):
    one = RoundFactory()

    def worker():
        try:
            return open_due(TODAY)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(lambda _number: worker(), range(2))) == 1
    assert [step.kind for step in one.steps.all()] == ["opened"]


def test_by_hand_the_round_must_be_what_the_preview_showed(cast):
    one = RoundFactory()
    with pytest.raises(Refused, match="The scope now has 2 activities; this page showed 3"):
        open_round(one=one, seen=Preview(1, 3), by=cast.coordinator)
    edit_round(one=one, values=values(one, sectors=["ITU-R", "ITU-D"]), questions=[], seen=1, by=cast.coordinator)
    with pytest.raises(Refused, match="Someone has edited this round"):
        open_round(one=one, seen=Preview(1, 2), by=cast.coordinator)
    assert open_round(one=one, seen=Preview(2, 2), by=cast.coordinator).state == "open"


def test_a_few_more_activities_in_a_large_scope_do_not_matter(cast):
    for _number in range(19):
        ActivityFactory(organisation=cast.itu)
    assert open_round(one=RoundFactory(), seen=Preview(1, 20), by=cast.coordinator).items.count() == 21


def test_the_page_shows_the_new_figures_and_opens_the_second_time(cast, client):
    client.force_login(cast.coordinator)
    one = RoundFactory()
    at = reverse("round-open", args=[one.code])
    shown = client.get(at).context["form"].initial
    assert shown == {"seen": 1, "activities": 2}
    ActivityFactory(organisation=cast.itu)
    for sent in (shown, {}, {"seen": "x", "activities": -1}):
        response = client.post(at, sent)
        assert response.status_code == 409
        assert Round.objects.get().state == "planned"
    assert "3 activities will be in the round." in response.content.decode()
    assert client.post(at, response.context["form"].initial).status_code == 302
    assert Round.objects.get().state == "open"
