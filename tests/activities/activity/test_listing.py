"""Pages of activities: no row twice, none left out; what is similar; what happened."""

import contextlib
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activities import summaries
from activities.actions.ledger import record
from activities.models import Activity, Mapping, User
from activities.queries.activity.file_rows import Rows, row_ids
from activities.queries.activity.listing import BadCursor, one, page
from activities.queries.activity.similar import similar
from activities.queries.activity.term_search import terms_named
from activities.queries.history.of_activity import HistoryEntry, Step, history
from activities.queries.vocabulary import vocabulary
from tests.factories.activities import (
    ActionLineFactory,
    ActivityFactory,
    ChangeFactory,
    CountryFactory,
    GoalFactory,
    MappingFactory,
    OrganisationFactory,
    TargetFactory,
)

pytestmark = pytest.mark.django_db
#: Too large; ["\\u0000",1]; [1e999,1]; [true,1]; []; [99999,1]; ["x",1,2] in the list's own wrapping.
STRANGE = ["9" * 19, "WyJcdTAwMDAiLDFd", "WzFlOTk5LDFd", "W3RydWUsMV0", "W10", "Wzk5OTk5LDFd", "WyJ4IiwxLDJd"]


@pytest.fixture
def sixty():
    """Sixty live activities with many equal titles and years, and three withdrawn ones."""
    draw = random.Random(17)
    for number in range(63):
        ActivityFactory(
            title=draw.choice(["Broadband", "broadband", "Ärzte", "Broadband for schools", "学校"]),
            slug=f"a-{number}",
            start_year=draw.choice([None, 2019, 2020]),
            description=draw.choice(["", "broadband and broadband again"]),
            withdrawn=number % 21 == 0,
        )


def walked(sort, limit, words=""):
    ids, after = [], ""
    for _ in range(100):
        shown = page(Activity.objects.all(), sort=sort, after=after, limit=limit, words=words)
        ids += [row["id"] for row in shown.parsed()]
        if not shown.next:
            return ids
        after = shown.next
    raise AssertionError("the list has no end")


@pytest.mark.parametrize("limit", [1, 7, 59, 60, 61])
@pytest.mark.parametrize("sort", ["newest", "start", "title", "relevance"])
def test_paging_shows_each_row_once_in_the_order_of_one_long_page(sixty, sort, limit):
    words = "broadband" if sort == "relevance" else ""
    whole = [row["id"] for row in page(Activity.objects.all(), sort=sort, limit=100, words=words).parsed()]
    assert walked(sort, limit, words) == whole
    assert sorted(whole) == sorted(Activity.objects.live().values_list("id", flat=True))


def test_orders(sixty):
    live = list(Activity.objects.live())
    by_start = sorted(live, key=lambda a: (a.start_year or 0, a.id), reverse=True)
    assert walked("newest", 9) == sorted((a.id for a in live), reverse=True)
    assert walked("start", 9) == [a.id for a in by_start]


def test_relevance_without_words_is_newest_first(sixty):
    assert walked("relevance", 9) == walked("newest", 9)


@pytest.mark.parametrize("sort", ["newest", "start", "title", "relevance"])
@settings(max_examples=60, deadline=None)
@given(
    cursor=st.text(max_size=60) | st.sampled_from(["9" * 19, "WyJcdTAwMDAiLDFd", "WzFlOTk5LDFd", "W3RydWUsMV0", "W10"])
)
def test_a_strange_cursor_is_refused_or_understood(sort, cursor):
    with contextlib.suppress(BadCursor):
        page(Activity.objects.all(), sort=sort, after=cursor, words="x")


def test_highlights_pair_with_rows():
    ActivityFactory(title="<i>Schools</i> online", description="Every school & village gets a line")
    shown = page(Activity.objects.all(), words="school", sort="relevance")
    assert shown.highlights == [("<i>\x02Schools\x03</i> online", "Every \x02school\x03 & village gets a line")]


