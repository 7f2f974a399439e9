"""Small invented training data for tests."""

from activities.suggesting.lexicon import LexiconPhrase
from activities.suggesting.material import Example, Hint, LabelledLink, Material, TermName

TERMS = (
    TermName("sdg:3", "goal"),
    TermName("sdg:3.8", "target", "sdg:3"),
    TermName("sdg:4", "goal"),
    TermName("sdg:4.4", "target", "sdg:4"),
    TermName("sdg:9", "goal"),
    TermName("sdg:9.c", "target", "sdg:9"),
    TermName("wsis:C2", "action_line"),
    TermName("wsis:C4", "action_line"),
    TermName("wsis:C7-ehealth", "action_line"),
)
HEALTH = frozenset({"sdg:3", "sdg:3.8", "wsis:C7-ehealth"})
SKILLS = frozenset({"sdg:4", "sdg:4.4", "wsis:C4"})
NETWORKS = frozenset({"sdg:9", "sdg:9.c", "wsis:C2"})
SUBJECTS = (
    (HEALTH, "hospital", "patients see a doctor by video in", "clinics of"),
    (SKILLS, "classroom", "learners practise spreadsheets in", "courses of"),
    (NETWORKS, "network", "villages get fibre and masts from", "cables of"),
)
PLACES = ("the north", "the islands", "the capital", "the hills", "the delta", "the border")


def examples() -> tuple[Example, ...]:
    """Eighteen different activities, six for each subject."""
    return tuple(
        Example(f"{noun}-{i}", f"{place.title()} {noun}", f"{first} {place}, {second} number {i}", terms)
        for terms, noun, first, second in SUBJECTS
        for i, place in enumerate(PLACES)
    )


def small_material(**more) -> Material:
    fields = {
        "through": 7,
        "terms": TERMS,
        "examples": examples(),
        "hints": (
            Hint("Health for all", frozenset({"sdg:3"})),
            Hint("Cheap access to networks", frozenset({"sdg:9.c"})),
        ),
        "lexicon": (
            LexiconPhrase("telemedicine", ("remote diagnosis", "cardio-"), ("sdg:3.8", "wsis:C7-ehealth")),
            LexiconPhrase("broadband", ("fibre",), ("sdg:9.c", "wsis:C2")),
            LexiconPhrase("emergency telecommunications", (), ("wsis:C2",)),
        ),
        "links": (
            LabelledLink("wsis:C7-ehealth", "sdg:3.8", "Records that travel with the patient save lives."),
            LabelledLink("wsis:C4", "sdg:4.4", "Skills lead to jobs."),
        ),
    }
    return Material(**(fields | more))
