"""What a search finds in the Roadmap, which registers its groups with the map."""

import pytest

from tests.reading import text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]


@pytest.fixture
def found(client):
    """found(words) returns the groups of hits by key, and the addresses under "Go to"."""

    def find(q):
        results = client.get("/search/", {"q": q, "exact": 1}).context["found"]
        groups = {group.key: [hit.href for hit in group.hits] for group in results.groups}
        return groups, [hit.href for hit in results.exact]

    return find


@pytest.mark.parametrize(
    ("q", "exact"),
    [
        ("8.d", ["/roadmap/actions/8.d/"]),
        ("commitment 8.d", ["/roadmap/actions/8.d/"]),
        ("Res. 1332", ["/roadmap/documents/res-1332-mod-2024/"]),
        ("resolution 1332", ["/roadmap/documents/res-1332-mod-2024/"]),
        ("res 1332 (mod. 2016)", ["/roadmap/documents/res-1332-mod-2016/"]),
        ("1332", ["/roadmap/documents/res-1332-mod-2024/"]),
        ("A/RES/70/1", ["/roadmap/documents/a-res-70-1/"]),
        ("HLPF 2027", ["/roadmap/hlpf/2027/"]),
        ("HLPF calendar", ["/roadmap/hlpf/"]),
        ("IT_MOB_4GNTWK", ["/roadmap/indicators/9.c.1/"]),
        ("6.5", ["/targets/6.5/", "/roadmap/actions/6.5/"]),
        ("zeppelin", []),
    ],
)
def test_codes_and_symbols(found, q, exact):
    assert found(q)[1] == exact


@pytest.mark.parametrize(
    ("q", "group", "first"),
    [
        ("permanent missions", "roadmap", "/roadmap/actions/6.5/"),
        ("council working group", "roadmap", "/roadmap/documents/res-1333-mod-2025/"),
        ("poverty changing world", "roadmap", "/roadmap/hlpf/2017/"),
        ("action line facilitators", "roadmap", "/roadmap/milestones/"),
        ("4G mobile network", "terms", "/roadmap/indicators/9.c.1/"),
        ("Tunis", "pages", "/roadmap/milestones/"),
    ],
)
def test_words(found, q, group, first):
    assert first in found(q)[0][group]


def test_rows_say_what_they_are(client):
    said = text(client.get("/search/?q=1332"))
    assert "Go to Res. 1332 (Mod. 2024) ITU role in the implementation of the WSIS outcomes" in said
    assert "Roadmap and resolutions (5)" in said
    assert "5 documents" in said
