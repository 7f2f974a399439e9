"""/accounts/webhooks/: a person's own webhooks, with the log of what was sent."""

from django.conf import settings
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from activities.actions.outbox.webhooks import managing
from activities.actions.outbox.webhooks.signing import secret_of
from activities.forms.webhook import WebhookForm
from activities.models import Delivery, Webhook
from activities.pages.access import signed_in_page
from activities.queries.account.webhooks import log_of, state_of, webhooks_of
from activities.queries.history.events import titles
from activities.validators import HIGHEST, row_number

#: Session key of the webhook whose secret its page shows next, once.
SHOW_SECRET = "webhook_secret"  # noqa: S105 - the name of a key
#: Filters that a link to the form can fill in.
PREFILLED = ("goals", "action_lines", "countries", "organisations")


def own(request, pk: int) -> Webhook:
    """The person's webhook. Raises 404 for anything else."""
    return get_object_or_404(Webhook, user=request.user, pk=min(pk, HIGHEST))


@require_safe
@signed_in_page
def webhook_list(request):
    rows = webhooks_of(request.user)
    context = {"rows": rows, "most": settings.WEBHOOKS_LIMIT, "full": len(rows) >= settings.WEBHOOKS_LIMIT}
    return render(request, "activities/webhooks/webhook_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_page
def webhook_new(request):
    """The form; POST creates the webhook and leads to its page, which shows the secret once."""
    given = {name: request.GET[name] for name in PREFILLED if name in request.GET}
    form = WebhookForm(request.POST if request.method == "POST" else None, initial=given)
    if form.is_valid():
        try:
            made = managing.create_webhook(fields=form.cleaned_data, by=request.user)
        except managing.TooMany as refused:
            form.add_error(None, str(refused))
        else:
            request.session[SHOW_SECRET] = made.pk
            return redirect("webhook", pk=made.pk)
    return form_page(request, form, reverse("webhook-new"))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_page
def webhook_edit(request, pk):
    found = own(request, pk)
    form = WebhookForm(request.POST if request.method == "POST" else None, initial=WebhookForm.values_of(found))
    if form.is_valid():
        managing.edit_webhook(webhook=found, fields=form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("webhook", pk=pk)
    return form_page(request, form, reverse("webhook-edit", args=[pk]), found)


def form_page(request, form, action, webhook=None):
    errors = [
        {"href": f"#id_{name}" if name in form.fields else "", "message": message}
        for name, found in form.errors.items()
        for message in found
    ]
    context = {"form": form, "action": action, "webhook": webhook, "errors": errors}
    return render(request, "activities/webhooks/webhook_form.html", context, status=422 if errors else 200)


@require_safe
@signed_in_page
def webhook(request, pk):
    """A webhook: its filters, its secret directly after it was made, and the log."""
    found = own(request, pk)
    show = request.session.get(SHOW_SECRET) == found.pk
    if show:
        del request.session[SHOW_SECRET]
    names, labels = titles(), dict(WebhookForm.base_fields.items())
    filters = [
        (labels[name].label, [str(names.get(value, value)) for value in values])
        for name, values in found.get_filters().items()
    ]
    log = log_of(found, row_number(request.GET.get("after", "")))
    context = {
        "webhook": found,
        "state": state_of(found),
        "filters": filters,
        "secret": secret_of(found) if show else "",
        "log": log,
        "first": "after" not in request.GET,
        "under_way": any(one.state == Delivery.State.WAITING and not one.attempts for one in log.rows[:5]),
    }
    return render(request, "activities/webhooks/webhook.html", context)


@require_POST
@signed_in_page
def webhook_test(request, pk):
    try:
        managing.send_test(webhook=own(request, pk))
    except managing.TooMany as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The test event is sent within seconds. Reload the page to see the answer."))
    return redirect("webhook", pk=pk)


@require_POST
@signed_in_page
def webhook_secret(request, pk):
    """Make a new secret; the webhook's page shows it once."""
    found = own(request, pk)
    managing.make_new_secret(webhook=found)
    request.session[SHOW_SECRET] = found.pk
    return redirect("webhook", pk=pk)


@require_POST
@signed_in_page
def webhook_switch(request, pk):
    """Switch it on or off: the opposite of what the page said, unless that has been done since."""
    found = own(request, pk)
    on = request.POST.get("to") == "on"
    if on == bool(found.off):
        managing.switch_webhook(webhook=found, on=on)
    messages.success(request, _("The webhook is switched on.") if on else _("The webhook is switched off."))
    return redirect("webhook", pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_page
def webhook_delete(request, pk):
    """Ask, then delete it with its log."""
    found = own(request, pk)
    if request.method != "POST":
        return render(request, "activities/webhooks/webhook_delete.html", {"webhook": found})
    managing.delete_webhook(webhook=found)
    messages.success(request, _("“%(name)s” was deleted.") % {"name": found.name})
    return redirect("webhook-list")


@require_POST
@signed_in_page
def delivery_again(request, pk, delivery):
    found = own(request, pk)
    one = get_object_or_404(Delivery.objects.select_related("webhook__user"), webhook=found, pk=min(delivery, HIGHEST))
    try:
        managing.send_again(delivery=one)
    except managing.TooMany as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The event is sent again within seconds. Reload the page to see the answer."))
    return redirect("webhook", pk=pk)
