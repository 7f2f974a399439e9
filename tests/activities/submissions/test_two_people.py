"""Two people on one draft by HTTP: each sees what the other wrote, and nothing that either wrote is lost."""

import random
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from tests.factories.activities import CountryFactory, UserFactory
from tests.factories.submissions import MembershipFactory, SubmissionFactory

ROUNDS = 200
FIELDS = ("title", "description", "partners", "url", "start_year")
HTMX = {"HTTP_HX_REQUEST": "true"}


class Person:
    """Someone with a browser: the page that is open, and what they typed there."""

    def __init__(self, user, row):
        self.user, self.client, self.address = user, Client(), reverse("submission-about", args=[row.code])
        self.client.force_login(user)
        self.typed = {}
        self.open()

    def open(self):
        """Open the page anew; it shows what is saved."""
        html = self.client.get(self.address).content.decode()
        self.hidden = {name: re.search(rf'name="{name}" value="([^"]*)"', html)[1] for name in ("seen", "page")}
        self.shown = {"title": re.search(r'name="title" value="([^"]*)"', html)}
        return html

    def type(self, **fields):
        self.typed |= fields

    def save(self, **more):
        return self.client.post(f"{self.address}?autosave", self.typed | self.hidden | more, **HTMX)

    def press(self, **button):
        return self.client.post(self.address, self.typed | self.hidden | button)


def values_of(row, field):
    """The answer and every open value of a field."""
    row.refresh_from_db()
    others = row.revisions.filter(open=True, field=field).values_list("value", flat=True)
    return {row.answers.get(field, ""), *others}


@pytest.fixture
def pair(db):
    CountryFactory(code="KE")
    row = SubmissionFactory(answers={"title": "One", "description": "Two"}, member=UserFactory(name="Ama Owusu"))
    other = MembershipFactory(organisation=row.organisation, user=UserFactory(name="Anna Li")).user
    return row, Person(row.created_by, row), Person(other, row)


def test_different_fields_are_merged(pair):
    row, ama, anna = pair
    ama.type(title="Hers", description="Two")
    anna.type(title="One", description="His")
    ama.save()
    assert "two versions" not in anna.save().content.decode()
    row.refresh_from_db()
    assert (row.title, row.answers["description"]) == ("Hers", "His")
    assert not row.revisions.filter(open=True).exists()


def test_both_see_both_values_of_one_field_and_either_chooses(pair):
    row, ama, anna = pair
    ama.type(title="Solar schools")
    anna.type(title="Solar colleges")
    ama.save()
    line = anna.save().content.decode()
    assert "1 answer has two versions. Choose one" in line
    for person, other in ((ama, "Anna Li"), (anna, "Ama Owusu")):
        html = person.open()
        assert re.search(rf"{other} wrote something else here at \d\d:\d\d. Choose one, or combine them.", html)
        assert "Solar schools" in html
        assert "Solar colleges" in html
    number = row.revisions.get(open=True).number
    response = ama.press(settle="title", **{"choice.title": str(number)})
    assert response["Location"] == f"{ama.address}#field-title"
    row.refresh_from_db()
    assert (row.title, row.revisions.filter(open=True).count()) == ("Solar colleges", 0)


def test_both_values_can_be_combined(pair):
    row, ama, anna = pair
    ama.type(title="Solar schools")
    anna.type(title="Solar colleges")
    ama.save()
    anna.save()
    anna.open()
    anna.type(title="Solar schools and colleges")
    anna.press(settle="title", **{"choice.title": "own"})
    row.refresh_from_db()
    assert (row.title, row.revisions.filter(open=True).count()) == ("Solar schools and colleges", 0)


def test_a_choice_needs_one_of_the_values_as_they_are_now(pair):
    row, ama, anna = pair
    ama.type(title="Solar schools")
    anna.type(title="Solar colleges")
    ama.save()
    anna.save()
    nothing = ama.press(settle="title")
    assert nothing.status_code == 422
    assert "Choose one of the values first." in nothing.content.decode()
    ama.open()
    number = row.revisions.get(open=True).number
    anna.type(title="Solar universities")
    anna.save()
    late = ama.press(settle="title", **{"choice.title": str(number)})
    assert late.status_code == 422
    assert values_of(row, "title") == {"Solar schools", "Solar universities"}


def test_an_open_page_does_not_bring_back_a_settled_question(pair):
    row, ama, anna = pair
    ama.type(title="Solar schools")
    anna.type(title="Solar colleges")
    ama.save()
    anna.save()
    ama.open()
    ama.press(settle="title", **{"choice.title": str(row.revisions.get(field="title", alternative=False).number)})
    anna.type(description="Anna goes on typing elsewhere")
    anna.save()
    assert values_of(row, "title") == {"Solar schools"}
    anna.type(title="Solar colleges after all")
    anna.save()
    assert values_of(row, "title") == {"Solar schools", "Solar colleges after all"}


def test_a_draft_with_two_values_is_not_submitted(pair):
    row, ama, anna = pair
    ama.type(title="Solar schools")
    anna.type(title="Solar colleges")
    ama.save()
    anna.save()
    check = ama.client.get(reverse("submission-check", args=[row.code])).content.decode()
    assert "Anna Li wrote something else in “Title”. Choose one, or combine them." in check


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_browsers_in_200_rounds_lose_no_field(pair):
    """Both save at the same moment, in fields that are sometimes the same. Whatever somebody typed last on a page is
    the answer, or kept beside it."""
    row, *people = pair
    chance = random.Random(10)

    def round_of(person, number, fields):
        try:
            person.type(**{field: f"{person.user.name} {number} {field}" for field in fields})
            return person.save().status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        for number in range(ROUNDS):
            fields = [chance.sample(FIELDS, chance.randint(1, 3)) for _person in people]
            statuses = list(threads.map(round_of, people, (number, number), fields))
            assert statuses == [200, 200]
            for person in people:
                for field, value in person.typed.items():
                    written = row.revisions.filter(field=field, value=value, by=person.user)
                    assert written.exists(), f"{field} of {person.user.name} in round {number}"
            for person, own in zip(people, fields, strict=True):
                for field in own:
                    assert f"{person.user.name} {number} {field}" in values_of(row, field)
            if number % 20 == 19:  # both open the page anew, and one of them settles what is open
                for person in people:
                    person.typed.clear()
                    person.open()
                for field in row.revisions.filter(open=True).values_list("field", flat=True).distinct():
                    people[0].open()
                    answer = row.versions[field]
                    assert people[0].press(settle=field, **{f"choice.{field}": str(answer)}).status_code == 302
                    row.refresh_from_db()
                assert not row.revisions.filter(open=True).exists()
                for person in people:
                    person.open()
