"""The mapping between Strategic Plans: what ships, what it leaves alone, how links are edited; and drafts of plans."""

import pytest

from activities.actions.ledger import Refused, Stale, record
from activities.actions.links.crosswalks import Taken, add_link, confirm_link, edit_link, restore_link, withdraw_link
from activities.actions.reference.frameworks import load_frameworks
from activities.actions.reference.load import REFERENCE
from activities.exchange.csv_files.frameworks import read_crosswalk, read_frameworks
from activities.exchange.csv_files.rows import Faults, Sheet
from activities.models import Change, Crosswalk, Framework, TermSummary
from activities.models.framework import PLAN_MAPPING
from activities.queries.browse.frameworks import framework_cards
from activities.queries.browse.overview import other_frameworks
from activities.queries.browse.plans import plan_term
from activities.queries.codes import term_or_404
from activities.queries.workspace.gaps import expected
from activities.summaries import rebuild
from tests.factories.activities import (
    ActivityFactory,
    CrosswalkFactory,
    FrameworkFactory,
    MappingFactory,
    TargetFactory,
    TermFactory,
)

HEADER = (REFERENCE / "frameworks.csv").read_text().splitlines()[0]


@pytest.fixture
def entries(db):
    """An output of the plan 2020–2023 and one of 2024–2027."""
    older, newer = FrameworkFactory(slug="sp-2020"), FrameworkFactory(slug="sp-2024")
    return (
        TermFactory(framework=older, kind="output", code="T.1-1"),
        TermFactory(framework=newer, kind="output", code="PS3"),
    )


@pytest.fixture
def link(entries):
    start, end = entries
    return add_link(name=PLAN_MAPPING, start=start, end=end, rationale="Both are standards.", by="tests")


def test_every_link_that_ships_has_its_ends_and_a_reason():
    files = {"sp-2020": "strategic_plan_2020_2023.csv", "sp-2024": "strategic_plan_2024_2027.csv"}
    known = {plan: {row.text("code") for row in Sheet(REFERENCE / file, ["code"])} for plan, file in files.items()}
    links = read_crosswalk(REFERENCE / "plan_crosswalk.csv", known)
    assert len(links) == 276
    assert {(link.start[0], link.end[0]) for link in links} == {("sp-2020", "sp-2024")}
    assert {(link.fields["standing"], link.fields["certainty"]) for link in links} == {("proposed", "proposed")}
    assert all(link.fields["rationale"] for link in links)


def test_the_mapping_leaves_coverage_gaps_and_cards_alone(entries):
    start, end = entries
    CrosswalkFactory(from_term=start, to_term=TargetFactory(code="9.c"))
    MappingFactory(activity=ActivityFactory(), term=end)
    rebuild()
    before = figures()
    CrosswalkFactory(name=PLAN_MAPPING, from_term=start, to_term=end, rationale="Both are standards.")
    rebuild()
    assert figures() == before
    assert TermSummary.objects.get(term=start).reached == 0


def figures():
    return (
        list(TermSummary.objects.order_by("term").values()),
        expected(),
        [(card.framework.slug, card.official, card.proposed) for card in framework_cards()],
    )


def test_an_entry_shows_its_place_in_other_plans_apart_from_its_links(link):
    start, end = link.from_term, link.to_term
    for own, other in ((start, end), (end, start)):
        page = plan_term(term_or_404(own.framework.slug, own.code))
        assert (page.entry.links, page.linked_from) == ((), ())
        assert [(one.entry.code, one.plan, one.rationale, one.certainty) for one in page.in_other_plans] == [
            (other.code, other.framework.title, "Both are standards.", "proposed")
        ]


def test_a_link_is_edited_confirmed_withdrawn_and_restored_each_in_one_change(link):
    link = edit_link(link=link, fields={"rationale": "Standards both."}, seen=link.change_id, reason="Plainer", by="A")
    link = confirm_link(link=link, seen=link.change_id, by="A")
    link = withdraw_link(link=link, seen=link.change_id, by="A")
    link = restore_link(link=link, seen=link.change_id, by="A")
    verbs = ["crosswalk.create", "crosswalk.edit", "crosswalk.confirm", "crosswalk.withdraw", "crosswalk.restore"]
    assert (
        list(Change.objects.filter(verb__startswith="crosswalk").order_by("id").values_list("verb", flat=True)) == verbs
    )
    now = Crosswalk.objects.get(pk=link.pk)
    assert (now.rationale, now.certainty, now.standing, now.withdrawn) == (
        "Standards both.",
        "confirmed",
        "proposed",
        False,
    )


