"""Data for suggestions: the lexicon, the answers to earlier suggestions, and trained models."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from activities.models.activity import Activity
from activities.models.change import Published, tracked
from activities.models.framework import Term


@tracked
class LexiconEntry(Published):
    """A phrase of the field and the Terms that it suggests: "emergency telecommunications" → C7-eenv, 11.5, 13.1.

    `terms` are written framework:code, as in sdg:9.c or wsis:C5.
    """

    NAMED_BY = ("phrase",)

    phrase = models.CharField(_("phrase"), max_length=120)
    synonyms = ArrayField(
        models.CharField(max_length=120),
        verbose_name=_("other words for it"),
        default=list,
        blank=True,
        help_text=_("Abbreviations, plurals, spellings."),
    )
    terms = ArrayField(models.CharField(max_length=72), verbose_name=_("speaks for"), default=list)
    note = models.TextField(_("note"), blank=True)
    withdrawn = models.BooleanField(_("withdrawn"), default=False)

    class Meta:
        verbose_name = _("lexicon entry")
        verbose_name_plural = _("lexicon entries")
        ordering = ["phrase"]
        constraints = [
            models.UniqueConstraint(fields=["phrase"], name="lexicon_phrase_unique"),
            models.CheckConstraint(condition=~Q(phrase=""), name="lexicon_phrase_given"),
        ]

    def __str__(self):
        return self.phrase


class SuggestionVerdictQuerySet(models.QuerySet):
    def live(self):
        return self.filter(withdrawn=False)


@tracked
class SuggestionVerdict(Published):
    """The answer to a suggestion. Accepted suggestions also become mappings. The next model learns from both
    answers."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="verdicts")
    term = models.ForeignKey(Term, models.CASCADE, related_name="+")
    accepted = models.BooleanField()
    score = models.FloatField()
    model_version = models.PositiveIntegerField()
    withdrawn = models.BooleanField(_("withdrawn"), default=False)

    objects = SuggestionVerdictQuerySet.as_manager()

    class Meta:
        verbose_name = _("verdict")
        verbose_name_plural = _("verdicts")
        constraints = [models.UniqueConstraint(fields=["activity", "term"], name="one_verdict_a_link")]


class SuggestionModelQuerySet(models.QuerySet):
    def used(self):
        """Models that are or were in use, the one in use first."""
        return self.filter(state=SuggestionModel.State.USED).order_by("-version")


class SuggestionModel(models.Model):
    """A trained model with its measured quality. The highest version with the state "used" is in use. A model that
    would lower the quality waits for a coordinator, at most one at a time. All versions are retained."""

    class State(models.TextChoices):
        USED = "used", _("used")
        WAITING = "waiting", _("waiting")
        LEFT = "left", _("not used")

    version = models.PositiveIntegerField(primary_key=True)
    state = models.CharField(max_length=10, choices=State, default=State.USED, db_default=State.USED)
    through = models.BigIntegerField(help_text=_("The last Change that it has learned from."))
    fitted_at = models.DateTimeField()
    seconds = models.FloatField()
    quality = models.JSONField(help_text=_("Cross-validated, as evaluate_suggestions prints it; per Goal, too."))
    unseen = models.JSONField(
        default=dict,
        db_default={},
        help_text=_("Its first suggestions for each activity, from models that had not seen the activity."),
    )
    content = models.BinaryField(help_text=_("Arrays and words, without any code."))

    objects = SuggestionModelQuerySet.as_manager()

    class Meta:
        verbose_name = _("suggestion model")
        verbose_name_plural = _("suggestion models")
        ordering = ["-version"]
