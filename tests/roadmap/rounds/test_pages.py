"""The pages of a round: for coordinators, for focal points, and for members of organisations."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from activities import rules
from activities.actions.activities import update_activity
from activities.models import Activity, Change
from activities.queries.account.personal_data import personal_data
from roadmap.actions.rounds.answering import confirm_item
from roadmap.actions.rounds.following import follow
from roadmap.actions.rounds.states import close_round
from roadmap.models import Round, RoundItem
from tests.factories.activities import ActivityFactory, OrganisationFactory, UserFactory
from tests.factories.rounds import RoundFactory, round_opened
from tests.factories.submissions import MembershipFactory

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
HTMX = {"HX-Request": "true"}


def text(response) -> str:
    """The words of a page or a fragment, with its messages."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


@pytest.fixture
def one(cast):
    return round_opened(code="review-2026", title="Review 2026", types=["government"])


@pytest.fixture
def sign_in(client):
    def sign(user):
        client.force_login(user)
        return client

    return sign


def at(name, one, *more):
    return reverse(name, args=[one.code, *more])


def sent(**changed):
    """A form filled in as a coordinator would."""
    return {
        "title": "Review 2026",
        "period_start": "2022-10-01",
        "period_end": "2025-12-31",
        "sectors": ["ITU-D"],
        "types": [],
        "opens_on": "2026-02-01",
        "deadline": "2026-03-31",
        "grace_until": "",
        "questions": "What was difficult?\nWhich countries?",
    } | changed


def test_a_round_is_planned_opened_and_closed_on_its_pages(cast, sign_in):
    client = sign_in(cast.coordinator)
    response = client.post("/roadmap/rounds/new/", sent(), follow=True)
    one = Round.objects.get()
    assert (one.code, one.grace_until, one.questions.count()) == ("review-2026", one.deadline, 2)
    assert "No one gets an e-mail before the round opens." in text(response)
    assert "2 activities" in text(response)
    page = client.get(at("round-open", one))
    assert "2 activities will be in the round. 1 person will be asked." in text(page)
    response = client.post(at("round-open", one), page.context["form"].initial, follow=True)
    assert "0 of 2 activities answered" in text(response)
    response = client.post(at("round-close", one), {"close": "yes"}, follow=True)
    number = Round.objects.get().closed_change
    assert f"Closed. Reports cite change {number}." in text(response)
    assert f"?as_of={number}" in response.content.decode()
    assert "Enter why the round is reopened." in text(client.post(at("round-reopen", one)))
    response = client.post(at("round-reopen", one), {"reason": "Two answers were missing"}, follow=True)
    assert "Two answers were missing" in text(response)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title": ""}, "Enter a title."),
        ({"period_end": "2022-09-30"}, "The period ends before it starts. Enter 1 October 2022 or later."),
        ({"deadline": "2026-01-31"}, "The deadline is before the opening date. Enter 1 February 2026 or later."),
        (
            {"grace_until": "2026-03-30"},
            "It ends before the deadline. Enter 31 March 2026 or later, or leave",
        ),
        ({"sectors": []}, "Choose at least one Sector or one type of organisation."),
        ({"opens_on": "31 March"}, "Opening date: Enter a valid date."),
        ({"deadline": "0026-03-31"}, "Enter a date from 2000 to 2100."),
        ({"sectors": ["ITU-X"]}, "ITU-X"),
        ({"questions": "\n".join("abcdef")}, "There are 6 lines. Enter no more than 5."),
    ],
)
def test_mistakes_are_named_with_the_way_out(cast, sign_in, wrong, said):
    response = sign_in(cast.coordinator).post("/roadmap/rounds/new/", sent(**wrong))
    assert response.status_code == 422
    assert said in text(response)
    assert not Round.objects.exists()


def test_two_coordinators_see_both_values(cast, one, sign_in):
    client = sign_in(cast.coordinator)
    data = sent(title="Mine", deadline=str(one.deadline), grace_until=str(one.grace_until), seen=1)
    assert client.post(at("round-edit", one), data | {"title": "Theirs"}).status_code == 302
    response = client.post(at("round-edit", one), data)
    assert response.status_code == 409
    assert "This round has changed since you opened it" in text(response)
    assert "Mine" in text(response)
    assert "Theirs" in text(response)
    response = client.post(at("round-edit", one), data | {"seen": 2, "base": 1, "keep_title": "mine"})
    assert response.status_code == 302
    one.refresh_from_db()
    assert (one.title, list(one.types)) == ("Mine", ["government"])


