"""Material of the communication and advocacy campaign (section 9 of the Roadmap)."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from activities.models import Activity, Term
from activities.models.certainty import certainty_field, certainty_known
from activities.models.change import tracked
from roadmap.models.calendar import HlpfYear
from roadmap.models.links import Withdrawable
from roadmap.validators import PARTIAL_DATE


@tracked
class Material(Withdrawable):
    """A film, text, picture or post that shows how ICTs support the SDGs."""

    NAMED_BY = ("slug",)

    class Format(models.TextChoices):
        VIDEO = "video", _("Film")
        AUDIO = "audio", _("Sound recording")
        PICTURE = "picture", _("Picture or poster")
        SOCIAL_MEDIA = "social-media", _("Posts for social media")
        SLIDES = "slides", _("Slides")
        TEXT = "text", _("Text or brochure")
        WEB_PAGE = "web-page", _("Web page")

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    title = models.CharField(_("title"), max_length=300)
    summary = models.TextField(_("summary"), blank=True)
    url = models.URLField(_("web address"), max_length=500)
    format = models.CharField(_("format"), max_length=20, choices=Format)
    audience = models.CharField(_("audience"), max_length=150, blank=True, help_text=_("Such as Permanent Missions."))
    language = models.CharField(_("language"), max_length=12, choices=Activity.Language, default="en", db_default="en")
    date = models.CharField(_("date"), max_length=10, blank=True, validators=[RegexValidator(PARTIAL_DATE)])
    hlpf_year = models.ForeignKey(
        HlpfYear, models.PROTECT, null=True, blank=True, related_name="materials", verbose_name=_("HLPF session")
    )
    basis = models.TextField(_("basis"), blank=True, help_text=_("How we came to know this entry. Staff only."))
    certainty = certainty_field()
    terms = models.ManyToManyField(Term, through="MaterialTerm", related_name="materials")

    class Meta:
        verbose_name = _("campaign material")
        verbose_name_plural = _("campaign materials")
        ordering = ["-date", "slug"]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="material_titled"),
            models.CheckConstraint(condition=~Q(url=""), name="material_has_address"),
            models.CheckConstraint(condition=Q(date="") | Q(date__regex=PARTIAL_DATE), name="material_date_is_a_date"),
            certainty_known("material"),
        ]
        indexes = [models.Index(fields=["change", "id"], name="material_change")]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return f"{reverse('material-list')}#{self.slug}"


@tracked
class MaterialTerm(Withdrawable):
    """A Goal or another Term that a material is about."""

    material = models.ForeignKey(Material, models.CASCADE, related_name="term_links")
    term = models.ForeignKey(Term, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("Term of a material")
        verbose_name_plural = _("Terms of materials")
        ordering = ["material", "term__position"]
        constraints = [models.UniqueConstraint(fields=["material", "term"], name="material_term_unique")]

    def __str__(self):
        return f"{self.material_id} → {self.term_id}"
