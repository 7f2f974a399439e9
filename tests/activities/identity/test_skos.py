"""Frameworks and crosswalks as SKOS: Turtle and JSON-LD are one graph, without the usual faults."""

import os
from pathlib import Path

import orjson
import pytest
from rdflib import RDF, RDFS, BNode, Graph, Literal, URIRef
from rdflib.namespace import SKOS

from activities.exchange.linked_data.context import CLASSES, LINKS, TEXTS, TYPED, VALUES
from activities.models import Crosswalk, Framework, Term
from tests.activities.identity.skos_faults import faults
from tests.factories.activities import (
    ActionLineFactory,
    ActivityFactory,
    CountryFactory,
    CrosswalkFactory,
    FrameworkFactory,
    GoalFactory,
    MappingFactory,
    OrganisationFactory,
    TargetFactory,
    TermFactory,
    TermTextFactory,
)

SITE = "https://map.example"
UN = "http://metadata.un.org/sdg"
#: Folder with others' SKOS shapes (*.shacl.ttl); other *.ttl files there are the definitions that they need.
SHAPES = Path(os.environ.get("SHAPES", "")) / "skos"

#: rdflib's reader of JSON-LD uses a class that rdflib itself has deprecated.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")


@pytest.fixture(autouse=True)
def site(settings):
    settings.SITE_URL = SITE


def read(client, address) -> Graph:
    """The graph at an address. From Turtle and from JSON-LD, with the context that the site serves, it is the same."""
    turtle, linked = client.get(f"{address}.ttl"), client.get(f"{address}.jsonld")
    assert (turtle.status_code, linked.status_code) == (200, 200)
    assert turtle["Content-Type"] == "text/turtle; charset=utf-8"
    assert linked["Content-Type"] == "application/ld+json"
    body = linked.json()
    served = client.get(body["@context"].removeprefix(SITE))
    assert served["Content-Type"].startswith("application/ld+json")
    body["@context"] = served.json()["@context"]
    one = Graph().parse(data=turtle.content, format="turtle")
    other = Graph().parse(data=orjson.dumps(body), format="json-ld")
    assert len(one) > 0
    # without blank nodes, graphs of the same triples are isomorphic
    assert not any(isinstance(each, BNode) for triple in one for each in triple)
    assert set(one) == set(other)
    return one


def everything(client) -> Graph:
    """All frameworks and crosswalks."""
    graph = Graph()
    for slug in Framework.objects.values_list("slug", flat=True):
        graph += read(client, f"/api/v1/frameworks/{slug}")
    for name in Crosswalk.objects.live().order_by("name").values_list("name", flat=True).distinct():
        graph += read(client, f"/api/v1/crosswalks/{name}")
    return graph


@pytest.fixture
def small(db):
    """Two frameworks with what usually goes wrong: an indicator with two codes and one URI, strange codes and texts, a
    link inside a framework, an entry that replaces another."""
    goal = GoalFactory(code="4", title="Education", uri=f"{UN}/4")
    other = GoalFactory(code="13", title="Climate", uri=f"{UN}/13")
    target = TargetFactory(code="4.7", title="Skills", uri=f"{UN}/4.7", parent=goal, goal=goal)
    climate = TargetFactory(code="13.3", title="Awareness", uri=f"{UN}/13.3", parent=other, goal=other)
    for code, parent in (("4.7.1", target), ("13.3.1", climate)):
        term = TermFactory(
            kind="indicator", code=code, parent=parent, goal=parent.goal, title=f"Indicator {code}", uri=f"{UN}/C040701"
        )
        TermTextFactory(term=term, language="en", official_text="Extent to which …")
        TermTextFactory(term=term, language="fr", official_text=f"Degré … {code}")
    TermTextFactory(
        term=goal, language="en", title="Education", official_text="Ensure inclusive “quality”\\ education\n"
    )
    TermTextFactory(term=goal, language="zh-hans", title="优质教育", official_text="确保包容")
    TermTextFactory(term=goal, language="fr", title="Éducation", official_text="Assurer")
    plan = FrameworkFactory(slug="sp-2024", title="Plan", uri="https://www.itu.int/a b")
    top = TermFactory(framework=plan, code="Goal 1", title='Universal "connectivity"', description="Line 1\nLine 2")
    below = TermFactory(framework=plan, code="a/b?%", title="<script>", parent=top, uri="https://x.example/<a b>")
    TermFactory(framework=FrameworkFactory(slug="sp-2020"), code="Goal 1", replaces=None)
    TermFactory(framework=plan, code="new", replaces=below)
    line = ActionLineFactory(code="C4", title="Capacity")
    CrosswalkFactory(from_term=line, to_term=target)
    CrosswalkFactory(from_term=top, to_term=goal, rationale='It "helps"')
    CrosswalkFactory(name="inside", from_term=goal, to_term=target, standing="official", certainty="official")
    return goal


def test_turtle_and_json_ld_are_one_graph_without_faults(client, small):
    assert faults(everything(client)) == []