def test_what_only_one_of_two_coordinators_changed_is_preset(cast, one, sign_in):
    client = sign_in(cast.coordinator)
    form = client.get(at("round-edit", one)).context["form"]
    shown = {field.name: field.value() or "" for field in form} | {"questions": ""}
    assert client.post(at("round-edit", one), shown | {"title": "Theirs"}).status_code == 302
    later = str(one.grace_until + timedelta(days=1))
    response = client.post(at("round-edit", one), shown | {"grace_until": later})
    presets = {one.name: one.preset for one in response.context["conflict"].fields}
    assert (response.status_code, presets) == (409, {"title": "theirs", "grace_until": "mine"})


def test_replies_to_a_round_that_was_closed_are_shown(cast, one, sign_in):
    close_round(one=one, by=cast.coordinator)
    client = sign_in(cast.focal)
    for headers in (HTMX, {}):
        response = client.post(at("round-replies", one, cast.own.pk), {"note": "Still running"}, headers=headers)
        assert (response.status_code, "You typed: Still running" in text(response)) == (409, True)


def test_opening_says_which_round_is_in_the_way(cast, one, sign_in):
    second = RoundFactory(code="again")
    client = sign_in(cast.coordinator)
    assert "“Review 2026” is open and covers part of the same scope" in text(client.get(at("round-open", second)))
    response = client.post(at("round-open", second), {"seen": 1, "activities": 2})
    assert response.status_code == 409
    assert "“Review 2026” is open and also covers ITU-D." in text(response)


def test_progress_counts_by_sector_type_and_person(cast, one, sign_in):
    MembershipFactory(organisation=cast.ministry)
    ActivityFactory(organisation=OrganisationFactory(type="government"))
    follow(one.pk)
    confirm_item(one=one, activity=cast.own.pk, seen=cast.own.change_id, by=cast.focal)
    words = text(sign_in(cast.coordinator).get(at("round", one)))
    assert "1 of 4 activities answered" in words
    assert "ITU-D 2 1 (50%) 1 0 0 0 1" in words
    assert "Government 2 0 (0%) 0 0 0 0 2" in words
    assert "Ben Carter ITU-D 2 1 0 1" in words
    assert "Not finished: 3 of 3 people." in words
    assert "1 activity has no one to answer for it" in words


def test_closing_lists_conflicts_and_remembers_which_change_was_seen(cast, one, sign_in):
    item = confirm_item(one=one, activity=cast.own.pk, seen=cast.own.change_id, by=cast.focal)
    row = update_activity(activity=cast.own, fields={"title": "New"}, seen=item.seen, by=cast.coordinator)
    client = sign_in(cast.coordinator)
    response = client.post(at("round-close", one), {"close": "yes"})
    assert response.status_code == 409
    assert "The round was not closed: 1 activity was changed by someone else after its answer." in text(response)
    assert f"/changes/{row.change_id}/" in response.content.decode()
    tick = f"{cast.own.pk}:{row.change_id}"
    assert client.post(at("round-close", one), {"close": "yes", "seen": f"{cast.own.pk}:1"}).status_code == 409
    assert client.post(at("round-close", one), {"close": "yes", "seen": ["x:y", "", tick]}).status_code == 302
    assert Round.objects.get(pk=one.pk).state == "closed"


def test_a_row_is_confirmed_and_undone_in_place(cast, one, sign_in):
    client = sign_in(cast.focal)
    response = client.post(at("round-confirm", one, cast.own.pk), {"seen": cast.own.change_id}, headers=HTMX)
    assert response.status_code == 200
    assert "todo--done" in response.content.decode()
    assert "1 of 2 activities answered." in text(response)
    change = Activity.objects.get(pk=cast.own.pk).change_id
    data = {"change": change, "activity": cast.own.pk}
    response = client.post(at("round-undo", one), data, headers=HTMX)
    assert "0 of 2 activities answered." in text(response)
    assert RoundItem.objects.get(activity=cast.own).answer == "none"
    assert client.post(at("round-undo", one), data, headers=HTMX).status_code == 409


