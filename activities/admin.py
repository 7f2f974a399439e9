"""The admin for operators and coordinators: frameworks and users. It writes with actions and deletes nothing."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.contrib.auth.models import Group
from django.db import IntegrityError, models
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from activities import rules
from activities.actions.ledger import Refused, Stale
from activities.actions.reference.edit import save_reference, why_not_official
from activities.forms.fields import WebAddressField
from activities.models import Change, Crosswalk, Framework, Organisation, Term, TermText, User
from activities.models.authors import source
from activities.models.sector import Sector
from activities.queries.state import read_state
from activities.queries.workspace.waiting import without_role, without_sector

admin.site.site_header = admin.site.site_title = _("SDG Map")
admin.site.index_title = _("Frameworks and users")


class StaffMayLook:
    """Permissions by role: `may_edit` says who can edit. All staff can view; no one can delete."""

    may_edit = staticmethod(rules.can_edit_frameworks)

    def has_module_permission(self, request):
        return rules.can_see_staff_pages(request.user)

    def has_view_permission(self, request, obj=None):
        return rules.can_see_staff_pages(request.user)

    def has_add_permission(self, request, obj=None):
        return self.may_edit(request.user)

    def has_change_permission(self, request, obj=None):
        return self.may_edit(request.user)

    def has_delete_permission(self, request, obj=None):
        return False


class ReferenceForm(forms.ModelForm):
    """A form with the last Change at the time of opening: it does not overwrite later edits."""

    seen = forms.IntegerField(widget=forms.HiddenInput, initial=lambda: read_state().change)

    def clean(self):
        seen, rows = self.cleaned_data.get("seen", 0), [self.instance] if self.instance.pk else []
        if rows and isinstance(self.instance, Term):
            rows += self.instance.texts.all()
        later = [row for row in rows if row.change_id > seen]
        if later:
            who, by = later[0].change.actor, later[0].change.by_id
            if source(who, by):
                message = _(
                    "This entry has been loaded again since you opened it, %(source)s. Open it again in another window "
                    "and compare."
                )
            else:
                message = _(
                    "%(who)s has saved this entry since you opened it. Open it again in another window and compare."
                )
            raise forms.ValidationError(message % {"who": who, "source": source(who, by)})
        return super().clean()


class ReferenceAdmin(StaffMayLook, admin.ModelAdmin):
    """Saves a row and its inlines under one Change, with the edited fields as reason."""

    form = ReferenceForm
    formfield_overrides = {models.URLField: {"form_class": WebAddressField}}
    exclude = ["change"]
    list_per_page = 50

    def changeform_view(self, request, *args, **kwargs):
        """Show the form again, with its error, if someone else has saved the row after the form was validated."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except (Stale, Refused, IntegrityError):
            return super().changeform_view(request, *args, **kwargs)

    def save_model(self, request, obj, form, change):
        """Do nothing: save_related saves the row together with its inlines."""

    def save_related(self, request, form, formsets, change):
        edited = [name for name in form.changed_data if name != "seen"]
        rows = [form.instance] if edited or not change else []
        for formset in formsets:
            below = formset.save(commit=False)
            edited += [str(formset.model._meta.verbose_name_plural)] if below else []
            rows += below
        if rows:
            verb = f"{self.opts.model_name}.{'edit' if change else 'create'}"
            reason = _("Edited in the admin: %(fields)s") % {"fields": ", ".join(edited)}
            seen = form.cleaned_data["seen"]
            save_reference(rows=rows, verb=verb, reason=reason, seen=seen, by=request.user)


@admin.register(Framework)
class FrameworkAdmin(ReferenceAdmin):
    list_display = ["slug", "title", "publisher", "start_year", "end_year"]


class TermTextInline(StaffMayLook, admin.StackedInline):
    model = TermText
    exclude = ["change"]
    extra = 0


@admin.register(Term)
class TermAdmin(ReferenceAdmin):
    list_display = ["code", "title", "kind", "framework", "certainty"]
    list_filter = ["framework", "kind", "certainty"]
    list_select_related = ["framework"]
    search_fields = ["code", "title"]
    autocomplete_fields = ["parent", "goal", "replaces"]
    inlines = [TermTextInline]


