"""The workspace's pages: what they say, whose they are, and confirming in the list with a way back."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from activities import rules
from activities.actions.activities import update_activity
from activities.actions.links.mappings import set_mapping
from activities.models import Activity, Change, Mapping
from activities.queries.workspace.needs import GROUPS
from tests.factories.activities import (
    ActionLineFactory,
    ActivityFactory,
    CrosswalkFactory,
    GoalFactory,
    MappingFactory,
    OrganisationFactory,
    TargetFactory,
    UserFactory,
)
from tests.reading import text

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
HTMX = {"HX-Request": "true", "HX-Boosted": "true"}


@pytest.fixture
def focal(client):
    user = UserFactory(role=rules.FOCAL_POINT, sectors=["ITU-D"], name="Ines")
    client.force_login(user)
    return user


def stale_one(title="Radio courses", sector="ITU-D", **fields):
    """Never confirmed, and linked to Goal 9 without doubt."""
    row = ActivityFactory(title=title, organisation=OrganisationFactory(sector=sector), **fields)
    MappingFactory(activity=row, term=GoalFactory(code="9"))
    return row


@pytest.mark.parametrize("path", ["/workspace/", f"/workspace/{GROUPS[0]}/"])
def test_pages_that_only_staff_can_open_are_not_cited(client, focal, path):
    body = client.get(path).content.decode()
    assert "Live count" in body
    assert "Cite this page" not in body


def open_one(title="Radio courses"):
    row = ActivityFactory(title=title, confirmed_on=TODAY)
    return row, [
        MappingFactory(activity=row, term=term, certainty="unconfirmed")
        for term in (GoalFactory(code="9"), TargetFactory(code="9.c"))
    ]


def confirm_stale(client, row, **more):
    path = reverse("workspace-confirm", args=["stale", row.pk])
    return client.post(path, {"seen": row.change_id}, **more)


def confirm_links(client, row, links, **more):
    path = reverse("workspace-confirm", args=["open", row.pk])
    return client.post(path, {"links": " ".join(f"{link.term_id}:{link.change_id}" for link in links)}, **more)


class TestWorkspace:
    def test_groups_with_counts_definitions_and_denominators(self, client, focal):
        stale_one()
        ActivityFactory(title="Bare", confirmed_on=TODAY)
        shown = text(client.get("/workspace/"))
        assert shown.startswith("Your work ITU-D: 2 activities.")
        assert "1 without links They are not linked to any Goal, target, Action Line or other entry" in shown
        assert (
            "1 not confirmed for a year No one has confirmed in the last 365 days that the activity is still correct. "
            "50% of 2 Start with the first : not confirmed for a year"
        ) in shown
        assert (
            "Nothing to do: With links to confirm · That differ from the Matrix · With a main purpose but no rationale"
        ) in shown

    def test_a_group_that_has_all_activities_says_so_in_one_sentence(self, client, focal):
        stale_one("One")
        stale_one("Two")
        shown = text(client.get("/workspace/"))
        assert "All 2 are due for confirmation. No one has confirmed in the last 365 days" in shown
        assert "100%" not in shown

    def test_tools_come_before_saved_views_and_both_before_what_others_changed(self, client, focal):
        stale_one()
        shown = text(client.get("/workspace/"))
        places = [shown.index(each) for each in ("not confirmed for", "Tools", "Saved views", "Changed by others")]
        assert places == sorted(places)

    @pytest.mark.parametrize(
        ("group", "page"),
        [
            ("unmapped", "/activities/{}/mappings/"),
            ("open", "/activities/{}/mappings/"),
            ("stale", "/activities/{}/"),
            ("contradictory", "/activities/{}/mappings/#answers"),
            ("unreasoned", "/activities/{}/mappings/"),
        ],
    )
    def test_the_next_step_leads_to_the_first_of_the_group(self, client, focal, group, page):
        line, goal = ActionLineFactory(code="C2"), GoalFactory(code="2")
        first = ActivityFactory(title="First", organisation=OrganisationFactory(sector="ITU-D"))
        if group != "unmapped":
            for term in (line, goal):
                MappingFactory(activity=first, term=term, strength=3, certainty="unconfirmed")
        elsewhere = ActivityFactory(title="Newer, of another Sector", organisation=OrganisationFactory(sector="ITU-R"))
        assert elsewhere.pk > first.pk
        step = re.search(rf'href="(/workspace/{group}/first/[^"]*)"', client.get("/workspace/").content.decode())[1]
        assert client.get(step).url == page.format(first.pk)

    def test_the_next_step_of_a_finished_group_leads_to_its_list(self, client, focal):
        assert client.get("/workspace/stale/first/?sector=ITU-D").url == "/workspace/stale/?sector=ITU-D"

    def test_the_next_step_of_a_group_that_there_is_not(self, client, focal):
        assert client.get("/workspace/everything/first/").status_code == 404

    def test_a_focal_point_without_sectors_is_told_what_comes(self, client):
        stale_one()
        client.force_login(UserFactory(role=rules.FOCAL_POINT))
        shown = text(client.get("/workspace/"))
        assert shown.startswith("Your work")
        assert "No Sector has been assigned to you yet" in shown
        assert "Radio courses" not in shown
        assert "No Sector has been assigned to you yet" in text(client.get("/workspace/stale/"))

    def test_when_everything_is_done_it_says_so(self, client, focal):
        stale_one(confirmed_on=TODAY)
        shown = text(client.get("/workspace/"))
        assert shown.startswith("Your work ITU-D: 1 activity. All of them are linked")
        assert "Nothing to do for now" in shown

    def test_a_sector_without_activities(self, client, focal):
        assert text(client.get("/workspace/")).startswith("Your work ITU-D has no activities yet.")

    def test_the_switch_is_for_who_keeps_several_sectors(self, client, focal):
        assert 'class="switch"' not in client.get("/workspace/").content.decode()
        client.force_login(UserFactory(role=rules.COORDINATOR))
        stale_one("One of R's", sector="ITU-R")
        stale_one("One of D's")
        page = client.get("/workspace/?sector=ITU-R").content.decode()
        links = re.findall(r'href="(/workspace/\?sector=[^"]+|/workspace/)"(?: aria-current="true")?>', page)
        assert (
            len(re.findall(r'<li><a href="/workspace/[^"]*"', page.split('class="switch"')[1].split("</nav>")[0])) == 7
        )
        assert "/workspace/?sector=General+Secretariat" in links
        assert "ITU-R: 1 activity." in page
        assert 'href="/workspace/stale/?sector=ITU-R"' in page
        assert '<option value="ITU-R" selected>' in page

    @pytest.mark.parametrize("path", ["/workspace/", "/workspace/stale/", "/workspace/stale/first/"])
    def test_a_sector_that_is_not_mine_is_refused(self, client, focal, path):
        assert client.get(path, {"sector": "ITU-R"}).status_code == 400

    def test_what_others_changed_names_who_what_and_where(self, client, focal):
        row = stale_one()
        set_mapping(activity=row, term=TargetFactory(code="9.c"), seen=0, reason="Asked for.", by="Li")
        shown = text(client.get("/workspace/"))
        assert re.search(r"Link edited by Li , \d+ \w+ \d{4}, \d\d:\d\d", shown)
        assert "Asked for. Radio courses 9.c" in shown

    def test_hostile_text_stays_text(self, client, focal):
        stale_one("<script>alert(1)</script>\u202e", description="<b>bold</b>")
        for path in ("/workspace/", "/workspace/stale/"):
            body = client.get(path).content.decode()
            assert "<script>alert" not in body
            assert "<b>bold" not in body

    @pytest.mark.parametrize("items", [1, 3])
    def test_query_count(self, client, focal, items, django_assert_num_queries):
        for number in range(items):
            stale_one(f"Entry {number}", slug=f"entry-{number}")
            focal.saved_filters.create(name=f"View {number}", page="activity-list", query="goal=9")
        client.get("/workspace/")
        with django_assert_num_queries(11):
            client.get("/workspace/")


class TestList:
    def test_a_group_that_there_is_not(self, client, focal):
        assert client.get("/workspace/everything/").status_code == 404

    def test_only_stale_and_open_can_be_confirmed(self, client, focal):
        row = ActivityFactory()
        for group in ("unmapped", "contradictory", "unreasoned", "nonsense"):
            assert client.post(f"/workspace/{group}/{row.pk}/confirm/", {"seen": row.change_id}).status_code == 404

    def test_pages_of_thirty_and_a_lost_cursor(self, client, focal):
        for number in range(31):
            stale_one(f"Entry {number}", slug=f"entry-{number}")
        first = client.get("/workspace/stale/")
        after = re.search(r'rel="next" href="\?after=(\d+)"', first.content.decode())
        assert first.content.decode().count('<li class="todo') == 30
        second = client.get("/workspace/stale/", {"after": after[1]})
        assert "Entry 0" in text(second)
        assert second.content.decode().count('<li class="todo') == 1
        assert "No more activities" in text(client.get("/workspace/stale/", {"after": "1"}))
        for wrong in ("x", "-4", "1" * 30):
            shown = text(client.get("/workspace/stale/", {"after": wrong}))
            assert "This page of the list cannot be found" in shown
            assert "Entry 30" in shown
        assert client.get("/workspace/stale/", {"after": "\0"}).status_code == 200

    @pytest.mark.parametrize("group", GROUPS)
    def test_a_list_is_light_whatever_is_mapped(self, client, focal, group):
        """Long Arabic titles, and 24 links each: half of them to Goals that the Matrix links to none of their lines."""
        CrosswalkFactory(from_term=ActionLineFactory(code="C11"), to_term=GoalFactory(code="17"))
        terms = [GoalFactory(code=str(number)) for number in range(1, 13)]
        terms += [ActionLineFactory(code=f"C7-{number}", title="Ethical dimensions " * 4) for number in range(12)]
        for number in range(31):
            long = {"title": f"{number} " + "مشروع القرى الذكية " * 6, "description": "مشروع " * 60}
            row = ActivityFactory(organisation=OrganisationFactory(sector="ITU-D"), slug=f"entry-{number}", **long)
            if group != "unmapped":
                link = {"activity": row, "strength": 3, "certainty": "unconfirmed", "change": row.change}
                Mapping.objects.bulk_create([Mapping(term=term, **link) for term in terms])
        page = client.get(f"/workspace/{group}/").content
        assert b'<li class="todo' in page
        assert len(page) < 100_000

    def test_rows_lead_to_where_one_acts(self, client, focal):
        row, _links = open_one()
        page = client.get("/workspace/open/").content.decode()
        assert f'href="/activities/{row.pk}/mappings/"' in page
        assert f'action="/workspace/open/{row.pk}/confirm/"' in page
        stale = stale_one("Old")
        assert f'href="/activities/{stale.pk}/edit/"' in client.get("/workspace/stale/").content.decode()

    def test_a_contradiction_is_said_in_words(self, client, focal):
        row = ActivityFactory(title="Odd", confirmed_on=TODAY)
        for term in (ActionLineFactory(code="C2"), GoalFactory(code="2")):
            MappingFactory(activity=row, term=term)
        shown = text(client.get("/workspace/contradictory/"))
        assert "that no official link of the WSIS-SDG Matrix connects with any of their Action Lines" in shown
        assert "Goals Goal 2 Title of 2 not linked to these Action Lines in the Matrix C2" in shown

    @pytest.mark.parametrize("items", [1, 3])
    def test_query_count(self, client, focal, items, django_assert_num_queries):
        for number in range(items):
            stale_one(f"Entry {number}", slug=f"entry-{number}")
        client.get("/workspace/stale/")
        with django_assert_num_queries(8):
            client.get("/workspace/stale/")


class TestConfirm:
    def test_without_script_it_leads_back_and_offers_the_way_back(self, client, focal):
        row = stale_one()
        answer = confirm_stale(client, row)
        done = Change.objects.get(verb="activity.confirm")
        assert (answer.status_code, answer["Location"]) == (302, f"/workspace/stale/?done={done.pk}")
        row.refresh_from_db()
        assert (row.confirmed_on, row.change, done.by) == (TODAY, done, focal)
        shown = client.get(answer["Location"])
        assert "Confirmed today Undo" in text(shown)

        answer = client.post(f"/workspace/stale/{row.pk}/undo/", {"change": done.pk})
        assert (answer.status_code, answer["Location"]) == (302, "/workspace/stale/")
        row.refresh_from_db()
        assert (row.confirmed_on, row.change.reverts) == (None, done)
        assert "Undo" not in text(client.get(f"/workspace/stale/?done={done.pk}"))

    def test_with_htmx_the_row_changes_and_the_count_with_it(self, client, focal):
        row = stale_one()
        answer = confirm_stale(client, row, headers=HTMX)
        body = answer.content.decode()
        assert answer.status_code == 200
        assert body.strip().startswith(f'<li class="todo todo--done" id="activity-{row.pk}">')
        assert 'hx-swap-oob="innerHTML:#group-count">ITU-D: 0 activities.' in body
        done = Change.objects.get(verb="activity.confirm")
        body = client.post(f"/workspace/stale/{row.pk}/undo/", {"change": done.pk}, headers=HTMX).content.decode()
        assert body.strip().startswith(f'<li class="todo todo--open" id="activity-{row.pk}" tabindex="-1" autofocus>')
        assert "Undone. ITU-D: 1 activity." in body

    def test_all_open_links_of_a_row_in_one_change(self, client, focal):
        row, links = open_one()
        answer = confirm_links(client, row, links)
        done = Change.objects.get(verb="mapping.confirm")
        assert answer["Location"] == f"/workspace/open/?done={done.pk}"
        assert list(Mapping.objects.values_list("certainty", "change")) == [("confirmed", done.pk)] * 2
        client.post(f"/workspace/open/{row.pk}/undo/", {"change": done.pk})
        assert list(Mapping.objects.values_list("certainty", flat=True)) == ["unconfirmed", "unconfirmed"]

    def test_a_link_written_meanwhile_confirms_none_of_them(self, client, focal):
        row, links = open_one()
        other = UserFactory(role=rules.COORDINATOR, name="Li")
        set_mapping(activity=row, term=links[1].term, strength=3, seen=links[1].change_id, by=other)
        answer = confirm_links(client, row, links, headers=HTMX)
        assert answer.status_code == 409
        shown = " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())
        assert "Not confirmed: it has changed since you opened this list" in shown
        assert "Strength changed from “contributes” to “main purpose” 9.c" in shown
        assert set(Mapping.objects.values_list("certainty", flat=True)) == {"unconfirmed"}
        again = re.search(r'name="links" value="([^"]+)"', answer.content.decode())[1]
        client.post(reverse("workspace-confirm", args=["open", row.pk]), {"links": again})
        assert set(Mapping.objects.values_list("certainty", flat=True)) == {"confirmed"}

    def test_a_link_withdrawn_meanwhile_confirms_none_of_them(self, client, focal):
        row, links = open_one()
        Mapping.objects.filter(pk=links[0].pk).update(withdrawn=True)
        assert confirm_links(client, row, links).status_code == 409
        assert Mapping.objects.get(pk=links[1].pk).certainty == "unconfirmed"

    def test_an_entry_edited_meanwhile_is_shown_with_what_changed(self, client, focal):
        row = stale_one()
        other = UserFactory(role=rules.COORDINATOR, name="Li")
        update_activity(activity=row, fields={"title": "Radio days"}, seen=row.change_id, by=other)
        Activity.objects.update(confirmed_on=TODAY - timedelta(days=500))
        answer = confirm_stale(client, row)
        assert answer.status_code == 409
        assert "Title changed from “Radio courses” to “Radio days”" in text(answer)
        assert text(answer).startswith("Activities not confirmed for a year")
        assert not Change.objects.filter(verb="activity.confirm").exists()

    def test_what_is_confirmed_already_stays_and_nothing_is_written(self, client, focal):
        row, links = open_one()
        Mapping.objects.update(certainty="confirmed")
        assert confirm_links(client, row, links)["Location"] == "/workspace/open/"
        assert not Change.objects.filter(verb="mapping.confirm").exists()

    def test_links_of_a_withdrawn_activity_are_refused(self, client, focal):
        row, links = open_one()
        Activity.objects.update(withdrawn=True)
        answer = confirm_links(client, row, links)
        assert answer.status_code == 409
        assert "This activity has been withdrawn since you opened it" in text(answer)

    def test_the_sector_and_the_page_are_kept(self, client):
        client.force_login(UserFactory(role=rules.COORDINATOR))
        row = stale_one()
        path = reverse("workspace-confirm", args=["stale", row.pk]) + "?sector=ITU-D&after=99&evil=1"
        answer = client.post(path, {"seen": row.change_id})
        done = Change.objects.get(verb="activity.confirm")
        assert answer["Location"] == f"/workspace/stale/?sector=ITU-D&after=99&done={done.pk}"

    def test_an_activity_of_another_sector_is_not_there(self, client, focal):
        row = stale_one(sector="ITU-R")
        assert confirm_stale(client, row).status_code == 404
        assert client.post(f"/workspace/stale/{row.pk}/undo/", {"change": 1}).status_code == 404

    def test_a_form_without_links_is_refused(self, client, focal):
        row, _links = open_one()
        assert client.post(reverse("workspace-confirm", args=["open", row.pk])).status_code == 400

    def test_nonsense_for_a_change_is_a_conflict(self, client, focal):
        row = stale_one()
        for seen in ("", "x", "9" * 40):
            answer = client.post(reverse("workspace-confirm", args=["stale", row.pk]), {"seen": seen})
            assert answer.status_code == 409


class TestUndo:
    @pytest.fixture
    def done(self, client, focal):
        self.row = stale_one()
        confirm_stale(client, self.row)
        return Change.objects.get(verb="activity.confirm")

    def undo(self, client, change, row=None):
        return client.post(f"/workspace/stale/{(row or self.row).pk}/undo/", {"change": change})

    def test_what_was_written_since_stays(self, client, focal, done):
        update_activity(activity=self.row, fields={"title": "Radio days"}, seen=done.pk, by="a_command")
        assert self.undo(client, done.pk).status_code == 404  # the entry no longer carries that Change
        self.row.refresh_from_db()
        assert (self.row.title, self.row.confirmed_on) == ("Radio days", TODAY)

    def test_twice_is_refused(self, client, focal, done):
        assert self.undo(client, done.pk).status_code == 302
        assert self.undo(client, done.pk).status_code == 404

    def test_another_persons_confirmation_is_not_there(self, client, focal, done):
        client.force_login(UserFactory(role=rules.COORDINATOR))
        assert self.undo(client, done.pk).status_code == 404

    def test_of_another_activity_is_not_there(self, client, focal, done):
        assert self.undo(client, done.pk, stale_one("Another")).status_code == 404

    def test_no_other_act_goes_back_here(self, client, focal, done):
        link = set_mapping(activity=self.row, term=GoalFactory(code="4"), seen=0, by=focal)
        assert self.undo(client, link.change_id).status_code == 404
        assert self.undo(client, "").status_code == 404

    def test_what_the_confirmation_wrote_of_others_is_refused(self, client, focal, done):
        """A Change that also wrote an activity that others keep by now."""
        stale_one("Theirs", "ITU-R", change=done)
        answer = self.undo(client, done.pk)
        assert (answer.status_code, Change.objects.filter(reverts=done).exists()) == (409, False)
        assert "it has moved to another Sector" in text(answer)
