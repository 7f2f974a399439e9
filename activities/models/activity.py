"""Organisations and what they do."""

from datetime import date, timedelta

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQuery, SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from activities import rules
from activities.models.certainty import certainty_field, certainty_known
from activities.models.change import Published, tracked
from activities.models.place import Country, Region
from activities.models.sector import Sector

#: Shown for an activity whose source names no organisation.
NO_ORGANISATION = _("Organisation not stated")
#: The words of the partners' names. The function is made by a migration: PostgreSQL's own do not promise that the words
#: of an array stay the same, so they cannot be indexed.
PARTNER_WORDS = Func(F("partners"), function="activities_partner_words", output_field=SearchVectorField())
#: An activity has to be confirmed once a year.
CONFIRMED_FOR = timedelta(days=365)


class Freshness(models.TextChoices):
    """How long ago an activity was last confirmed: within a year, within two, within three, longer, or never."""

    FRESH = "fresh", _("Within a year")
    YEAR = "year", _("Over a year ago")
    TWO_YEARS = "two-years", _("Over two years ago")
    INACTIVE = "inactive", _("Inactive")
    NEVER = "never", _("Never")

    @classmethod
    def of(cls, confirmed_on: date | None, today: date) -> "Freshness":
        if confirmed_on is None:
            return cls.NEVER
        for state, years in ((cls.INACTIVE, 3), (cls.TWO_YEARS, 2), (cls.YEAR, 1)):
            if confirmed_on < today - years * CONFIRMED_FOR:
                return state
        return cls.FRESH


class OrganisationQuerySet(models.QuerySet):
    def live(self):
        """Organisations that have not been withdrawn or merged into another."""
        return self.filter(withdrawn=False)

    def at(self, slug: str):
        """The live organisation with this slug, or the one that it was merged into."""
        return self.live().filter(
            pk__in=Organisation.objects.filter(slug=slug).values(current=Coalesce("merged_into", "pk"))
        )

    def named_like(self, words: str):
        """Organisations whose name contains all the words. `words` can use the syntax of a web search."""
        return self.named_by(SearchQuery(words, search_type="websearch", config="simple"))

    def named_by(self, query: SearchQuery):
        """Organisations whose name matches a query in the configuration "simple"."""
        return self.annotate(words=SearchVector("name", config="simple")).filter(words=query)


