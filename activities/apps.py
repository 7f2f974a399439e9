from django.apps import AppConfig
from django.db.models.signals import pre_migrate
from django.utils.translation import gettext_lazy as _


class ActivitiesConfig(AppConfig):
    name = "activities"
    verbose_name = _("The map")

    def ready(self):
        pre_migrate.connect(make_way_for_migrations, sender=self)


def make_way_for_migrations(**_signal):
    """Views of past moments stand on the tables of history, and would keep those from being altered."""
    from activities.actions.history import past  # models are not there when this file is read

    past.drop_all()
