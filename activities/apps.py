from django.apps import AppConfig
from django.db.models.signals import pre_migrate
from django.utils.translation import gettext_lazy as _


class ActivitiesConfig(AppConfig):
    name = "activities"
    verbose_name = _("The map")

    def ready(self):
        from activities.extensions import CITATIONS
        from activities.queries.snapshots import cites  # models are not there when this file is read

        CITATIONS.register(cites)
        pre_migrate.connect(make_way_for_migrations, sender=self)


def make_way_for_migrations(**_signal):
    """Drop all past versions before migrations, which could not alter the history tables that their views use."""
    from activities.actions.history import past  # models are not there when this file is read

    past.drop_all()
