"""The tabs that the Matrix and the flow share."""

from django.urls import reverse
from django.utils.translation import gettext as _


def matrix_tabs(current: str) -> list[dict]:
    """Tabs for the page of the route `current`: the Matrix, the flow, and the downloads at the end of the Matrix."""
    matrix = reverse("matrix")
    return [
        {"label": _("Matrix"), "href": matrix, "current": current == "matrix"},
        {"label": _("Flow"), "href": reverse("flow"), "current": current == "flow"},
        {"label": _("Download"), "href": f"{matrix}#downloads", "current": False},
    ]
