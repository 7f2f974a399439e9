"""/id/…: from the lasting address of a fact to its page or its data, wherever it has gone."""

import pytest

from activities.actions.activities import restore_activity, withdraw_activity
from activities.actions.links.mappings import set_mapping, withdraw_mapping
from activities.actions.merging import merge_activities
from activities.models import Activity, Change, Mapping, Organisation
from tests.factories.activities import (
    ActionLineFactory,
    ActivityFactory,
    ChangeFactory,
    CountryFactory,
    CrosswalkFactory,
    MappingFactory,
    OrganisationFactory,
    TargetFactory,
    TermFactory,
)

SITE = "https://map.example"
JSON_LD, TURTLE, JSON = "application/ld+json", "text/turtle", "application/json"
PROBLEM = "application/problem+json"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site(settings):
    settings.SITE_URL = SITE


def ask(client, address, accept=None, **more):
    return client.get(address, headers={"Accept": accept} if accept is not None else {}, **more)


def where(client, address, accept=None):
    """(status, Location) of an address."""
    response = ask(client, address, accept)
    return response.status_code, response.get("Location")


@pytest.mark.parametrize(
    ("address", "page", "data"),
    [
        ("/id/activity/{activity}", "/activities/{activity}/", "/api/v1/activities/{activity}"),
        ("/id/mapping/{mapping}", "/activities/{activity}/#mapping-{mapping}", "/api/v1/mappings/{mapping}"),
        ("/id/organisation/itu-d", "/organisations/itu-d/", "/api/v1/organisations/itu-d"),
        ("/id/framework/sdg", "/frameworks/sdg/", "/api/v1/frameworks/sdg"),
        ("/id/term/sdg/9.c", "/targets/9.c/", "/api/v1/terms/sdg/9.c"),
        ("/id/term/sdg/9", "/goals/9/", "/api/v1/terms/sdg/9"),
        ("/id/term/wsis/C2", "/action-lines/C2/", "/api/v1/terms/wsis/C2"),
        ("/id/term/sp-2024/Goal%201", "/frameworks/sp-2024/Goal%201/", "/api/v1/terms/sp-2024/Goal%201"),
        ("/id/term/sp-2024/a/b%25%20%3F", "/frameworks/sp-2024/a/b%25%20%3F/", "/api/v1/terms/sp-2024/a/b%25%20%3F"),
        ("/id/crosswalk/wsis-sdg-matrix", "/matrix/", "/api/v1/crosswalks/wsis-sdg-matrix"),
        ("/id/crosswalk/sp-2024-links", "/frameworks/sp-2024/", "/api/v1/crosswalks/sp-2024-links"),
        ("/id/country/KE", "/countries/KE/", "/api/v1/countries/KE"),
    ],
)  # fmt: skip
def test_each_leads_to_its_page_and_to_its_data(client, address, page, data):
    CountryFactory(code="KE")
    mapping = MappingFactory(term=TargetFactory(code="9.c"), activity__organisation=OrganisationFactory(slug="itu-d"))
    TermFactory(code="Goal 1")
    plan = TermFactory(code="a/b% ?")
    CrosswalkFactory()
    CrosswalkFactory(from_term=plan)
    numbers = {"activity": mapping.activity_id, "mapping": mapping.pk}
    address, page, data = (text.format(**numbers) for text in (address, page, data))
    assert where(client, address) == (303, page)
    assert where(client, address, "text/html") == (303, page)
    assert where(client, address, JSON_LD) == (303, f"{data}.jsonld")
    assert where(client, address, TURTLE) == (303, f"{data}.ttl")
    followed = ask(client, f"{data}.ttl", "*/*")
    assert (followed.status_code, followed["Content-Type"]) == (200, "text/turtle; charset=utf-8")
    assert f'<{SITE}{address}>; rel="canonical"' in followed["Link"]
    assert client.get(page.partition("#")[0]).status_code == 200
    if "crosswalk" not in address:
        assert where(client, address, JSON) == (303, f"{data}/")
        assert client.get(f"{data}/").status_code == 200


def test_a_region_has_a_page_and_no_data(client):
    assert where(client, "/id/region/africa") == (303, "/regions/africa/")
    refused = ask(client, "/id/region/africa", TURTLE)
    assert (refused.status_code, refused["Content-Type"]) == (406, PROBLEM)
    assert refused.json()["detail"] == "This address has these formats: text/html, application/xhtml+xml."
    assert where(client, "/id/region/afrika") == (404, None)


