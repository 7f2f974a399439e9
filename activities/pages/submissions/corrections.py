"""/corrections/: suggest a correction without an account, and confirm it by the link in an e-mail."""

from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from activities.actions.outbox.signed import Expired, Invalid, read_correction
from activities.actions.quotas import count
from activities.actions.submissions.corrections import confirm_correction, suggest_correction
from activities.forms.submissions.correction import CorrectionForm
from activities.models import Activity, Organisation, Submission, Term, User
from activities.pages.clients import address_of
from activities.pages.problems import problems
from activities.queries.submissions.wording import in_words
from activities.validators import clean_text, row_number

#: Corrections within an hour for one e-mail address, and from one client or person.
FOR_ADDRESS, FROM_CLIENT, HOUR = 5, 20, 3_600


@dataclass(frozen=True, slots=True)
class Subject:
    """What a correction is about; neither for one that its sender names."""

    activity: Activity | None = None
    organisation: Organisation | None = None
    term: Term | None = None

    @property
    def row(self) -> Activity | Organisation | None:
        return self.activity or self.organisation


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request):
    """The form. `?activity=150`, with `&term=` for one of its links, or `?organisation=slug`: what it is about."""
    subject = subject_of(request)
    person = verified(request)
    form = CorrectionForm(
        request.POST if request.method == "POST" else None,
        named=subject.row is not None,
        signed_in=person is not None,
        initial={"what": "link" if subject.term else None},
    )
    if not form.is_valid():
        return form_page(request, form, subject, status=422 if form.is_bound else 200)
    email = person.email if person else form.cleaned_data["email"]
    if minutes := minutes_to_wait(request, email):
        return form_page(request, form, subject, minutes=minutes, status=429)
    row = suggest_correction(
        about=subject.row,
        term=subject.term,
        answers=form.answers(),
        email=email,
        language=get_language() or "en",
        by=person,
    )
    if person is None:
        return redirect("correction-sent")
    messages.success(request, received(row))
    return redirect(subject.row.get_absolute_url() if subject.row else reverse("home"))


def received(row: Submission) -> str:
    return _("Your correction has been sent. Reference %(code)s. We will answer you by e-mail.") % {"code": row.code}


def subject_of(request: HttpRequest) -> Subject:
    """What the address names. Raises Http404 for what is not there."""
    number, slug = request.GET.get("activity", ""), clean_text(request.GET.get("organisation", ""))
    if number:
        activity = Activity.objects.live().filter(pk=row_number(number) or 0).first()
        if activity is None:
            raise Http404
        term = row_number(request.GET.get("term", "")) or 0
        link = activity.mappings.filter(withdrawn=False, term=term).select_related("term").first() if term else None
        return Subject(activity=activity, term=link.term if link else None)
    if slug:
        organisation = Organisation.objects.at(slug).first()
        if organisation is None:
            raise Http404
        return Subject(organisation=organisation)
    return Subject()


def verified(request: HttpRequest) -> User | None:
    """Whoever is signed in, if their address has been verified."""
    user = request.user
    if not user.is_authenticated:
        return None
    known = EmailAddress.objects.filter(user=user, email__iexact=user.email, verified=True).exists()
    return user if known else None


def minutes_to_wait(request: HttpRequest, email: str) -> int:
    """Count this correction. The minutes until another is accepted from here or for this address; 0 if this one is."""
    client = f"user {request.user.pk}" if request.user.is_authenticated else address_of(request)
    limits = (
        (count("correction-from", client, 1, HOUR), FROM_CLIENT),
        (count("correction-for", email.lower(), 1, HOUR), FOR_ADDRESS),
    )
    waits = [counted.seconds for counted, limit in limits if counted.used > limit]
    return max(1, round(max(waits) / 60)) if waits else 0


def form_page(
    request: HttpRequest, form: CorrectionForm, subject: Subject, *, minutes: int = 0, status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "subject": subject,
        "errors": problems(form),
        "wait": waiting_sentence(minutes),
        "action": request.get_full_path(),
    }
    response = render(request, "activities/submissions/correction_new.html", context, status=status)
    response["X-Robots-Tag"] = "noindex"
    if minutes:
        response["Retry-After"] = str(60 * minutes)
    return response


def waiting_sentence(minutes: int) -> str:
    if not minutes:
        return ""
    text = ngettext(
        "Nothing has been sent. Your text is below. Send it again in %(number)s minute.",
        "Nothing has been sent. Your text is below. Send it again in %(number)s minutes.",
        minutes,
    )
    return text % {"number": minutes}


@require_safe
def sent(request):
    """The same answer for every address."""
    return render(request, "activities/submissions/correction_sent.html")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request, key):
    """A page with a button, because programs open links in e-mails; the button submits the correction."""
    try:
        code = read_correction(key)
    except Expired:
        return render(request, "activities/mails/link_problem.html", {"kind": "correction-expired"}, status=410)
    except Invalid:
        return render(request, "activities/mails/link_problem.html", {"kind": "correction"}, status=404)
    row = Submission.objects.filter(kind=Submission.Kind.CORRECTION, code=code).first()
    if row is None:
        return render(request, "activities/mails/link_problem.html", {"kind": "correction-expired"}, status=410)
    if request.method == "POST":
        row = confirm_correction(submission=row)
    context = {
        "correction": row,
        "said": in_words(row.answers),
        "confirmed": row.state != Submission.State.DRAFT,
        "action": request.path,
    }
    return render(request, "activities/submissions/correction_confirm.html", context)
