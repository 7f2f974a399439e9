"""Delete all past versions. They are built again when someone requests them."""

from django.core.management.base import BaseCommand

from activities.actions.history import past
from activities.models import PastMoment
from activities.summaries.past import built


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args, **options):
        """Versions that someone is reading are left and listed."""
        numbers = sorted({*built(), *PastMoment.objects.values_list("number", flat=True)})
        in_use = [number for number in numbers if not past.drop(number)]
        self.stdout.write(f"{len(numbers) - len(in_use)} past versions deleted.")
        if in_use:
            self.stdout.write(f"In use, so not deleted: {', '.join(map(str, in_use))}")
