"""The link at the centre of the product: an Activity contributes to a Term."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from activities.certainty import OPEN
from activities.models.activity import Activity
from activities.models.certainty import certainty_field, certainty_known
from activities.models.change import Published, tracked
from activities.models.framework import Term


class MappingQuerySet(models.QuerySet):
    def live(self):
        return self.filter(withdrawn=False, activity__withdrawn=False)

    def open(self):
        """Links that staff have yet to confirm: proposed and unconfirmed ones."""
        return self.filter(certainty__in=OPEN)


@tracked
class Mapping(Published):
    NAMED_BY = ("activity_id", "term_id")

    class Strength(models.IntegerChoices):
        RELATED = 1, _("related")
        CONTRIBUTES = 2, _("contributes")
        MAIN_PURPOSE = 3, _("main purpose")

    class Origin(models.TextChoices):
        STAFF = "staff", _("entered by staff")
        STAKEHOLDER = "stakeholder", _("submitted by a stakeholder")
        IMPORT = "import", _("imported")
        SUGGESTION = "suggestion", _("accepted suggestion")

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="mappings")
    term = models.ForeignKey(Term, models.PROTECT, related_name="mappings")
    strength = models.SmallIntegerField(_("strength"), choices=Strength)
    rationale = models.TextField(_("rationale"), blank=True)
    evidence_url = models.URLField(_("evidence"), blank=True, max_length=1000)
    origin = models.CharField(_("origin"), max_length=12, choices=Origin)
    certainty = certainty_field()
    withdrawn = models.BooleanField(_("withdrawn"), default=False)

    objects = MappingQuerySet.as_manager()

    class Meta:
        verbose_name = _("mapping")
        verbose_name_plural = _("mappings")
        ordering = ["activity", "term"]
        constraints = [
            models.UniqueConstraint(fields=["term", "activity"], name="mapping_unique"),
            models.CheckConstraint(condition=Q(strength__range=(1, 3)), name="strength_1_to_3"),
            certainty_known("mapping"),
        ]
        indexes = [
            models.Index(fields=["change", "id"], name="mapping_change"),
            models.Index(
                fields=["activity", "term"], include=["certainty"], condition=Q(withdrawn=False), name="mapping_live"
            ),
            models.Index(
                fields=["activity"],
                condition=Q(strength=3, rationale="", withdrawn=False),
                name="mapping_unreasoned",
            ),
        ]

    def __str__(self):
        return f"{self.activity_id} → {self.term_id} ({self.strength})"