def test_one_query_a_page(sixty, django_assert_num_queries):
    with django_assert_num_queries(1):
        page(Activity.objects.all(), limit=50)


def test_one_tells_of_a_withdrawn_activity():
    kept = ActivityFactory()
    gone = ActivityFactory(withdrawn=True, merged_into=kept)
    told = one(gone.id)
    assert (told["withdrawn"], told["merged_into"], one(gone.id + 1)) == (True, kept.id, None)


# --- files ---


@pytest.mark.parametrize("sort", ["newest", "start", "title", "relevance"])
def test_files_have_every_row_in_the_order_of_the_list(sixty, sort):
    words = "broadband" if sort == "relevance" else ""
    ids = row_ids(Activity.objects.all(), sort, words)
    assert list(ids) == walked(sort, 20, words)
    assert list(Rows(ids, ["id"], site="", regions={}, goals=())) == [(pk,) for pk in ids]


def test_rows_carry_live_links_and_leave_out_what_was_withdrawn_meanwhile():
    activity, gone = ActivityFactory(), ActivityFactory()
    goal, line = GoalFactory(code="9"), ActionLineFactory(code="C2")
    MappingFactory(activity=activity, term=goal, strength=3)
    MappingFactory(activity=activity, term=line, strength=1)
    MappingFactory(activity=activity, term=TargetFactory(code="9.1"), withdrawn=True)
    ids = row_ids(Activity.objects.all(), "newest", "")
    Activity.objects.filter(pk=gone.pk).update(withdrawn=True)
    read = Rows(ids, ["id", "strengths"], site="", regions={}, goals=())
    assert list(read) == [(activity.id, "9=3; C2=1")]


def test_a_column_that_there_is_not_is_refused():
    with pytest.raises(KeyError):
        Rows([], ["id", "colour"], site="", regions={}, goals=())


# --- similar ---


def test_similar_shares_most_and_rarest_first():
    common, rare, line = GoalFactory(code="9"), TargetFactory(code="9.c"), ActionLineFactory(code="C2")
    mine = ActivityFactory(regions=["africa"])
    shares_all, shares_rare = ActivityFactory(title="All"), ActivityFactory(title="Rare")
    same_region = ActivityFactory(title="Common, same region", regions=["africa"])
    elsewhere = ActivityFactory(title="Common, elsewhere", regions=["europe"])
    withdrawn = ActivityFactory(title="Gone", withdrawn=True)
    for activity in (mine, shares_all, withdrawn):
        for term in (common, rare, line):
            MappingFactory(activity=activity, term=term)
    MappingFactory(activity=shares_rare, term=rare)
    MappingFactory(activity=shares_rare, term=line, withdrawn=True)
    for activity in (same_region, elsewhere):
        MappingFactory(activity=activity, term=common)
    summaries.rebuild()
    found = similar(mine.id, vocabulary())
    assert [(other.title, [term.value for term in other.shared]) for other in found] == [
        ("All", ["9", "9.c", "C2"]),
        ("Rare", ["9.c"]),
        ("Common, same region", ["9"]),
        ("Common, elsewhere", ["9"]),
    ]


def test_a_main_purpose_on_both_sides_weighs_more():
    goal = GoalFactory(code="9")
    mine, weak, strong = ActivityFactory(), ActivityFactory(title="Weak"), ActivityFactory(title="Strong")
    MappingFactory(activity=mine, term=goal, strength=3)
    MappingFactory(activity=strong, term=goal, strength=3)
    MappingFactory(activity=weak, term=goal, strength=1)
    assert [other.title for other in similar(mine.id, vocabulary())] == ["Strong", "Weak"]


def test_an_activity_without_mappings_has_no_similar_one(django_assert_num_queries):
    mine = ActivityFactory()
    known = vocabulary()
    with django_assert_num_queries(1):
        assert similar(mine.id, known) == []


# --- history ---


