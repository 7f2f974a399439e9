"""Why an activity is rightly linked to a Goal that the WSIS-SDG Matrix does not link to its Action Lines."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from activities.models.activity import Activity
from activities.models.change import Published, tracked
from activities.models.framework import Term


class MatrixAnswerQuerySet(models.QuerySet):
    def live(self):
        return self.filter(withdrawn=False)


@tracked
class MatrixAnswer(Published):
    """ "Right, because …": the answer to a difference from the Matrix. The activity then no longer differs in this
    Goal (see `queries.matrix.claims`)."""

    NAMED_BY = ("activity_id", "goal_id")

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="matrix_answers")
    goal = models.ForeignKey(Term, models.PROTECT, related_name="+")
    reason = models.TextField(_("reason"))
    withdrawn = models.BooleanField(_("withdrawn"), default=False)

    objects = MatrixAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer to a difference from the Matrix")
        verbose_name_plural = _("answers to differences from the Matrix")
        constraints = [
            models.UniqueConstraint(fields=["activity", "goal"], name="one_matrix_answer_a_goal"),
            models.CheckConstraint(condition=~Q(reason=""), name="matrix_answer_has_reason"),
        ]

    def __str__(self):
        return f"{self.activity_id} → {self.goal_id}"
