"""Start a new epoch after a backup has been restored. Clients that keep a copy are then told to start again."""

from uuid import uuid4

from django.core.management.base import BaseCommand

from activities.models import Epoch
from activities.queries.state import read_state


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args, **options):
        Epoch.objects.update_or_create(id=1, defaults={"mark": uuid4()})
        self.stdout.write(f"The epoch is now {read_state().epoch}.")
