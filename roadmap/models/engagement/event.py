"""Events in which ITU takes part or reports, with their Goals, countries, documents and activities."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from activities.models import Activity, Country, Term
from activities.models.certainty import certainty_field, certainty_known
from activities.models.change import tracked
from roadmap.models.calendar import HlpfYear
from roadmap.models.document import Document
from roadmap.models.engagement.mechanism import Mechanism
from roadmap.models.links import Withdrawable
from roadmap.validators import PARTIAL_DATE


def country_codes(**more):
    """A column with ISO 3166 alpha-2 codes of countries."""
    return ArrayField(models.CharField(max_length=2), default=list, db_default=[], blank=True, **more)


@tracked
class Engagement(Withdrawable):
    """One event: a session, forum, conference, meeting or information session.

    `country` is where it is held, `countries` are those that it is about. The session of the HLPF of a year has its
    row of the HLPF calendar as `hlpf_year`; so has what prepares it, such as an information session.
    """

    NAMED_BY = ("slug",)

    class Kind(models.TextChoices):
        HLPF = "hlpf", _("Session of the HLPF")
        UN_ASSEMBLY = "un-assembly", _("UN General Assembly")
        CSTD = "cstd", _("Session of the CSTD")
        STI_FORUM = "sti-forum", _("STI Forum")
        REGIONAL_FORUM = "regional-forum", _("UN Regional Forum for Sustainable Development")
        RDF = "rdf", _("ITU Regional Development Forum")
        WSIS_FORUM = "wsis-forum", _("WSIS Forum")
        ITU_CONFERENCE = "itu-conference", _("ITU conference")
        COUNCIL = "council", _("Session of Council")
        CWG = "cwg-wsis-sdg", _("Council Working Group on WSIS and SDGs")
        INFORMATION_SESSION = "information-session", _("Information session for Permanent Missions")
        MECHANISM_MEETING = "mechanism-meeting", _("Meeting of a UN mechanism")
        OTHER = "other", _("Other event")

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    title = models.CharField(_("title"), max_length=300)
    start = models.CharField(
        _("start"),
        max_length=10,
        validators=[RegexValidator(PARTIAL_DATE)],
        help_text=_("As precisely as known: 2027, 2027-07 or 2027-07-06."),
    )
    end = models.CharField(_("end"), max_length=10, blank=True, validators=[RegexValidator(PARTIAL_DATE)])
    place = models.CharField(_("place"), max_length=150, blank=True, help_text=_("City, or “online”."))
    country = models.ForeignKey(
        Country, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("country of the place")
    )
    countries = country_codes(verbose_name=_("countries"), help_text=_("Countries concerned."))
    mechanism = models.ForeignKey(
        Mechanism, models.PROTECT, null=True, blank=True, related_name="engagements", verbose_name=_("mechanism")
    )
    hlpf_year = models.ForeignKey(
        HlpfYear,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="engagements",
        verbose_name=_("HLPF session"),
        help_text=_("The session itself, or the one that it prepares."),
    )
    url = models.URLField(_("web address"), max_length=500, blank=True)
    contribution = models.TextField(_("contribution of ITU"), blank=True, help_text=_("What ITU contributes to it."))
    outcome = models.TextField(_("outcome"), blank=True)
    basis = models.TextField(_("basis"), blank=True, help_text=_("How we came to know this entry. Staff only."))
    certainty = certainty_field()
    terms = models.ManyToManyField(Term, through="EngagementTerm", related_name="engagements")
    documents = models.ManyToManyField(Document, through="EngagementDocument", related_name="engagements")
    activities = models.ManyToManyField(Activity, through="EngagementActivity", related_name="engagements")

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["start", "slug"]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="engagement_titled"),
            models.CheckConstraint(condition=Q(start__regex=PARTIAL_DATE), name="engagement_start_is_a_date"),
            models.CheckConstraint(condition=Q(end="") | Q(end__regex=PARTIAL_DATE), name="engagement_end_is_a_date"),
            models.CheckConstraint(condition=Q(end="") | Q(end__gte=F("start")), name="engagement_ends_after_start"),
            models.UniqueConstraint(
                fields=["hlpf_year"], condition=Q(kind="hlpf", withdrawn=False), name="one_event_a_session"
            ),
            certainty_known("engagement"),
        ]
        indexes = [
            models.Index(fields=["change", "id"], name="engagement_change"),
            models.Index(fields=["start", "id"], name="engagement_start"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        """The page of the event; that of an HLPF session is in the HLPF calendar."""
        if self.kind == self.Kind.HLPF and self.hlpf_year_id:
            return reverse("hlpf-session", args=[self.start[:4]])
        return reverse("engagement", args=[self.slug])


@tracked
class EngagementTerm(Withdrawable):
    """A Goal or another Term that an event is about."""

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="term_links")
    term = models.ForeignKey(Term, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("Term of an event")
        verbose_name_plural = _("Terms of events")
        ordering = ["engagement", "term__position"]
        constraints = [models.UniqueConstraint(fields=["engagement", "term"], name="engagement_term_unique")]

    def __str__(self):
        return f"{self.engagement_id} → {self.term_id}"


@tracked
class EngagementDocument(Withdrawable):
    """A document of an event, such as a contribution or a report."""

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="document_links")
    document = models.ForeignKey(Document, models.PROTECT, related_name="engagement_links")

    class Meta:
        verbose_name = _("document of an event")
        verbose_name_plural = _("documents of events")
        ordering = ["engagement", "document"]
        constraints = [models.UniqueConstraint(fields=["engagement", "document"], name="engagement_document_unique")]

    def __str__(self):
        return f"{self.engagement_id} → {self.document_id}"


@tracked
class EngagementActivity(Withdrawable):
    """An activity that ITU shows at an event, or that comes of it."""

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="activity_links")
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="engagement_links")

    class Meta:
        verbose_name = _("activity of an event")
        verbose_name_plural = _("activities of events")
        ordering = ["engagement", "activity"]
        constraints = [models.UniqueConstraint(fields=["engagement", "activity"], name="engagement_activity_unique")]

    def __str__(self):
        return f"{self.engagement_id} → {self.activity_id}"
