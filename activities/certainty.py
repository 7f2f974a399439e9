"""How certain a published fact is, in one of four words. How we came to know it is for staff: see `basis`, `note`.

As text, settled words sort before open ones, but `confirmed` before `official`. `list(Certainty)` is their true order.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Certainty(TextChoices):
    """The four public words, each with the sentence that explains it."""

    OFFICIAL = "official", _("Official")
    CONFIRMED = "confirmed", _("Confirmed by ITU")
    PROPOSED = "proposed", _("Proposed")
    UNCONFIRMED = "unconfirmed", _("Unconfirmed")

    @property
    def sentence(self):
        """What the word means, to be read after it: "stated in the source named here."."""
        return SENTENCES[self]

    @property
    def explained(self) -> str:
        """ "Official: stated in the source named here."."""
        return f"{self.label}: {self.sentence}"

    @classmethod
    def surest(cls, *words: str) -> "Certainty":
        """The most certain of several."""
        return min(map(cls, words), key=list(cls).index)


SENTENCES = {
    Certainty.OFFICIAL: _("stated in the source named here."),
    Certainty.CONFIRMED: _("checked by ITU staff."),
    Certainty.PROPOSED: _("written by the editors; ITU has not confirmed it."),
    Certainty.UNCONFIRMED: _("no one has checked it yet."),
}

#: What staff have yet to confirm, and what they need not.
OPEN = (Certainty.PROPOSED, Certainty.UNCONFIRMED)
SETTLED = (Certainty.OFFICIAL, Certainty.CONFIRMED)