@tracked
class Organisation(Published):
    """Who does an activity. Parts of ITU have a `sector`; all others have none and are stakeholders."""

    NAMED_BY = ("name",)

    class Type(models.TextChoices):
        GOVERNMENT = "government", _("Government")
        INTERNATIONAL = "international-organisation", _("International organisation")
        PRIVATE = "private-sector", _("Private sector")
        CIVIL_SOCIETY = "civil-society", _("Civil society")
        ACADEMIA = "academia", _("Academia")
        UNKNOWN = "unknown", _("Type not known")

    Sector = Sector

    slug = models.SlugField(_("address"), max_length=120, unique=True)
    name = models.CharField(_("name"), max_length=300)
    type = models.CharField(_("type"), max_length=30, choices=Type)
    sector = models.CharField(_("ITU Sector"), max_length=30, choices=Sector, blank=True)
    country = models.ForeignKey(Country, models.PROTECT, null=True, blank=True, related_name="organisations")
    description = models.TextField(_("description"), blank=True)
    url = models.URLField(_("web address"), blank=True, max_length=500)
    note = models.TextField(
        _("note"), blank=True, help_text=_("How certain name, type and seat are. For staff only; never published.")
    )
    withdrawn = models.BooleanField(_("withdrawn"), default=False)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="organisation_named"),
            models.CheckConstraint(
                condition=Q(sector="") | Q(type="international-organisation"),
                name="itu_is_an_international_organisation",
            ),
            models.UniqueConstraint(fields=["sector"], condition=~Q(sector=""), name="one_organisation_a_sector"),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | Q(withdrawn=True), name="merged_organisation_is_withdrawn"
            ),
        ]
        indexes = [
            models.Index(fields=["change", "id"], name="organisation_change"),
            GinIndex(SearchVector("name", config="simple"), name="organisation_name_words"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("organisation", args=[self.slug])


class ActivityQuerySet(models.QuerySet):
    def live(self):
        return self.filter(withdrawn=False)

    def editable_by(self, user):
        """Activities that the user may edit, including withdrawn ones.

        Coordinators and administrators may edit all, focal points those of their own Sectors.
        """
        if rules.can_edit_every_activity(user):
            return self
        if not rules.can_edit_activities(user):
            return self.none()
        return self.filter(organisation__sector__in=[sector for sector in user.sectors if sector])

    def of_sector(self, sector: str):
        """Activities of an ITU Sector; "" means all others, including those without an organisation."""
        own = Q(organisation__sector=sector)
        return self.filter(own if sector else own | Q(organisation=None))

    def stale(self, today: date):
        """Activities that have not been confirmed within a year, or ever."""
        return self.filter(Q(confirmed_on=None) | Q(confirmed_on__lt=today - CONFIRMED_FOR))


@tracked
@pgtrigger.register(
    pgtrigger.Trigger(
        name="countries_known",
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("countries"),
        # While a table has a trigger before updates, PostgreSQL makes the search words of every updated row anew, which
        # takes as long as all the rest of the update.
        when=pgtrigger.After,
        condition=pgtrigger.Condition("cardinality(NEW.countries) > 0"),
        declare=[("stray", "text")],
        func="""
            SELECT code INTO stray FROM unnest(NEW.countries) AS code
             WHERE NOT EXISTS (SELECT 1 FROM activities_country c WHERE c.code = code.code) LIMIT 1;
            IF stray IS NOT NULL THEN
                RAISE EXCEPTION 'country % is not known', stray USING ERRCODE = 'foreign_key_violation';
            END IF;
            RETURN NEW;
        """,
    ),
    pgtrigger.Trigger(
        # Mappings of a withdrawn activity count as withdrawn, so they take the number of its Change: whoever saw them
        # before and saves them now is told. The feed does not need it, because it watches the activity.
        name="mappings_follow",
        operation=pgtrigger.UpdateOf("withdrawn"),
        when=pgtrigger.After,
        condition=pgtrigger.Condition("OLD.withdrawn IS DISTINCT FROM NEW.withdrawn"),
        func="""
            UPDATE activities_mapping SET change_id = NEW.change_id
             WHERE activity_id = NEW.id AND change_id < NEW.change_id;
            RETURN NULL;
        """,
    ),
)
class Activity(Published):
    """Something that an organisation does. Countries and regions are arrays of codes, with the row's history.

    Title and description are in English, for lists, search and figures. An activity described in another `language`
    also has its original title and description."""

    NAMED_BY = ("title",)

    class Kind(models.TextChoices):
        INITIATIVE = "initiative", _("Initiative")
        PROJECT = "project", _("Project")
        PROGRAMME = "programme", _("Programme")
        PUBLICATION = "publication", _("Publication")
        EVENT = "event", _("Event")
        STANDARD = "standard", _("Standard")
        TRAINING = "training", _("Training")
        PLATFORM = "platform", _("Platform")
        STUDY_GROUP = "study-group", _("Study group")
        PARTNERSHIP = "partnership", _("Partnership")

    class Status(models.TextChoices):
        PLANNED = "planned", _("Planned")
        ONGOING = "ongoing", _("Ongoing")
        COMPLETED = "completed", _("Completed")
        SUSPENDED = "suspended", _("Suspended")
        UNKNOWN = "unknown", _("Status not known")

    class Origin(models.TextChoices):
        STAFF = "staff", _("entered by staff")
        STAKEHOLDER = "stakeholder", _("submitted by a stakeholder")
        IMPORT = "import", _("imported")

    class Language(models.TextChoices):
        """Language tags (BCP 47). "und" means a language that is not in this list."""

        ARABIC = "ar", _("Arabic")
        CHINESE = "zh", _("Chinese")
        ENGLISH = "en", _("English")
        FRENCH = "fr", _("French")
        RUSSIAN = "ru", _("Russian")
        SPANISH = "es", _("Spanish")
        PORTUGUESE = "pt", _("Portuguese")
        OTHER = "und", _("Another language")

    slug = models.SlugField(_("address"), max_length=200, unique=True)
    title = models.CharField(_("title"), max_length=500)
    description = models.TextField(_("description"), blank=True)
    language = models.CharField(
        _("language of the original text"), max_length=12, choices=Language, default="en", db_default="en"
    )
    original_title = models.CharField(_("original title"), max_length=500, blank=True, db_default="")
    original_description = models.TextField(_("original description"), blank=True, db_default="")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    status = models.CharField(_("status"), max_length=12, choices=Status)
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="activities",
        help_text=_("Empty where the source names none. The activity then counts as a stakeholder's."),
    )
    partners = ArrayField(models.CharField(max_length=300), verbose_name=_("partners"), default=list, blank=True)
    start_year = models.SmallIntegerField(_("start year"), null=True, blank=True)
    end_year = models.SmallIntegerField(_("end year"), null=True, blank=True)
    countries = ArrayField(models.CharField(max_length=2), verbose_name=_("countries"), default=list, blank=True)
    regions = ArrayField(
        models.CharField(max_length=12, choices=Region), verbose_name=_("regions"), default=list, blank=True
    )
    url = models.URLField(_("source"), blank=True, max_length=1000)
    origin = models.CharField(_("origin"), max_length=12, choices=Origin)
    description_certainty = certainty_field(_("certainty of the description"))
    confirmed_on = models.DateField(
        _("confirmed on"),
        null=True,
        blank=True,
        help_text=_("When someone last confirmed the entry."),
    )
    withdrawn = models.BooleanField(_("withdrawn"), default=False)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")
    search = models.GeneratedField(
        expression=SearchVector("title", weight="A", config="english")
        + SearchVector("description", weight="B", config="english"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="activity_titled"),
            models.CheckConstraint(
                condition=Q(start_year__isnull=True) | Q(start_year__range=(1865, 2100)),
                name="activity_start_plausible",
            ),
            models.CheckConstraint(
                condition=Q(end_year__isnull=True) | Q(end_year__range=(1865, 2100)), name="activity_end_plausible"
            ),
            models.CheckConstraint(
                condition=Q(end_year__isnull=True) | Q(start_year__isnull=True) | Q(end_year__gte=F("start_year")),
                name="activity_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(regions__contained_by=list(Region.values)), name="activity_regions_known"
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | Q(withdrawn=True), name="merged_is_withdrawn"
            ),
            certainty_known("activity_description", "description_certainty"),
            models.CheckConstraint(
                condition=~Q(language="en") | Q(original_title="", original_description=""),
                name="english_is_not_translated",
            ),
        ]
        indexes = [
            models.Index(fields=["change", "id"], name="activity_change"),
            models.Index(fields=["-id"], condition=Q(withdrawn=False), name="activity_newest"),
            models.Index(fields=["title", "id"], condition=Q(withdrawn=False), name="activity_by_title"),
            models.Index(fields=["start_year", "id"], condition=Q(withdrawn=False), name="activity_by_year"),
            models.Index(fields=["organisation", "-id"], condition=Q(withdrawn=False), name="activity_of_organisation"),
            models.Index(
                fields=["organisation"],
                include=["id", "confirmed_on"],
                condition=Q(withdrawn=False),
                name="activity_kept",
            ),
            GinIndex(fields=["search"], name="activity_search"),
            GinIndex(fields=["countries"], name="activity_countries"),
            GinIndex(PARTNER_WORDS, name="activity_partner_words"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("activity", args=[self.pk])
