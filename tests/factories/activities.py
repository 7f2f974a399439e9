"""Makers of the map's rows for tests. Each makes a valid row, and the rows it stands on, from as little as is told.

    TermFactory(kind="goal", code="9")           GoalFactory(code="9") says the same
    TermFactory(kind="target", code="9.c")       makes or finds Goal 9 above it; TargetFactory(code="9.c")
    TermFactory(kind="action_line", code="C2")   ActionLineFactory(code="C2")
    ActivityFactory(countries=["KE"])            makes Kenya if it is not there
    OrganisationFactory(sector="ITU-D")          the one organisation of that Sector

Frameworks, Terms, countries and Sectors are found again by their code, never made twice.
"""

import factory
from django.contrib.auth.models import Group
from django.utils import timezone
from django.utils.text import slugify
from factory.django import DjangoModelFactory

from activities.models import (
    Activity,
    Certainty,
    Change,
    Country,
    Crosswalk,
    Framework,
    Mapping,
    Organisation,
    Region,
    Term,
    TermText,
    User,
)

FRAMEWORK_OF = {
    Term.Kind.GOAL: "sdg",
    Term.Kind.TARGET: "sdg",
    Term.Kind.INDICATOR: "sdg",
    Term.Kind.ACTION_LINE: "wsis",
}
COUNTRIES = {
    "CH": ("756", "Switzerland", Region.EUROPE),
    "KE": ("404", "Kenya", Region.AFRICA),
    "BR": ("076", "Brazil", Region.AMERICAS),
    "EG": ("818", "Egypt", Region.ARAB_STATES),
    "FJ": ("242", "Fiji", Region.ASIA_PACIFIC),
    "KZ": ("398", "Kazakhstan", Region.CIS),
}


class ChangeFactory(DjangoModelFactory):
    class Meta:
        model = Change

    at = factory.LazyFunction(timezone.now)
    actor = "tests"
    verb = "test.write"


class PublishedFactory(DjangoModelFactory):
    """Makes a row in a Change of its own. What is found again costs one query, since it is done thousands of times."""

    class Meta:
        abstract = True

    change = None

    @classmethod
    def _get_or_create(cls, model_class, *args, **fields):
        key = {name: fields[name] for name in cls._meta.django_get_or_create}
        return model_class.objects.filter(**key).first() or cls._new(model_class, **fields)

    @classmethod
    def _create(cls, model_class, *args, **fields):
        make = cls._get_or_create if cls._meta.django_get_or_create else cls._new
        return make(model_class, *args, **fields)

    @classmethod
    def _new(cls, model_class, *args, change, **fields):
        return model_class.objects.create(change=change or ChangeFactory(), **fields)


class FrameworkFactory(PublishedFactory):
    class Meta:
        model = Framework
        django_get_or_create = ("slug",)

    slug = "sdg"
    title = factory.LazyAttribute(lambda o: f"Framework {o.slug}")
    publisher = "United Nations"


class TermFactory(PublishedFactory):
    """An entry of a framework, by default an outcome of the Strategic Plan 2024–2027."""

    class Meta:
        model = Term
        django_get_or_create = ("framework", "code")
        skip_postgeneration_save = True

    class Params:
        number = factory.Sequence(lambda n: n)

    kind = Term.Kind.OUTCOME
    code = factory.LazyAttribute(
        lambda o: {
            Term.Kind.GOAL: str(o.number % 17 + 1),
            Term.Kind.TARGET: f"9.{o.number + 1}",
            Term.Kind.INDICATOR: f"9.c.{o.number + 1}",
            Term.Kind.ACTION_LINE: f"C{o.number + 1}",
        }.get(o.kind, f"Outcome {o.number + 1}")
    )
    framework = factory.LazyAttribute(lambda o: FrameworkFactory(slug=FRAMEWORK_OF.get(o.kind, "sp-2024")))
    parent = factory.LazyAttribute(lambda o: parent_of(o.kind, o.code))
    goal = factory.LazyAttribute(lambda o: o.parent and o.parent.goal)
    position = factory.LazyAttribute(lambda o: official_place(o.code, o.number))
    title = factory.LazyAttribute(lambda o: f"Title of {o.code}")
    certainty = Certainty.OFFICIAL

    @factory.post_generation
    def own_goal(obj, create, extracted, **_):
        """A Goal belongs to itself."""
        if create and obj.kind == Term.Kind.GOAL and obj.goal_id is None:
            obj.goal = obj
            Term.objects.filter(pk=obj.pk).update(goal=obj)


class GoalFactory(TermFactory):
    kind = Term.Kind.GOAL


class TargetFactory(TermFactory):
    kind = Term.Kind.TARGET


class ActionLineFactory(TermFactory):
    kind = Term.Kind.ACTION_LINE