def test_history_in_plain_words():
    person = User.objects.create_user("ama@example.org", "x", name="Ama Owusu")
    nameless = User.objects.create_user("kofi@example.org", "x")
    old, new = OrganisationFactory(name="Old body"), OrganisationFactory(name="New body")
    target = TargetFactory(code="9.c")
    CountryFactory(code="KE")
    with record("load_reference", "reference.load") as loaded:
        activity = ActivityFactory(title="School net", organisation=old, change=loaded)
        mapping = MappingFactory(activity=activity, term=target, strength=2, change=loaded, certainty="unconfirmed")
    with record(person, "activity.update", "It moved.") as edited:
        Activity.objects.filter(pk=activity.pk).update(
            title="School network", organisation=new, start_year=2020, countries=["KE"], change=edited
        )
        Mapping.objects.filter(pk=mapping.pk).update(strength=3, certainty="confirmed", rationale="So.", change=edited)
    with record(nameless, "mapping.withdraw") as dropped:
        Mapping.objects.filter(pk=mapping.pk).update(withdrawn=True, change=dropped)
    with record(person, "activity.withdraw") as gone:
        Activity.objects.filter(pk=activity.pk).update(withdrawn=True, change=gone)
    at_target = (("9.c", "/targets/9.c/"),)
    assert history(activity.pk, vocabulary()) == [
        HistoryEntry(gone.id, gone.at, "Ama Owusu", "Activity withdrawn", "", (Step("Withdrawn"),)),
        HistoryEntry(
            dropped.id,
            dropped.at,
            "a member of staff",
            "Link withdrawn",
            "",
            (Step("Link withdrawn", at_target),),
        ),
        HistoryEntry(
            edited.id,
            edited.at,
            "Ama Owusu",
            "Activity edited",
            "It moved.",
            (
                Step("Title changed from “School net” to “School network”"),
                Step("Organisation changed from “Old body” to “New body”"),
                Step("Start year added: “2020”"),
                Step("Countries added: “Kenya”"),
                Step("Strength changed from “contributes” to “main purpose”", at_target),
                Step("Rationale added", at_target),
                Step("Certainty changed from “Unconfirmed” to “Confirmed by ITU”", at_target),
            ),
        ),
        HistoryEntry(
            loaded.id,
            loaded.at,
            "",
            "Reference data loaded",
            "",
            (Step("Activity entered"), Step("Linked (contributes)", at_target)),
        ),
    ]


def test_history_tells_the_last_twenty_changes():
    activity = ActivityFactory()
    for number in range(21):
        Activity.objects.filter(pk=activity.pk).update(title=f"Title {number}", change=ChangeFactory())
    told = history(activity.pk, vocabulary())
    assert (len(told), told[0].steps) == (20, (Step("Title changed from “Title 19” to “Title 20”"),))


@pytest.mark.parametrize("mappings", [1, 3])
def test_history_query_count(mappings, django_assert_num_queries):
    activity = ActivityFactory()
    for number in range(mappings):
        MappingFactory(activity=activity, term=TargetFactory(code=f"9.{number + 1}"))
    known = vocabulary()
    with django_assert_num_queries(3):
        history(activity.pk, known)


# --- Terms that words name ---


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("9.c", ["9.c"]),
        ("9.C", ["9.c"]),
        ("target 9.c", ["9.c"]),
        ("SDG 9", ["9"]),
        ("c2", ["C2"]),
        ("Infrastructure", ["C2"]),
        ("C7", ["C7-ehealth"]),
        ("access", ["9.c"]),
        ("acc", []),
        ("nothing like it", []),
        ('"9.c"', ["9.c"]),
        ("  ", []),
    ],
)
def test_terms_named(words, codes):
    TargetFactory(code="9.c", title="Affordable access to the Internet")
    ActionLineFactory(code="C2", title="Infrastructure")
    ActionLineFactory(code="C7-ehealth", title="E-health")
    assert [term.code for term in terms_named(words, vocabulary())] == codes