def test_an_indicator_of_two_targets_is_one_concept_with_two_codes(client, small):
    graph = read(client, "/api/v1/frameworks/sdg")
    indicator = URIRef(f"{UN}/C040701")
    assert set(graph.objects(indicator, SKOS.notation)) == {Literal("4.7.1"), Literal("13.3.1")}
    assert set(graph.objects(indicator, SKOS.broader)) == {URIRef(f"{UN}/4.7"), URIRef(f"{UN}/13.3")}
    assert set(graph.objects(indicator, SKOS.prefLabel)) == {
        Literal("Indicator 13.3.1", "en"),
        Literal("Degré … 13.3.1", "fr"),
    } or set(graph.objects(indicator, SKOS.prefLabel)) == {
        Literal("Indicator 4.7.1", "en"),
        Literal("Degré … 4.7.1", "fr"),
    }


def test_labels_and_sentences_have_their_languages(client, small):
    graph = read(client, "/api/v1/terms/sdg/4")
    goal = URIRef(f"{UN}/4")
    assert set(graph.objects(goal, SKOS.prefLabel)) == {
        Literal("Education", "en"),
        Literal("Éducation", "fr"),
        Literal("优质教育", "zh-Hans"),
    }
    assert Literal("Ensure inclusive “quality”\\ education\n", "en") in set(graph.objects(goal, SKOS.definition))
    assert list(graph.objects(goal, SKOS.altLabel)) == []  # the English short name is our label
    assert (goal, SKOS.topConceptOf, URIRef(f"{SITE}/id/framework/sdg")) in graph
    assert client.get("/api/v1/terms/sdg/4.ttl")["Content-Language"] == "en, fr, zh-Hans"


def test_a_published_link_is_a_match_and_a_proposed_one_is_not(client, small):
    official = read(client, "/api/v1/crosswalks/wsis-sdg-matrix")
    line = URIRef(f"{SITE}/id/term/wsis/C4")
    assert (line, SKOS.relatedMatch, URIRef(f"{UN}/4.7")) in official
    proposed = read(client, "/api/v1/crosswalks/sp-2024-links")
    plan = URIRef(f"{SITE}/id/term/sp-2024/Goal%201")
    assert list(proposed.triples((None, SKOS.relatedMatch, None))) == []
    assert (plan, URIRef(f"{SITE}/ns/#proposedMatch"), URIRef(f"{UN}/4")) in proposed
    link = next(proposed.subjects(RDF.type, URIRef(f"{SITE}/ns/#CrosswalkLink")))
    assert proposed.value(link, URIRef(f"{SITE}/ns/#rationale")) == Literal('It "helps"', "en")
    assert proposed.value(link, URIRef(f"{SITE}/ns/#certainty")) == URIRef(f"{SITE}/ns/#certainty-proposed")
    inside = read(client, "/api/v1/crosswalks/inside")
    assert list(inside.triples((None, SKOS.relatedMatch, None))) == []  # a Goal is above its target


def test_what_no_address_can_contain_is_quoted(client, small):
    graph = read(client, "/api/v1/frameworks/sp-2024")
    assert URIRef("https://x.example/%3Ca%20b%3E") in set(graph.subjects())
    assert URIRef("https://www.itu.int/a%20b") in set(graph.objects())


@pytest.mark.django_db
def test_activities_organisations_mappings_and_countries_are_one_graph_in_both_formats(client):
    doubt = {"groups": ["ldc", "lldc"], "groups_unconfirmed": ["ldc"]}
    kenya = CountryFactory(code="KE", names={"fr": "Kenya"}, **doubt)
    body = OrganisationFactory(slug="body", sector="", type="academia", country=kenya, url="https://body.example/")
    activity = ActivityFactory(
        title="Giga",
        organisation=body,
        language="fr",
        original_title="Giga ℹ",
        original_description='Dit «"»',
        start_year=2019,
        end_year=2030,
        countries=["KE"],
        regions=["africa"],
        partners=["UNICEF", "A, B"],
        url="https://giga.example/?a=1&b=<2>",
    )
    mapping = MappingFactory(
        activity=activity,
        term=TargetFactory(code="9.c", uri=f"{UN}/9.c"),
        strength=3,
        rationale="It connects schools.",
        evidence_url="https://giga.example/x y",
    )
    MappingFactory(activity=activity, withdrawn=True)
    ns = f"{SITE}/ns/#"
    own = URIRef(f"{SITE}/id/activity/{activity.pk}")
    graph = read(client, f"/api/v1/activities/{activity.pk}")
    link = URIRef(f"{SITE}/id/mapping/{mapping.pk}")
    assert list(graph.objects(own, URIRef(f"{ns}mapping"))) == [link]
    assert graph.value(link, URIRef(f"{ns}term")) == URIRef(f"{UN}/9.c")
    assert graph.value(link, URIRef(f"{ns}strength")) == Literal(3)
    assert graph.value(link, URIRef(f"{ns}evidence")) == URIRef("https://giga.example/x%20y")
    assert str(graph.value(own, URIRef("https://schema.org/startDate"))) == "2019"
    title = URIRef("http://purl.org/dc/terms/title")
    assert set(graph.objects(own, title)) == {Literal("Giga", "en"), Literal("Giga ℹ", "fr")}
    assert set(graph.objects(own, URIRef(f"{ns}partner"))) == {Literal("UNICEF"), Literal("A, B")}
    assert client.get(f"/api/v1/activities/{activity.pk}.ttl")["Content-Language"] == "en, fr"

    alone = read(client, f"/api/v1/mappings/{mapping.pk}")
    assert alone.value(link, URIRef(f"{ns}activity")) == own
    seat = read(client, "/api/v1/organisations/body").value(URIRef(f"{SITE}/id/organisation/body"), URIRef(f"{ns}seat"))
    assert seat == URIRef(f"{SITE}/id/country/KE")
    names = set(read(client, "/api/v1/countries/KE").objects(seat, RDFS.label))
    assert names == {Literal("Kenya", "en"), Literal("Kenya", "fr")}
    groups = set(read(client, "/api/v1/countries/KE").objects(seat, URIRef(f"{ns}group")))
    assert groups == {URIRef(f"{ns}country-group-lldc")}  # that it is among the others is not confirmed


