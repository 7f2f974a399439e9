"""Bodies that are responsible for commitments, or to which documents are addressed."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from activities.models import Organisation
from activities.models.change import Published, tracked
from activities.models.sector import Sector
from roadmap.models.commitment import Action, OfActionQuerySet
from roadmap.models.edition import LiveQuerySet


@tracked
class Body(Published):
    """A body that is responsible for commitments, such as TSB or the Council: part of ITU, or an organisation."""

    NAMED_BY = ("name",)

    slug = models.SlugField(_("address"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=150, unique=True)
    sector = models.CharField(
        _("Sector"), max_length=20, choices=Sector, blank=True, help_text=_("Whose focal points report for it.")
    )
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="roadmap_bodies",
        verbose_name=_("organisation"),
    )
    withdrawn = models.BooleanField(_("withdrawn"), default=False, db_default=False)

    objects = LiveQuerySet.as_manager()

    class Meta:
        verbose_name = _("responsible body")
        verbose_name_plural = _("responsible bodies")
        ordering = ["name"]
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="body_named")]
        indexes = [models.Index(fields=["change", "id"], name="body_change")]

    def __str__(self):
        return self.name


@tracked
class ActionBody(Published):
    """A body that is responsible for a commitment."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="body_links")
    body = models.ForeignKey(Body, models.PROTECT, related_name="action_links")
    position = models.PositiveSmallIntegerField(_("position"))
    withdrawn = models.BooleanField(_("withdrawn"), default=False, db_default=False)

    objects = OfActionQuerySet.as_manager()

    class Meta:
        verbose_name = _("body of a commitment")
        verbose_name_plural = _("bodies of commitments")
        ordering = ["action", "position"]
        constraints = [models.UniqueConstraint(fields=["action", "body"], name="action_body_unique")]
        indexes = [models.Index(fields=["change", "id"], name="action_body_change")]

    def __str__(self):
        return f"{self.action_id} → {self.body_id}"
