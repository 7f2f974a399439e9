"""Published classifications: a Framework has Terms, a Crosswalk links Term to Term (SKOS: scheme, concept, match)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from activities.models.certainty import certainty_field, certainty_known
from activities.models.change import Published, tracked

#: The name of the crosswalk with the WSIS-SDG Matrix.
MATRIX = "wsis-sdg-matrix"
#: How the names of crosswalks begin that say where the entries of one plan stand in a later one. They are about what
#: a plan calls things, not about what contributes to what: coverage and gaps take no notice of them.
PLAN_MAPPING = "plan-crosswalk"


class FrameworkQuerySet(models.QuerySet):
    def adopted(self):
        """Those whose text has been adopted: all but drafts."""
        return self.filter(draft=False)


@tracked
class Framework(Published):
    NAMED_BY = ("title",)

    slug = models.SlugField(_("code"), max_length=30, unique=True)
    title = models.CharField(_("title"), max_length=200)
    publisher = models.CharField(_("publisher"), max_length=100)
    description = models.TextField(_("description"), blank=True)
    uri = models.URLField(_("official address"), blank=True)
    start_year = models.SmallIntegerField(_("from"), null=True, blank=True)
    end_year = models.SmallIntegerField(_("to"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    draft = models.BooleanField(
        _("draft"), default=False, db_default=False, help_text=_("Its text has not been adopted yet.")
    )

    objects = FrameworkQuerySet.as_manager()

    class Meta:
        verbose_name = _("framework")
        verbose_name_plural = _("frameworks")
        ordering = ["position", "slug"]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("framework", args=[self.slug])


class TermQuerySet(models.QuerySet):
    def goals(self):
        return self.filter(kind=Term.Kind.GOAL)

    def targets(self):
        return self.filter(kind=Term.Kind.TARGET)

    def indicators(self):
        return self.filter(kind=Term.Kind.INDICATOR)

    def action_lines(self):
        return self.filter(kind=Term.Kind.ACTION_LINE)

    def of(self, framework: str):
        """The Terms of one framework, by its slug."""
        return self.filter(framework__slug=framework)


@tracked
class Term(Published):
    """One entry of a framework, unique by `(framework, code)`. `goal` is the Goal of an SDG entry."""

    NAMED_BY = ("code", "title")

    class Kind(models.TextChoices):
        GOAL = "goal", _("Goal")
        TARGET = "target", _("Target")
        INDICATOR = "indicator", _("Indicator")
        ACTION_LINE = "action_line", _("Action Line")
        STRATEGIC_GOAL = "strategic_goal", _("Strategic goal")
        STRATEGIC_TARGET = "strategic_target", _("Strategic target")
        OBJECTIVE = "objective", _("Objective")
        OUTCOME = "outcome", _("Outcome")
        OUTPUT = "output", _("Output")
        ENABLER = "enabler", _("Enabler")
        ENTRY = "entry", _("Entry")

    framework = models.ForeignKey(Framework, models.PROTECT, related_name="terms")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    code = models.CharField(_("code"), max_length=40)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    goal = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="goal_terms")
    position = models.PositiveIntegerField(_("position"), help_text=_("Order within the framework."))
    title = models.TextField(_("title"), help_text=_("Our own short label; official wording is kept as texts."))
    description = models.TextField(_("description"), blank=True)
    uri = models.URLField(_("official address"), blank=True, max_length=300)
    colour = models.CharField(_("colour"), max_length=7, blank=True)
    sector = models.CharField(_("Sector"), max_length=30, blank=True, help_text=_("Strategic Plan entries only."))
    facilitators = ArrayField(
        models.CharField(max_length=100), verbose_name=_("facilitators"), default=list, blank=True
    )
    source_url = models.URLField(_("source"), blank=True, max_length=500)
    basis = models.CharField(
        _("basis"), max_length=200, blank=True, help_text=_("How we came to know this entry. Staff only.")
    )
    certainty = certainty_field()
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True, help_text=_("The last day."))
    replaces = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("replaces"), null=True, blank=True, related_name="replaced_by",
        db_index=False, help_text=_("The earlier entry that this one takes the place of."),
    )  # fmt: skip

    objects = TermQuerySet.as_manager()

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        ordering = ["framework", "position"]
        constraints = [
            models.UniqueConstraint(fields=["framework", "code"], name="term_code_unique"),
            models.CheckConstraint(condition=~Q(title=""), name="term_titled"),
            models.CheckConstraint(
                condition=~Q(kind__in=["target", "indicator"]) | Q(goal__isnull=False, parent__isnull=False),
                name="sdg_term_has_goal",
            ),
            models.CheckConstraint(condition=Q(valid_to__gte=models.F("valid_from")), name="term_valid_in_order"),
            models.CheckConstraint(condition=~Q(replaces=models.F("id")), name="term_replaces_another"),
            certainty_known("term"),
        ]
        indexes = [models.Index(fields=["change", "id"], name="term_change")]

    def __str__(self):
        return f"{self.code} {self.title}"

    def get_absolute_url(self):
        return term_url(self.framework.slug if self.kind not in PLAIN_ADDRESSES else "", self.kind, self.code)


#: Kinds whose addresses contain only the code: /goals/9/, /targets/9.c/, /action-lines/C2/, /roadmap/indicators/9.c.1/.
PLAIN_ADDRESSES = {
    Term.Kind.GOAL: "goal",
    Term.Kind.TARGET: "target",
    Term.Kind.ACTION_LINE: "action-line",
    Term.Kind.INDICATOR: "indicator",
}


def term_url(framework: str, kind: str, code: str) -> str:
    """The address of a Term's page, from plain values: rows of `values()` can be linked, too."""
    if name := PLAIN_ADDRESSES.get(kind):
        return reverse(name, args=[code])
    return reverse("term", args=[framework, code])