def test_without_script_the_row_is_on_top_with_undo(cast, one, sign_in):
    client = sign_in(cast.focal)
    response = client.post(at("round-confirm", one, cast.own.pk), {"seen": cast.own.change_id}, follow=True)
    assert response.redirect_chain[0][0].endswith(f"/mine/?done={RoundItem.objects.get(activity=cast.own).seen}")
    assert "todos--asked" in response.content.decode()
    assert "Undo" in text(response)


def test_an_outdated_row_shows_both_values(cast, one, sign_in):
    update_activity(activity=cast.own, fields={"title": "Newer"}, seen=cast.own.change_id, by=cast.coordinator)
    client = sign_in(cast.focal)
    for headers in (HTMX, {}):
        response = client.post(at("round-confirm", one, cast.own.pk), {"seen": cast.own.change_id}, headers=headers)
        assert response.status_code == 409
        assert "it has changed since you opened this list" in text(response)
        assert "Smart villages" in text(response)
        assert "Newer" in text(response)


def test_nobody_sees_or_answers_what_is_not_theirs(cast, one, sign_in):
    client = sign_in(cast.member)
    assert "Rural broadband" in text(client.get(at("round-mine", one)))
    assert "Smart villages" not in text(client.get(at("round-mine", one)))
    for name in ("round-confirm", "round-retire", "round-replies"):
        assert client.post(at(name, one, cast.own.pk), {"seen": cast.own.change_id}).status_code == 404
    client = sign_in(UserFactory())
    assert client.get(at("round-mine", one)).status_code == 404
    assert client.get(at("round-mine", RoundFactory(code="planned"))).status_code == 404


def test_a_member_confirms_and_is_led_to_an_update(cast, one, sign_in):
    client = sign_in(cast.member)
    page = client.get(at("round-mine", one)).content.decode()
    assert f"/activities/{cast.theirs.pk}/update/" in page
    assert at("round-retire", one, cast.theirs.pk) not in page
    assert client.get(at("round-retire", one, cast.theirs.pk)).url == f"/activities/{cast.theirs.pk}/update/"
    client.post(at("round-confirm", one, cast.theirs.pk), {"seen": cast.theirs.change_id})
    change = Change.objects.latest("pk")
    assert (change.verb, change.by) == ("activity.confirm", cast.member)
    client.post(at("round-undo", one), {"change": change.pk})
    assert RoundItem.objects.get(activity=cast.theirs).answer == "none"


def test_all_that_match_are_confirmed_after_a_preview(cast, one, sign_in):
    client = sign_in(cast.focal)
    page = client.get(at("round-confirm-all", one))
    assert "Confirm 2 activities" in text(page)
    response = client.post(at("round-confirm-all", one), {"upto": page.context["upto"]}, follow=True)
    assert "2 activities confirmed." in text(response)
    assert "You confirmed 2 activities." in text(response)
    change = Change.objects.latest("pk").pk
    response = client.post(at("round-undo", one), {"change": change}, follow=True)
    assert "2 confirmations undone." in text(response)


def test_the_preview_keeps_to_the_filters(cast, one, sign_in):
    client = sign_in(cast.coordinator)
    address = at("round-confirm-all", one) + "?part=ITU-D&q=villages"
    page = client.get(address)
    assert "Smart villages" in text(page)
    assert "Cyber drills" not in text(page)
    client.post(address, {"upto": page.context["upto"]})
    answers = dict(RoundItem.objects.values_list("activity", "answer"))
    assert answers == {cast.own.pk: "confirmed", cast.other.pk: "none", cast.theirs.pk: "none"}


def test_retiring_needs_a_reason(cast, one, sign_in):
    client = sign_in(cast.focal)
    address = at("round-retire", one, cast.own.pk)
    response = client.post(address, {"how": "completed", "seen": cast.own.change_id})
    assert response.status_code == 422
    assert "Enter the reason" in text(response)
    data = {"how": "completed", "reason": "It ended in June 2025", "seen": cast.own.change_id}
    assert client.post(address, data | {"seen": 1}).status_code == 409
    assert client.post(address, data).status_code == 302
    assert Activity.objects.get(pk=cast.own.pk).status == "completed"


def test_questions_are_optional_and_replies_come_back(cast, one, sign_in):
    question = one.questions.create(position=1, text="What was difficult?")
    client = sign_in(cast.focal)
    data = {f"question-{question.pk}": "Power <cuts>", "note": "See mail"}
    response = client.post(at("round-replies", one, cast.own.pk), data, headers=HTMX)
    assert "Power &lt;cuts&gt;" in response.content.decode()
    assert RoundItem.objects.get(activity=cast.own).replies == {str(question.pk): "Power <cuts>"}


