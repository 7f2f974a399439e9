"""People who sign in. The e-mail address is the sign-in name; roles are Django groups of the same name."""

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from activities import rules
from activities.models.sector import Sector


class UserManager(BaseUserManager):
    def create_user(self, email: str, password: str | None = None, **fields):
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, email: str):
        return self.get(email__iexact=email)

    def create_superuser(self, email: str, password: str | None = None, **fields):
        user = self.create_user(email, password, is_staff=True, is_superuser=True, **fields)
        user.vouch_for_email()
        return user


class User(AbstractUser):
    class Mails(models.TextChoices):
        """E-mails that are not needed for the account itself."""

        EACH = "each", _("Immediately")
        DAILY = "daily", _("Once a day, together")
        NONE = "none", _("Never")

    username = None
    first_name = None
    last_name = None
    name = models.CharField(_("name"), max_length=150, blank=True)
    email = models.EmailField(_("e-mail address"), unique=True)
    sectors = ArrayField(
        models.CharField(max_length=30, choices=Sector),
        verbose_name=_("ITU Sectors"),
        default=list,
        blank=True,
        help_text=_("Sectors whose activities a focal point can edit."),
    )

    mails = models.CharField(
        _("e-mails about submissions"), max_length=10, choices=Mails, default=Mails.EACH, db_default=Mails.EACH
    )
    language = models.CharField(_("language of e-mails"), max_length=12, default="en", db_default="en")
    role_requested_at = models.DateTimeField(
        _("role requested"),
        null=True,
        blank=True,
        help_text=_("When the person asked an administrator for a role of the secretariat."),
    )
    reminded_at = models.DateTimeField(
        null=True, editable=False, help_text=_("When the person was last asked to confirm activities.")
    )

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []
    objects = UserManager()

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_unique")]

    def __str__(self):
        return self.name or self.email

    def get_full_name(self):
        return str(self)

    def get_short_name(self):
        return str(self)

    @cached_property
    def lacks_second_factor(self) -> bool:
        """Whether the person is staff, staff must have a second step at sign-in, and this one has none. No query unless
        it is required, otherwise one."""
        if not settings.REQUIRE_STAFF_MFA or not (self.is_staff or rules.can_see_staff_pages(self)):
            return False
        factors = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
        return not Authenticator.objects.filter(user=self, type__in=factors).exists()

    def vouch_for_email(self) -> None:
        """Mark the e-mail address as verified: an operator or administrator entered it. Sign-in requires this."""
        if self.email != self.email.lower():
            self.email = self.email.lower()
            self.save(update_fields=["email"])
        self.emailaddress_set.exclude(email=self.email).delete()
        self.emailaddress_set.update_or_create(email=self.email, defaults={"verified": True, "primary": True})
