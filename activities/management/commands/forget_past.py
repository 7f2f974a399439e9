"""Drop all moments of the past; they are built again when somebody asks for them."""

from django.core.management.base import BaseCommand

from activities.actions.history import past
from activities.models import PastMoment
from activities.summaries.past import built


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args, **options):
        """Those that somebody is reading stay, and are named."""
        numbers = sorted({*built(), *PastMoment.objects.values_list("number", flat=True)})
        kept = [number for number in numbers if not past.drop(number)]
        self.stdout.write(f"{len(numbers) - len(kept)} past versions deleted.")
        if kept:
            self.stdout.write(f"In use, so not deleted: {', '.join(map(str, kept))}")