def test_late_answers_are_marked(cast, sign_in):
    past = TODAY - timedelta(days=3)
    one = round_opened(opens_on=past, deadline=past, grace_until=TODAY)
    client = sign_in(cast.focal)
    assert f"The deadline was {date_format(past)}. You can still answer until {date_format(TODAY)}" in text(
        client.get(at("round-mine", one))
    )
    client.post(at("round-confirm", one, cast.own.pk), {"seen": cast.own.change_id})
    assert "Smart villages" in text(client.get(at("round-mine", one) + "?show=late"))
    assert "ITU-D 2 1 (50%) 1 0 0 1 1" in text(client.get(at("round", one)))


def test_a_closed_round_takes_no_answers(cast, one, sign_in):
    close_round(one=one, by=cast.coordinator)
    client = sign_in(cast.focal)
    page = client.get(at("round-mine", one))
    assert "This round is closed." in text(page)
    assert "Still correct" not in text(page)
    response = client.post(at("round-confirm", one, cast.own.pk), {"seen": cast.own.change_id}, headers=HTMX)
    assert response.status_code == 409
    assert "Ask a coordinator to reopen it." in text(response)


def test_the_workspace_begins_with_the_round(cast, one, sign_in):
    confirm_item(one=one, activity=cast.own.pk, seen=cast.own.change_id, by=cast.focal)
    words = text(sign_in(cast.focal).get("/workspace/"))
    assert f"1 to answer in Review 2026 Review 2026 closes on {date_format(one.deadline)}: 1 of 2 answered." in words
    assert "to answer in" not in text(
        sign_in(UserFactory(role=rules.FOCAL_POINT, sectors=["ITU-R"])).get("/workspace/")
    )


def test_members_find_the_round_above_their_submissions(cast, one, sign_in):
    client = sign_in(cast.member)
    words = text(client.get("/submissions/"))
    assert f"Review 2026 closes on {date_format(one.deadline)}: 0 of 1 answered. Answer for 1 activity" in words
    assert at("round-mine", one) in client.get("/submissions/").content.decode()
    assert "Review 2026" not in text(sign_in(UserFactory()).get("/submissions/"))


def test_a_reminder_says_how_many_get_it(cast, one, sign_in):
    client = sign_in(cast.coordinator)
    assert "2 people get an e-mail." in text(client.post(at("round-remind", one), follow=True))
    assert "No one was reminded" in text(client.post(at("round-remind", one), follow=True))
    close_round(one=one, by=cast.coordinator)
    assert "this round is not open" in text(client.post(at("round-remind", one), follow=True))


def test_answers_belong_to_ones_own_data(cast, one):
    confirm_item(one=one, activity=cast.own.pk, seen=cast.own.change_id, by=cast.focal)
    part = next(part for part in personal_data(cast.focal) if part.name == "round_answers")
    assert [(row["activity"], row["answer"]) for row in part.rows] == [(cast.own.pk, "confirmed")]
    assert part.labelled[0][2] == ("Answer", "confirmed")


@pytest.mark.parametrize("address", ["?show=nothing", "?part=ITU-R"])
def test_unknown_filters_are_refused(cast, one, sign_in, address):
    assert sign_in(cast.focal).get(at("round-mine", one) + address).status_code == 400


QUERIES = {"round-list": 5, "round": 12, "round-mine": 8, "round-close": 14, "round-open": 8, "round-edit": 5}


@pytest.mark.parametrize("items", [1, 3])
@pytest.mark.parametrize("name", sorted(QUERIES))
def test_query_counts(cast, sign_in, django_assert_num_queries, name, items):
    for _ in range(items):
        MembershipFactory(organisation=cast.ministry)
        ActivityFactory(organisation=cast.ministry)
    one = round_opened(types=["government"])
    for row in Activity.objects.order_by("pk")[:items]:
        done = confirm_item(one=one, activity=row.pk, seen=row.change_id, by=cast.coordinator)
        update_activity(activity=row, fields={"title": f"New {row.pk}"}, seen=done.seen, by="import")
    follow(one.pk)
    client = sign_in(cast.coordinator)
    address = at(name, one) if name != "round-list" else reverse(name)
    client.get(address)
    with django_assert_num_queries(QUERIES[name]):
        client.get(address)