def test_what_is_already_so_writes_nothing(link):
    before = Change.objects.count()
    edit_link(link=link, fields={"rationale": link.rationale}, seen=0, by="A")
    restore_link(link=link, seen=0, by="A")
    assert Change.objects.count() == before


def test_nobody_overwrites_a_link_that_somebody_else_has_changed(link):
    seen = link.change_id
    edit_link(link=link, fields={"rationale": "Another reason."}, seen=seen, by="A")
    for act in (confirm_link, withdraw_link):
        with pytest.raises(Stale):
            act(link=link, seen=seen, by="B")
    with pytest.raises(Stale):
        edit_link(link=link, fields={"rationale": "A third reason."}, seen=seen, by="B")


def test_a_withdrawn_link_cannot_be_confirmed(link):
    link = withdraw_link(link=link, seen=link.change_id, by="A")
    with pytest.raises(Stale):
        confirm_link(link=link, seen=link.change_id, by="A")


def test_two_entries_are_linked_once(link):
    with pytest.raises(Taken, match=r"T\.1-1 is already linked to PS3\. Edit that link\."):
        add_link(name=PLAN_MAPPING, start=link.from_term, end=link.to_term, rationale="Again", by="A")
    withdraw_link(link=link, seen=link.change_id, by="A")
    with pytest.raises(Taken, match="was withdrawn"):
        add_link(name=PLAN_MAPPING, start=link.from_term, end=link.to_term, rationale="Again", by="A")


def test_an_entry_is_not_linked_to_itself(entries):
    with pytest.raises(Refused, match="cannot be linked to itself"):
        add_link(name=PLAN_MAPPING, start=entries[0], end=entries[0], rationale="Same", by="A")


def test_an_official_link_is_left_to_its_source(entries):
    official = CrosswalkFactory(from_term=entries[0], to_term=entries[1], standing="official", certainty="official")
    for act in (confirm_link, withdraw_link, restore_link):
        with pytest.raises(Refused, match="official"):
            act(link=official, seen=official.change_id, by="A")


def table(folder, row):
    path = folder / "new.csv"
    path.write_text(f"{HEADER}\n{row}\n")
    return read_frameworks(path)


PLAN = "sp-2028,Strategic Plan 2028–2031,ITU,,,2028,2031,6,terms,,{file},,{draft}"


def test_a_draft_needs_no_file_and_a_file_brings_its_text(db, tmp_path):
    with record("tests", "reference.load") as change:
        load_frameworks(table(tmp_path, PLAN.format(file="", draft="yes")), change)
    assert Framework.objects.get(slug="sp-2028").draft
    assert other_frameworks() == []
    (tmp_path / "plan.csv").write_text("code,title\nTP1,Spectrum\n")
    with record("tests", "reference.load") as change:
        load_frameworks(table(tmp_path, PLAN.format(file="plan.csv", draft="")), change)
    plan = Framework.objects.get(slug="sp-2028")
    assert (plan.draft, [term.code for term in plan.terms.all()]) == (False, ["TP1"])
    assert [one["href"] for one in other_frameworks()] == ["/frameworks/sp-2028/"]


def test_only_a_draft_is_without_a_file(tmp_path):
    with pytest.raises(Faults, match="The format “terms” has 1 files"):
        table(tmp_path, PLAN.format(file="", draft="no"))
    with pytest.raises(Faults, match=r"row 2, column draft: .*perhaps"):
        table(tmp_path, PLAN.format(file="", draft="perhaps"))


def test_a_draft_is_marked_on_its_page_and_in_the_list(client, db):
    FrameworkFactory(slug="sp-2028", title="Strategic Plan 2028–2031", draft=True)
    for path in ("/frameworks/", "/frameworks/sp-2028/"):
        assert "Draft: its text has not been adopted yet" in client.get(path).content.decode()
