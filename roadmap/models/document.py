"""The register of resolutions, reports and plans cited by the Roadmap."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from activities.models.certainty import certainty_field, certainty_known
from activities.models.change import Published, tracked
from roadmap.models.body import Body
from roadmap.models.commitment import Action, OfActionQuerySet
from roadmap.models.edition import LiveQuerySet
from roadmap.validators import ACTION_CODE


@tracked
class Document(Published):
    NAMED_BY = ("symbol",)

    symbol = models.CharField(_("symbol"), max_length=60, unique=True)
    slug = models.SlugField(_("address"), max_length=60, unique=True)
    title = models.TextField(_("title"))
    year = models.SmallIntegerField(_("year"), null=True, blank=True, help_text=_("Leave empty if it is not known."))
    issued_by = models.CharField(
        _("issued by"), max_length=100, blank=True, db_default="", help_text=_("Such as ITU Council.")
    )
    what_it_asks = models.TextField(_("content"), blank=True)
    roadmap_refs = ArrayField(
        models.CharField(max_length=10, validators=[RegexValidator(ACTION_CODE)]),
        verbose_name=_("commitments"),
        default=list,
        db_default=[],
        blank=True,
        help_text=_("Codes of the commitments that it concerns, such as 8.6."),
    )
    url = models.URLField(_("web address"), max_length=500, blank=True)
    basis = models.CharField(
        _("basis"), max_length=200, blank=True, help_text=_("How we came to know this entry. Staff only.")
    )
    certainty = certainty_field()
    withdrawn = models.BooleanField(_("withdrawn"), default=False, db_default=False)
    bodies = models.ManyToManyField(Body, through="DocumentBody", related_name="documents")

    objects = LiveQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = [F("year").desc(nulls_last=True), "symbol"]
        constraints = [
            models.CheckConstraint(condition=~Q(symbol=""), name="document_has_symbol"),
            models.CheckConstraint(condition=~Q(title=""), name="document_titled"),
            models.CheckConstraint(condition=Q(year__range=(1865, 2100)), name="document_year_plausible"),
            certainty_known("document"),
        ]
        indexes = [models.Index(fields=["change", "id"], name="document_change")]

    def __str__(self):
        return self.symbol

    def get_absolute_url(self):
        return reverse("document", args=[self.slug])


@tracked
class DocumentBody(Published):
    """A body that the operative text of a document addresses."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="body_links")
    body = models.ForeignKey(Body, models.PROTECT, related_name="document_links")
    position = models.PositiveSmallIntegerField(_("position"))
    withdrawn = models.BooleanField(_("withdrawn"), default=False, db_default=False)

    objects = LiveQuerySet.as_manager()

    class Meta:
        verbose_name = _("body that a document asks")
        verbose_name_plural = _("bodies that documents ask")
        ordering = ["document", "position"]
        constraints = [models.UniqueConstraint(fields=["document", "body"], name="document_body_unique")]
        indexes = [models.Index(fields=["change", "id"], name="document_body_change")]

    def __str__(self):
        return f"{self.document_id} → {self.body_id}"


@tracked
class Citation(Published):
    """One document that a commitment cites, as written. `document` is its entry in the register, if there is one.

    `inferred` means that the commitment names the resolution without its version: `document` is then the version in
    force in the edition's year.
    """

    action = models.ForeignKey(Action, models.CASCADE, related_name="citations")
    text = models.CharField(_("as cited"), max_length=200)
    position = models.PositiveSmallIntegerField(_("position"))
    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="citations")
    inferred = models.BooleanField(_("version in force assumed"), default=False)
    withdrawn = models.BooleanField(_("withdrawn"), default=False, db_default=False)

    objects = OfActionQuerySet.as_manager()

    class Meta:
        verbose_name = _("citation")
        verbose_name_plural = _("citations")
        ordering = ["action", "position"]
        constraints = [
            models.UniqueConstraint(fields=["action", "text"], name="citation_unique"),
            models.CheckConstraint(condition=~Q(text=""), name="citation_has_text"),
            models.CheckConstraint(
                condition=Q(inferred=False) | Q(document__isnull=False), name="only_a_found_document_is_inferred"
            ),
        ]

    def __str__(self):
        return self.text
