"""Verbs of the ledger that the Roadmap writes, in words."""

from django.utils.translation import gettext_lazy as _

VERBS = {
    # documents
    "document.create": _("Document entered"),
    "document.edit": _("Document edited"),
    "document.withdraw": _("Document withdrawn"),
    "document.restore": _("Document restored"),
    # engagement
    "engagement.create": _("Event entered"),
    "engagement.edit": _("Event edited"),
    "engagement.withdraw": _("Event withdrawn"),
    "engagement.restore": _("Event restored"),
    "mechanism.create": _("Mechanism entered"),
    "mechanism.edit": _("Mechanism edited"),
    "mechanism.withdraw": _("Mechanism withdrawn"),
    "mechanism.restore": _("Mechanism restored"),
    "input.create": _("Input entered"),
    "input.edit": _("Input edited"),
    "input.withdraw": _("Input withdrawn"),
    "input.restore": _("Input restored"),
    "material.create": _("Campaign material entered"),
    "material.edit": _("Campaign material edited"),
    "material.withdraw": _("Campaign material withdrawn"),
    "material.restore": _("Campaign material restored"),
    "national-review.create": _("National review entered"),
    "national-review.edit": _("National review edited"),
    "national-review.withdraw": _("National review withdrawn"),
    "national-review.restore": _("National review restored"),
    "cooperation-framework.create": _("Cooperation Framework entered"),
    "cooperation-framework.edit": _("Cooperation Framework edited"),
    "cooperation-framework.withdraw": _("Cooperation Framework withdrawn"),
    "cooperation-framework.restore": _("Cooperation Framework restored"),
    # guidance
    "guidance.create": _("Guidance entered"),
    "guidance.edit": _("Guidance edited"),
    "guidance.withdraw": _("Guidance withdrawn"),
    "guidance.restore": _("Guidance restored"),
    # operational plans
    "operational-plan.create": _("Operational plan entered"),
    "operational-plan.edit": _("Operational plan edited"),
    "operational-plan.withdraw": _("Operational plan withdrawn"),
    "operational-plan.restore": _("Operational plan restored"),
}
