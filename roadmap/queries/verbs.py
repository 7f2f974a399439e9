"""Verbs of the ledger that the Roadmap writes, in words."""

from django.utils.translation import gettext_lazy as _

VERBS = {
    # documents
    "document.create": _("Document entered"),
    "document.edit": _("Document edited"),
    "document.withdraw": _("Document withdrawn"),
    "document.restore": _("Document restored"),
}