def test_a_303_names_every_format_and_may_be_read_from_any_site(client):
    activity = ActivityFactory()
    own, data = f"{SITE}/id/activity/{activity.pk}", f"{SITE}/api/v1/activities/{activity.pk}"
    response = ask(client, f"/id/activity/{activity.pk}", "text/html")
    assert response["Link"] == (
        f'<{own}>; rel="canonical", <{SITE}/activities/{activity.pk}/>; rel="alternate"; type="text/html", '
        f'<{data}/>; rel="alternate"; type="application/json", '
        f'<{data}.jsonld>; rel="alternate"; type="application/ld+json", '
        f'<{data}.ttl>; rel="alternate"; type="text/turtle"'
    )
    assert "Accept" in response["Vary"]
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response.content == b""


def test_the_site_is_never_taken_from_the_host_header(client, settings):
    settings.ALLOWED_HOSTS = ["*"]
    activity = ActivityFactory()
    for accept in ("text/html", JSON_LD):
        response = ask(client, f"/id/activity/{activity.pk}", accept, HTTP_HOST="evil.example")
        assert "evil" not in response["Location"] + response["Link"]
    body = client.get(f"/api/v1/activities/{activity.pk}.jsonld", HTTP_HOST="evil.example").content.decode()
    assert "evil" not in body
    assert f"{SITE}/id/activity/{activity.pk}" in body


@pytest.mark.parametrize(
    ("accept", "ending"),
    [
        (None, "page"),
        ("", "page"),
        ("  ", "page"),
        ("*/*", "page"),
        ("text/*", "page"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "page"),
        ("application/xhtml+xml", "page"),
        ("text/turtle, text/html;q=0.9", ".ttl"),
        ("text/turtle;q=0.5, application/ld+json;q=0.8, text/html;q=0.2", ".jsonld"),
        ('application/ld+json; profile="http://www.w3.org/ns/json-ld#compacted"', ".jsonld"),
        ("text/turtle;charset=utf-8", ".ttl"),
        ("application/json", "/"),
        ("application/*", "page"),  # XHTML is one
        ("application/rdf+xml, text/turtle;q=0.5", ".ttl"),
        ("TEXT/TURTLE", ".ttl"),
        ("text/html;q=0, application/xhtml+xml;q=0, */*", ".jsonld"),
        ("text/*;q=0.9, text/html;q=0.1, application/json;q=0.5", ".ttl"),
        ("text/turtle;q=nan, text/html;q=0.1", "page"),
    ],
)
def test_the_accept_header_is_weighed(client, accept, ending):
    activity = ActivityFactory()
    expected = f"/activities/{activity.pk}/" if ending == "page" else f"/api/v1/activities/{activity.pk}{ending}"
    assert where(client, f"/id/activity/{activity.pk}", accept) == (303, expected)


@pytest.mark.parametrize(
    "accept",
    [
        "image/png",
        "application/rdf+xml",
        "text/html;q=0",
        "*/*;q=0",
        "text/html;q=0, application/json;q=0.0",
        "nonsense",
        "/",
        ";;;,,,;q=",
        "text/turtle\x00",
        "te xt/html",
    ],
)
def test_a_format_that_there_is_not_gets_406_with_those_that_there_are(client, accept):
    activity = ActivityFactory()
    response = ask(client, f"/id/activity/{activity.pk}", accept)
    assert (response.status_code, response["Content-Type"]) == (406, PROBLEM)
    assert response.json()["detail"].startswith("This address has these formats: text/html, ")
    assert "text/turtle" in response["Link"]


@pytest.mark.parametrize(
    "accept",
    [
        "text/html;q=nan",
        "text/html;q=1e309",
        "text/html;q=-1",
        "text/html;q=" + "9" * 5000,
        "text/html;q*=utf-8''%ff",
        "text/html;q*0=0.1;q*1=5",
        'text/html;a="b;c,d',
        ",".join(["text/html;q=0.1"] * 2000),
        "text/html;" + ";".join(f"p{n}=1" for n in range(2000)),
        "text/hé",
    ],
)
def test_a_hostile_accept_header_is_answered(client, accept):
    activity = ActivityFactory()
    response = ask(client, f"/id/activity/{activity.pk}", accept)
    assert response.status_code in (303, 406)


def test_head_and_options_and_nothing_else(client):
    activity = ActivityFactory()
    address = f"/id/activity/{activity.pk}"
    head = client.head(address)
    assert (head.status_code, head["Location"], head.content) == (303, f"/activities/{activity.pk}/", b"")
    options = client.options(address)
    assert (options.status_code, options["Allow"]) == (204, "GET, HEAD, OPTIONS")
    for method in (client.post, client.put, client.patch, client.delete):
        refused = method(address)
        assert (refused.status_code, refused["Allow"]) == (405, "GET, HEAD, OPTIONS")


