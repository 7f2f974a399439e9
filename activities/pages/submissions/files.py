"""/files/<key>/<name>: a file that supports an activity, always as a download. It is public once its activity is
published; until then only members and reviewers get it, and everyone else 404."""

from django.db.models import Q
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from activities.models import Attachment, Submission


@require_safe
def attachment(request, key, name):
    """The file. Its name in the address does not matter."""
    rows = Attachment.objects.filter(removed_at=None)
    published = Q(activity__isnull=False, activity__withdrawn=False)
    found = rows.filter(published, key=key).first()
    is_public = found is not None
    if found is None:
        theirs = Submission.objects.visible_to(request.user)
        found = get_object_or_404(rows.filter(submission__in=theirs), key=key)
    try:
        response = FileResponse(
            found.file.open("rb"), as_attachment=True, filename=found.name, content_type=found.content_type
        )
    except OSError as error:  # it is gone from the storage
        raise Http404 from error
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Robots-Tag"] = "noindex"
    if is_public:
        patch_cache_control(response, public=True, max_age=300)
    else:
        patch_cache_control(response, private=True, no_store=True)
    return response
