"""Organisations: looked up once, entered under one name, and joined in a map that had them under others."""

import pytest

from activities.actions.ledger import record
from activities.actions.reference import load as reference
from activities.actions.reference.organisations import retire_organisations
from activities.exchange.csv_files.organisations import COLUMNS, read_organisations
from activities.exchange.csv_files.rows import Faults
from activities.models import Activity, Organisation
from tests.factories.activities import ActivityFactory, ChangeFactory, OrganisationFactory
from tests.factories.submissions import MembershipFactory, SubmissionFactory


def load():
    with record("load_reference", "reference.load") as change:
        return {outcome.label: outcome for outcome in reference.load_map(change)}


@pytest.fixture
def loaded(db):
    load()


def facts(slug: str) -> tuple:
    one = Organisation.objects.get(slug=slug)
    return one.name, one.type, one.country_id


def test_an_agency_is_no_company_and_the_seat_is_not_the_country_of_a_project(loaded):
    assert facts("food-and-agriculture-organization-of-the-united-nations-fao") == (
        "Food and Agriculture Organization of the United Nations (FAO)",
        "international-organisation",
        "IT",
    )
    assert facts("openmrs-inc") == ("OpenMRS, Inc.", "civil-society", "US")


def test_the_activity_carries_the_organisation_that_evidence_names(loaded):
    slugs = ("safer-deliveries", "champs", "avadar-auto-visual-afp-detection-and-reporting")
    found = Activity.objects.filter(slug__in=slugs).values_list("slug", "organisation__name")
    assert dict(found) == {
        "safer-deliveries": "D-tree International",
        "champs": "eHealth Africa",
        "avadar-auto-visual-afp-detection-and-reporting": "eHealth Africa",
    }


def test_how_certain_a_seat_is_is_a_note_for_staff(loaded):
    assert Organisation.objects.get(slug="zohou").note == "Not certain. body not known; kept as it stands"
    assert Organisation.objects.get(slug="adcb").note == "abbreviation expanded"


def test_an_older_map_ends_as_a_fresh_one(loaded):
    """Names, types and seats as they were, one organisation under two addresses, one that no file names any more, and
    one that stood for "not stated"."""
    fresh = set(Organisation.objects.values_list("slug", "name", "type", "country_id"))
    whose = set(Activity.objects.values_list("slug", "organisation__slug"))
    with record("load_reference", "reference.load") as change:
        organisations = Organisation.objects.all()
        organisations.filter(slug="openmrs-inc").update(name="OpenMRS", country_id="BD", change=change)
        fund = organisations.create(
            slug="unicef-ventures-fund", name="UNICEF Ventures Fund", type="international-organisation", change=change
        )
        bank = organisations.create(
            slug="inter-american-development-bank-iadb",
            name="IADB",
            type="international-organisation",
            country_id="SL",
            change=change,
        )
        unstated = organisations.create(slug="not-stated", name="Not stated", type="unknown", change=change)
        activities = Activity.objects.all()
        activities.filter(slug="ekitabu").update(organisation=fund, countries=[], change=change)
        activities.filter(slug="champs").update(organisation=bank, change=change)
        activities.filter(organisation=None).update(organisation=unstated, change=change)
    load()
    live = Organisation.objects.live()
    assert set(live.values_list("slug", "name", "type", "country_id")) == fresh
    assert set(Activity.objects.values_list("slug", "organisation__slug")) == whose
    gone = Organisation.objects.filter(withdrawn=True).values_list("slug", "merged_into__slug")
    assert dict(gone) == {
        "unicef-ventures-fund": "united-nations-childrens-fund-unicef",
        "inter-american-development-bank-iadb": None,
        "not-stated": None,
    }
    again = load()
    assert {(o.new, o.changed, o.skipped) for o in again.values()} == {(0, 0, 0)}


