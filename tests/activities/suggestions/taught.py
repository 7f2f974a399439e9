"""A small map with eighteen activities on health, skills and networks, to learn suggestions from."""

from typing import Any

from activities.actions.suggestions.verdicts import train
from activities.models import Change, LexiconEntry, SuggestionModel
from activities.queries.suggestions.material import material
from tests.activities.suggestions.suggestion_material import examples
from tests.factories.activities import (
    ActionLineFactory,
    ActivityFactory,
    ChangeFactory,
    CrosswalkFactory,
    GoalFactory,
    MappingFactory,
    TargetFactory,
)


def make_map() -> dict[str, object]:
    """{framework:code: Term}. A link of the Matrix from C7-ehealth to 3.8, two lexicon entries, eighteen activities."""
    terms = {f"sdg:{code}": GoalFactory(code=code) for code in ("3", "4", "9")}
    terms |= {f"sdg:{code}": TargetFactory(code=code) for code in ("3.8", "4.4", "9.c")}
    terms |= {f"wsis:{code}": ActionLineFactory(code=code) for code in ("C2", "C4", "C7-ehealth")}
    CrosswalkFactory(
        from_term=terms["wsis:C7-ehealth"], to_term=terms["sdg:3.8"], rationale="Records travel with the patient."
    )
    change = ChangeFactory()
    for phrase, synonyms, speaks in (
        ("telemedicine", ["remote diagnosis"], ["sdg:3.8", "wsis:C7-ehealth"]),
        ("broadband", ["fibre"], ["sdg:9.c", "wsis:C2"]),
    ):
        LexiconEntry.objects.create(phrase=phrase, synonyms=synonyms, terms=speaks, change=change)
    for example in examples():
        activity = ActivityFactory(
            slug=example.key, title=example.title, description=example.description, change=change
        )
        for key in sorted(example.terms):
            MappingFactory(activity=activity, term=terms[key], change=change)
    return terms


def taught_map() -> dict[str, object]:
    """The same with a model that has learned from it: the same map gives the same model, so it is fitted once."""
    terms = make_map()
    if not _fitted:
        model = train(material())
        _fitted.update(
            {name: getattr(model, name) for name in ("fitted_at", "seconds", "quality", "unseen", "content")}
        )
    else:
        SuggestionModel.objects.create(version=1, through=Change.objects.latest("id").pk, **_fitted)
    return terms


_fitted: dict[str, Any] = {}