class TermTextFactory(PublishedFactory):
    class Meta:
        model = TermText
        django_get_or_create = ("term", "language")

    term = factory.SubFactory(GoalFactory)
    language = "en"
    certainty = Certainty.OFFICIAL


def parent_of(kind: str, code: str) -> Term | None:
    """The Goal above a target, the target above an indicator; nothing above any other entry."""
    above = {Term.Kind.TARGET: GoalFactory, Term.Kind.INDICATOR: TargetFactory}.get(kind)
    return above(code=code.rpartition(".")[0]) if above else None


def official_place(code: str, otherwise: int) -> int:
    """A position in official order: 9.2, 9.10, 9.a, 9.c; `otherwise` for codes that are not the SDGs'."""
    place = 0
    for part in [*code.split("."), "", ""][:3]:
        if part and not part.isdigit() and len(part) > 1:
            return otherwise
        place = place * 200 + (int(part) if part.isdigit() else ord(part) if part else 0)
    return place


class CountryFactory(DjangoModelFactory):
    class Meta:
        model = Country
        django_get_or_create = ("code",)

    class Params:
        number = factory.Sequence(lambda n: n)

    code = factory.Iterator(COUNTRIES)
    m49 = factory.LazyAttribute(lambda o: COUNTRIES[o.code][0] if o.code in COUNTRIES else f"9{o.number % 100:02}")
    alpha3 = factory.LazyAttribute(lambda o: {"KE": "KEN", "CH": "CHE"}.get(o.code, f"{o.code}X"))
    name = factory.LazyAttribute(lambda o: COUNTRIES[o.code][1] if o.code in COUNTRIES else f"Country {o.code}")
    region = factory.LazyAttribute(lambda o: COUNTRIES[o.code][2] if o.code in COUNTRIES else Region.EUROPE)


class OrganisationFactory(PublishedFactory):
    class Meta:
        model = Organisation
        django_get_or_create = ("slug",)

    class Params:
        number = factory.Sequence(lambda n: n + 1)

    sector = ""
    name = factory.LazyAttribute(lambda o: o.sector or f"Organisation {o.number}")
    slug = factory.LazyAttribute(lambda o: slugify(o.name))
    type = factory.LazyAttribute(
        lambda o: Organisation.Type.INTERNATIONAL if o.sector else Organisation.Type.CIVIL_SOCIETY
    )


class ActivityFactory(PublishedFactory):
    class Meta:
        model = Activity

    title = factory.Sequence(lambda n: f"Activity {n + 1}")
    slug = factory.LazyAttribute(lambda o: slugify(o.title))
    kind = Activity.Kind.PROJECT
    status = Activity.Status.ONGOING
    origin = Activity.Origin.STAFF
    organisation = factory.SubFactory(OrganisationFactory, sector=Organisation.Sector.DEVELOPMENT)
    description_certainty = Certainty.CONFIRMED

    @classmethod
    def _create(cls, model_class, *args, **fields):
        for code in fields.get("countries", ()):
            CountryFactory(code=code)
        return super()._create(model_class, *args, **fields)


class MappingFactory(PublishedFactory):
    class Meta:
        model = Mapping

    activity = factory.SubFactory(ActivityFactory)
    term = factory.SubFactory(GoalFactory, code="9")
    strength = Mapping.Strength.CONTRIBUTES
    origin = Mapping.Origin.STAFF
    certainty = Certainty.CONFIRMED


class CrosswalkFactory(PublishedFactory):
    """A link of the WSIS-SDG Matrix, by default from C2 to target 9.c; a plan's entry gives a proposed link."""

    class Meta:
        model = Crosswalk

    from_term = factory.SubFactory(ActionLineFactory, code="C2")
    to_term = factory.SubFactory(TargetFactory, code="9.c")
    name = factory.LazyAttribute(
        lambda o: (
            "wsis-sdg-matrix" if o.from_term.kind == Term.Kind.ACTION_LINE else f"{o.from_term.framework.slug}-links"
        )
    )
    standing = factory.LazyAttribute(
        lambda o: (
            Crosswalk.Standing.OFFICIAL if o.from_term.kind == Term.Kind.ACTION_LINE else Crosswalk.Standing.PROPOSED
        )
    )
    certainty = factory.LazyAttribute(lambda o: Certainty(o.standing))
    rationale = "Networks carry it."


class UserFactory(DjangoModelFactory):
    """Somebody with a role: UserFactory(role=rules.FOCAL_POINT, sectors=["ITU-D"]); without a role, a stakeholder."""

    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    name = factory.Sequence(lambda n: f"Person {n}")
    role = ""

    @classmethod
    def _create(cls, model_class, *args, role, **fields):
        user = model_class.objects.create_user(password="correct horse battery", is_staff=bool(role), **fields)
        if role:
            user.groups.add(Group.objects.get_or_create(name=role)[0])
        return user