def test_a_query_is_passed_on(client):
    activity = ActivityFactory()
    assert where(client, f"/id/activity/{activity.pk}?lang=fr", JSON) == (
        303,
        f"/api/v1/activities/{activity.pk}/?lang=fr",
    )
    mapping = MappingFactory(activity=activity)
    place = f"/activities/{activity.pk}/?x=1#mapping-{mapping.pk}"
    assert where(client, f"/id/mapping/{mapping.pk}?x=1") == (303, place)


def test_a_past_version_is_passed_on_and_shows_what_was_there(client):
    mapping = MappingFactory()
    before = Change.objects.latest("id").pk
    activity = Activity.objects.get(pk=mapping.activity_id)
    withdraw_activity(activity=activity, seen=activity.change_id, reason="Twice", by="tests")
    address = f"/id/activity/{activity.pk}"
    assert where(client, address)[0] == 410
    assert where(client, f"{address}?as_of={before}") == (303, f"/activities/{activity.pk}/?as_of={before}")
    data = f"/api/v1/activities/{activity.pk}.ttl?as_of={before}"
    assert where(client, f"{address}?as_of={before}", TURTLE) == (303, data)
    assert client.get(data).status_code == 200
    assert where(client, f"/id/mapping/{mapping.pk}?as_of={before}") == (
        303,
        f"/activities/{activity.pk}/?as_of={before}#mapping-{mapping.pk}",
    )
    assert where(client, f"{address}?as_of=99999999")[0] == 400


def test_a_merged_activity_leads_to_the_one_at_the_end_of_the_chain(client):
    last = ActivityFactory()
    middle = ActivityFactory(withdrawn=True, merged_into=last)
    first = ActivityFactory(withdrawn=True, merged_into=middle)
    for accept in ("text/html", JSON, TURTLE):
        assert where(client, f"/id/activity/{first.pk}", accept) == (301, f"/id/activity/{last.pk}")
    for form in ("jsonld", "ttl"):
        address = f"/api/v1/activities/{first.pk}.{form}"
        assert where(client, address) == (301, f"/api/v1/activities/{last.pk}.{form}")


def test_merges_that_go_round_in_a_circle_end(client):
    one, two = ActivityFactory(), ActivityFactory()
    for this, other in ((one, two), (two, one)):
        Activity.objects.filter(pk=this.pk).update(withdrawn=True, merged_into=other, change=ChangeFactory())
    assert where(client, f"/id/activity/{one.pk}")[0] == 301


def test_the_mappings_of_a_merged_activity_lead_to_those_of_the_other(client):
    kept, gone = ActivityFactory(), ActivityFactory()
    both, only_there, withdrawn = TargetFactory(code="9.c"), TargetFactory(code="9.1"), TargetFactory(code="9.2")
    stays = MappingFactory(activity=kept, term=both)
    moved = {term: MappingFactory(activity=gone, term=term) for term in (both, only_there)}
    lost = MappingFactory(activity=gone, term=withdrawn, withdrawn=True)
    merge_activities(duplicate=gone, into=kept, seen=(gone.change_id, kept.change_id), by="tests")
    new = Mapping.objects.get(activity=kept, term=only_there)
    assert where(client, f"/id/mapping/{moved[both].pk}") == (301, f"/id/mapping/{stays.pk}")
    assert where(client, f"/id/mapping/{moved[only_there].pk}", JSON_LD) == (301, f"/id/mapping/{new.pk}")
    assert where(client, f"/id/mapping/{lost.pk}")[0] == 410


def test_a_merged_organisation_leads_to_the_other(client):
    itu = OrganisationFactory(slug="itu-d")
    OrganisationFactory(slug="bdt", withdrawn=True, merged_into=itu)
    assert where(client, "/id/organisation/bdt", JSON_LD) == (301, "/id/organisation/itu-d")
    assert where(client, "/api/v1/organisations/bdt.ttl") == (301, "/api/v1/organisations/itu-d.ttl")