def test_what_a_person_wrote_of_an_organisation_stays(loaded):
    with record("tests", "organisation.edit") as change:
        Organisation.objects.filter(slug="openmrs-inc").update(name="OpenMRS", change=change)
        Organisation.objects.filter(slug="zohou").update(withdrawn=True, type="unknown", change=change)
    outcome = load()["organisations"]
    assert (outcome.changed, sorted(outcome.left)) == (0, ["OpenMRS", "ZOHOU"])
    assert Organisation.objects.get(slug="openmrs-inc").name == "OpenMRS"
    assert Organisation.objects.get(slug="zohou").withdrawn


def test_an_organisation_that_a_person_entered_or_that_has_an_activity_is_not_withdrawn(loaded):
    loaded_by = ChangeFactory(verb="reference.load")
    idle = OrganisationFactory(slug="idle", sector="", change=loaded_by)
    entered = OrganisationFactory(slug="entered", sector="")
    busy = OrganisationFactory(slug="busy", sector="", change=loaded_by)
    ActivityFactory(organisation=busy, withdrawn=True)
    with record("load_reference", "reference.load") as change:
        outcome = retire_organisations(reference.known_organisations(), change)
    assert (outcome.changed, outcome.left) == (1, ())
    gone = Organisation.objects.filter(pk__in=(idle.pk, entered.pk, busy.pk), withdrawn=True)
    assert list(gone) == [idle]


def test_people_and_submissions_follow_an_organisation_that_is_merged(loaded):
    known = reference.known_organisations()
    survivor, former = next((one, one.former[0]) for one in known.values() if one.former)
    gone = OrganisationFactory(slug=former, sector="", change=ChangeFactory(verb="reference.load"))
    member = MembershipFactory(organisation=gone, role="owner")
    draft = SubmissionFactory(organisation=gone, member=member.user)
    with record("load_reference", "reference.load") as change:
        retire_organisations(known, change)
    stays = Organisation.objects.get(slug=survivor.slug)
    for row in (member, draft, gone):
        row.refresh_from_db()
    assert (member.organisation, member.role, draft.organisation) == (stays, "owner", stays)
    assert gone.merged_into == stays


def test_an_organisation_with_members_is_not_withdrawn(loaded):
    member = MembershipFactory(organisation=OrganisationFactory(sector="", change=ChangeFactory(verb="reference.load")))
    with record("load_reference", "reference.load") as change:
        retire_organisations(reference.known_organisations(), change)
    member.organisation.refresh_from_db()
    assert not member.organisation.withdrawn


def test_a_withdrawn_organisation_comes_back_when_a_file_names_it_again(loaded):
    with record("load_reference", "reference.load") as change:
        Organisation.objects.filter(slug="zohou").update(withdrawn=True, change=change)
    assert load()["organisations"].changed == 1
    assert not Organisation.objects.get(slug="zohou").withdrawn


HEADER = ",".join(COLUMNS)


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("a,A,firm,KE,,yes,", "row 2, column type: “firm” is not a type of organisation."),
        ("a,A,academia,KX,,yes,", "row 2, column country: “KX” is not a country code."),
        ("a,A,academia,KE,,maybe,", "row 2, column sure: “maybe” is not yes, likely or no."),
        ("A b,A,academia,KE,,yes,", "row 2, column slug: “A b” is not an address."),
        ("a,A,academia,KE,a,yes,", "row 2, column slug: “a” is already in row 2."),
        ("a,,academia,KE,,yes,", "row 2, column name: The cell is empty. Fill it in."),
    ],
)
def test_a_broken_row_is_named(tmp_path, row, fault):
    path = tmp_path / "organisations.csv"
    path.write_text(f"{HEADER}\n{row}\n")
    with pytest.raises(Faults) as caught:
        read_organisations(path, frozenset({"academia"}), frozenset({"KE"}))
    assert str(caught.value).startswith(f"organisations.csv, {fault}")


def test_a_name_stands_in_the_file_once(tmp_path):
    path = tmp_path / "organisations.csv"
    path.write_text(f"{HEADER}\na,A,academia,KE,,yes,\nb,A,academia,KE,,yes,\n")
    with pytest.raises(Faults, match="row 3, column name: “A” is in the file twice"):
        read_organisations(path, frozenset({"academia"}), frozenset({"KE"}))
