"""The column of a model that says how certain a fact is."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from activities.certainty import Certainty

NAME = _("certainty")


def certainty_field(name=NAME):
    """The column of a model, with `certainty_known` as its constraint."""
    return models.CharField(name, max_length=11, choices=Certainty, default=Certainty.UNCONFIRMED)


def certainty_known(table: str, column: str = "certainty"):
    """The constraint that lets nothing but the four words into the column. `table` makes its name unique."""
    return models.CheckConstraint(
        condition=models.Q(**{f"{column}__in": Certainty.values}), name=f"{table}_certainty_known"
    )