def test_our_vocabulary_defines_every_name_that_documents_use(client, db):
    vocabulary = read(client, "/ns/vocabulary")
    namespace = f"{SITE}/ns/#"
    meant = [*CLASSES.values(), *LINKS.values(), *TEXTS.values(), *VALUES.values(), *(of for of, _ in TYPED.values())]
    used = {URIRef(namespace + name.removeprefix("map:")) for name in meant if name.startswith("map:")}
    assert used - set(vocabulary.subjects(RDFS.comment)) == set()
    assert faults(vocabulary) == []


@pytest.mark.parametrize(
    ("turtle", "fault"),
    [
        ('<a> skos:prefLabel "x"@en, "y"@en', "two labels in one language"),
        ('<a> skos:altLabel "A"@en', "preferred and alternative label"),
        ('<c> a skos:Concept; skos:prefLabel "C"@en; skos:topConceptOf <s>', "in no scheme"),
        ("<a> skos:broader <b>. <b> skos:narrower <a>; skos:broader <a>. <a> skos:narrower <b>", "above itself"),
        ("<a> skos:broader <b>", "not below what is above it"),
        ('<c> a skos:Concept; skos:prefLabel "C"@en; skos:inScheme <s>', "neither at the top nor below another"),
        ("<a> skos:relatedMatch <a>", "related to itself"),
        ("<a> skos:broader <b>; skos:relatedMatch <b>. <b> skos:narrower <a>", "related and above or below"),
        ("<a> skos:exactMatch <b>; skos:relatedMatch <b>", "the same and related"),
        ("<s> skos:hasTopConcept <x>", "a top that is no concept"),
        ("<a> a skos:ConceptScheme", "concept and scheme"),
        ("<c> a skos:Concept; skos:inScheme <s>; skos:topConceptOf <s>", "no label"),
    ],
)
def test_each_fault_would_be_found(turtle, fault):
    sound = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @base <https://x.example/> .
        <s> a skos:ConceptScheme; skos:prefLabel "S"@en; skos:hasTopConcept <a>, <b> .
        <a> a skos:Concept; skos:prefLabel "A"@en; skos:inScheme <s>; skos:topConceptOf <s> .
        <b> a skos:Concept; skos:prefLabel "B"@en; skos:inScheme <s>; skos:topConceptOf <s> . """
    assert faults(Graph().parse(data=sound, format="turtle")) == []
    assert fault in {one.partition(":")[0] for one in faults(Graph().parse(data=f"{sound}{turtle} .", format="turtle"))}


@pytest.mark.django_db
def test_the_data_that_ships_has_no_fault(client, shipped_map):
    graph = everything(client)
    assert faults(graph) == []
    assert len(set(graph.subjects(RDF.type, SKOS.Concept))) == Term.objects.count()


@pytest.mark.django_db
@pytest.mark.skipif(not SHAPES.is_dir(), reason="SHAPES names no folder with skos/*.shacl.ttl")
def test_others_shapes_find_nothing(client, shipped_map):
    """Of SkoHub (github.com/skohub-io/skohub-shapes): its reference shape sees everything together. Its shape of best
    practice compares all concepts with each other, so it gets the smaller frameworks, one by one."""
    pyshacl = pytest.importorskip("pyshacl")
    definitions = Graph()
    for file in SHAPES.glob("*.ttl"):
        if not file.name.endswith(".shacl.ttl"):
            definitions.parse(file)
    small = [read(client, f"/api/v1/frameworks/{slug}") for slug in ("wsis", "sp-2024", "gdc")]
    for file in SHAPES.glob("*.shacl.ttl"):
        for data in small if "bestPractice" in file.name else [everything(client)]:
            conforms, _results, text = pyshacl.validate(data, shacl_graph=Graph().parse(file), ont_graph=definitions)
            assert conforms, f"{file.name}\n{text[:3000]}"