class CrosswalkForm(ReferenceForm):
    """Official links cannot be altered and stay official."""

    def _post_clean(self):
        super()._post_clean()
        now = Crosswalk.objects.filter(pk=self.instance.pk).first()
        if not self.errors and (why := why_not_official(self.instance, now)):
            self.add_error("standing", why)


@admin.register(Crosswalk)
class CrosswalkAdmin(ReferenceAdmin):
    form = CrosswalkForm
    list_display = ["name", "from_term", "to_term", "standing", "certainty", "withdrawn"]
    list_filter = ["name", "standing", "certainty", "withdrawn"]
    list_select_related = ["from_term", "to_term"]
    search_fields = ["from_term__code", "to_term__code", "rationale"]
    autocomplete_fields = ["from_term", "to_term"]


@admin.register(Organisation)
class OrganisationAdmin(ReferenceAdmin):
    list_display = ["name", "type", "sector", "country", "withdrawn"]
    list_filter = ["type", "sector", "withdrawn"]
    autocomplete_fields = ["merged_into"]
    list_select_related = ["country"]
    search_fields = ["name"]


@admin.register(Change)
class ChangeAdmin(StaffMayLook, admin.ModelAdmin):
    """The ledger, read-only: no one adds or edits rows by hand."""

    list_display = ["id", "at", "who", "verb", "reason"]
    list_filter = ["verb"]
    search_fields = ["actor", "verb", "reason"]
    exclude = ["actor"]
    readonly_fields = ["who"]
    show_full_result_count = False

    @admin.display(description=_("who"), ordering="actor")
    def who(self, change):
        return source(change.actor, change.by_id) or change.actor

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False


class WaitingFilter(admin.SimpleListFilter):
    title = _("waiting for")
    parameter_name = "waiting"

    def lookups(self, request, model_admin):
        return [("role", _("a role")), ("sector", _("a Sector"))]

    def queryset(self, request, queryset):
        found = {"role": without_role, "sector": without_sector}.get(self.value())
        return queryset.filter(pk__in=found().values("pk")) if found else queryset


@admin.register(User)
class UserAdmin(StaffMayLook, DjangoUserAdmin):
    """Users and their roles. Accounts are deactivated, not deleted: the ledger refers to them."""

    may_edit = staticmethod(rules.can_manage_users)
    add_form = AdminUserCreationForm
    ordering = ["email"]
    list_display = ["email", "name", "is_active", "is_staff", "last_login"]
    list_filter = [WaitingFilter, "groups", "is_active", "is_staff"]
    search_fields = ["email", "name"]
    fieldsets = [
        (None, {"fields": ["email", "name", "password"]}),
        (_("Role"), {"fields": ["is_active", "is_staff", "groups", "sectors"]}),
        (_("Dates"), {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [(None, {"fields": ["email", "name", "usable_password", "password1", "password2"]})]
    filter_horizontal = ["groups"]
    readonly_fields = ["last_login", "date_joined"]
    actions = ["reset_second_factors"]

    def has_view_permission(self, request, obj=None):
        return self.may_edit(request.user)

    def has_module_permission(self, request):
        return self.may_edit(request.user)

    def has_change_permission(self, request, obj=None):
        """Only superusers can edit superusers: with another address or second step, anyone could become one."""
        return super().has_change_permission(request, obj) and (
            obj is None or request.user.is_superuser or not obj.is_superuser
        )

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "sectors":
            return forms.MultipleChoiceField(
                label=db_field.verbose_name,
                choices=Sector.choices,
                required=False,
                widget=forms.CheckboxSelectMultiple,
                help_text=db_field.help_text,
            )
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if not change or "email" in form.changed_data:
            obj.vouch_for_email()

    @admin.action(description=_("Remove passkeys, authenticator apps and recovery codes"), permissions=["change"])
    def reset_second_factors(self, request, users):
        """For users who have lost them. They can sign in with their password alone until they have set up new ones."""
        if not request.user.is_superuser:
            users = users.filter(is_superuser=False)
        Authenticator.objects.filter(user__in=users).delete()
        message = _("Removed from %(count)d accounts. Let their owners know.") % {"count": len(users)}
        self.message_user(request, message)


def change_password(request, extra_context=None):
    """Redirects to the password page of all users, which limits attempts and notifies the owner by e-mail."""
    return redirect("account_change_password")


admin.site.password_change = change_password
for model in (Group, EmailAddress, Authenticator):  # roles are fixed; the others belong to their owners
    admin.site.unregister(model)