def test_a_withdrawn_activity_leaves_what_it_was_and_when_it_ended(client):
    activity = ActivityFactory(title="Giga <b>")
    withdraw_activity(activity=activity, seen=activity.change_id, reason="Never happened", by="tests")
    row = Activity.objects.get(pk=activity.pk)
    Activity.objects.filter(pk=activity.pk).update(end_year=2030, change=ChangeFactory())  # later, in another Change
    expected = {
        "type": "about:blank",
        "title": "Withdrawn",
        "status": 410,
        "detail": f"“Giga <b>” was withdrawn in Change {row.change_id}.",
        "uri": f"{SITE}/id/activity/{activity.pk}",
        "was": {"kind": "activity", "title": "Giga <b>", "page": f"{SITE}/activities/{activity.pk}/"},
    }
    for address, accept in (
        (f"/id/activity/{activity.pk}", JSON),
        (f"/id/activity/{activity.pk}", JSON_LD),
        (f"/id/activity/{activity.pk}", "image/png"),
        (f"/api/v1/activities/{activity.pk}.ttl", None),
        (f"/api/v1/activities/{activity.pk}/", JSON_LD),
    ):
        response = ask(client, address, accept)
        body = response.json()
        at = body["withdrawn"].pop("at")
        assert (response.status_code, response["Content-Type"]) == (410, PROBLEM)
        assert body == expected | {"withdrawn": {"change": row.change_id}}
        assert at.startswith(row.change.at.strftime("%Y-%m-%dT%H:%M:%S"))
    page = ask(client, f"/id/activity/{activity.pk}", "text/html")
    assert page.status_code == 410
    html = page.content.decode()
    assert "Giga &lt;b&gt;" in html
    assert f"change {row.change_id}" in html
    assert f'href="/activities/{activity.pk}/"' in html
    assert "Accept" in page["Vary"]

    row.refresh_from_db()
    restore_activity(activity=row, seen=row.change_id, by="tests")
    assert where(client, f"/id/activity/{activity.pk}")[0] == 303


def test_a_mapping_ends_with_its_activity_or_by_itself_and_can_come_back(client):
    activity, line = ActivityFactory(title="Giga"), ActionLineFactory(code="C2", title="Infrastructure")
    mapping = MappingFactory(activity=activity, term=line)
    withdraw_mapping(activity=activity, term=line, seen=mapping.change_id, by="tests")
    ended = Mapping.objects.get(pk=mapping.pk).change_id
    body = ask(client, f"/id/mapping/{mapping.pk}", JSON).json()
    assert body["was"] == {
        "kind": "mapping",
        "title": "Giga → C2 Infrastructure",
        "page": f"{SITE}/activities/{activity.pk}/",
    }
    assert body["withdrawn"]["change"] == ended
    assert "This link has been withdrawn" in client.get(f"/id/mapping/{mapping.pk}").content.decode()

    set_mapping(activity=activity, term=line, strength=2, rationale="Again", evidence_url="", seen=ended, by="tests")
    assert where(client, f"/id/mapping/{mapping.pk}")[0] == 303

    withdraw_activity(activity=activity, seen=activity.change_id, reason="Twice", by="tests")
    ended = Activity.objects.get(pk=activity.pk).change_id
    assert ask(client, f"/id/mapping/{mapping.pk}", JSON).json()["withdrawn"]["change"] == ended


def test_a_withdrawn_organisation_is_gone(client):
    body = OrganisationFactory(slug="old-body", name="Old Body")
    Organisation.objects.filter(pk=body.pk).update(withdrawn=True, change=ChangeFactory())
    response = ask(client, "/id/organisation/old-body", JSON)
    assert (response.status_code, response.json()["was"]["title"]) == (410, "Old Body")
    assert ask(client, "/id/organisation/old-body").status_code == 410
    assert client.get("/api/v1/organisations/old-body.jsonld").status_code == 410


@pytest.mark.parametrize(
    "address",
    [
        "activity/999999",
        "activity/99999999999999999999999",
        "mapping/999999",
        "mapping/99999999999999999999999",
        "organisation/nobody",
        "framework/sdq",
        "term/sdg/9.z",
        "term/sdq/9",
        "term/sdg/9.c%00",
        "term/sdg/9.c/",
        "organisation/%00",
        "crosswalk/wsis",
        "country/ke",
        "country/%00",
        "activity/-1",
        "activity/x",
        "thing/1",
    ],
)
def test_what_never_was_is_404(client, address):
    TargetFactory(code="9.c")
    assert where(client, f"/id/{address}")[0] == 404


def test_a_404_names_the_nearest_to_people_and_programs(client):
    TargetFactory(code="9.c", title="Access")
    body = ask(client, "/id/term/sdg/9.C", TURTLE)
    assert (body.status_code, body["Content-Type"]) == (404, PROBLEM)
    assert body.json()["nearest"][0] == {"code": "9.c", "title": "Access", "url": "/targets/9.c/"}
    assert 'href="/targets/9.c/"' in client.get("/id/term/sdg/9.C").content.decode()


def test_queries_of_a_live_fact(client, django_assert_num_queries):
    mapping = MappingFactory(term=TargetFactory(code="9.c"))
    for address, queries in (
        (f"/id/activity/{mapping.activity_id}", 1),
        (f"/id/mapping/{mapping.pk}", 1),
        (f"/id/organisation/{mapping.activity.organisation.slug}", 1),
        ("/id/framework/sdg", 1),
        ("/id/term/sdg/9.c", 2),
    ):
        with django_assert_num_queries(queries):
            client.get(address)