@tracked
class TermText(Published):
    """The short name and the official sentence of a Term in one language."""

    term = models.ForeignKey(Term, models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=10)
    title = models.CharField(_("short name"), max_length=300, blank=True)
    official_text = models.TextField(_("official text"), blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)
    certainty = certainty_field()

    class Meta:
        verbose_name = _("text")
        verbose_name_plural = _("texts")
        constraints = [
            models.UniqueConstraint(fields=["term", "language"], name="term_text_unique"),
            certainty_known("term_text"),
        ]

    def __str__(self):
        return f"{self.term_id} ({self.language})"


class CrosswalkQuerySet(models.QuerySet):
    def live(self):
        return self.filter(withdrawn=False)

    def official(self):
        return self.live().filter(standing=Crosswalk.Standing.OFFICIAL)

    def matrix(self):
        """The links of the WSIS-SDG Matrix, from Action Lines to Goals and targets."""
        return self.official().filter(name=MATRIX)

    def between_plans(self):
        """The links from entries of one plan to entries of a later one."""
        return self.filter(name__startswith=PLAN_MAPPING)

    def of_contributions(self):
        """The links that say what contributes to what: all but those between plans."""
        return self.exclude(name__startswith=PLAN_MAPPING)


@tracked
class Crosswalk(Published):
    """A link between two Terms, such as Action Line C2 to target 9.c in the WSIS-SDG Matrix."""

    class Standing(models.TextChoices):
        OFFICIAL = "official", _("Official")
        PROPOSED = "proposed", _("Proposed")

    name = models.SlugField(_("crosswalk"), max_length=40, help_text=_("Such as wsis-sdg-matrix."))
    from_term = models.ForeignKey(Term, models.PROTECT, related_name="crosswalks_out")
    to_term = models.ForeignKey(Term, models.PROTECT, related_name="crosswalks_in")
    standing = models.CharField(_("standing"), max_length=10, choices=Standing)
    rationale = models.TextField(_("rationale"), blank=True)
    source_url = models.URLField(_("source"), blank=True, max_length=500)
    note = models.TextField(_("note"), blank=True, help_text=_("Remarks about the source. Staff only."))
    certainty = certainty_field()
    withdrawn = models.BooleanField(_("withdrawn"), default=False)

    objects = CrosswalkQuerySet.as_manager()

    class Meta:
        verbose_name = _("crosswalk link")
        verbose_name_plural = _("crosswalk links")
        ordering = ["name", "from_term__position", "to_term__position"]
        constraints = [
            models.UniqueConstraint(fields=["name", "from_term", "to_term"], name="crosswalk_link_unique"),
            models.CheckConstraint(condition=~Q(from_term=models.F("to_term")), name="crosswalk_links_two_terms"),
            certainty_known("crosswalk"),
            models.CheckConstraint(
                condition=~Q(certainty__in=["official", "proposed"]) | Q(certainty=models.F("standing")),
                name="crosswalk_certainty_agrees_with_standing",
            ),
        ]
        indexes = [models.Index(fields=["change", "id"], name="crosswalk_change")]

    def __str__(self):
        return f"{self.from_term_id} → {self.to_term_id}"
