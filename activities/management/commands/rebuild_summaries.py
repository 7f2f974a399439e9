"""manage.py rebuild_summaries: rebuild the figures and the words of the search, as the workers do every few seconds."""

import time

from django.core.management.base import BaseCommand, CommandError

from activities import summaries
from activities.models import SummaryState
from activities.summaries import words


class Command(BaseCommand):
    help = "Rebuild all derived rows from the facts. Waits up to a minute if a worker is rebuilding."

    def handle(self, **_):
        deadline = time.monotonic() + 60
        while not summaries.rebuild():
            if time.monotonic() > deadline:
                raise CommandError("Another rebuild has been running for a minute. Look at the worker's log.")
            time.sleep(0.5)
        words.rebuild()  # or another session is doing it
        state = SummaryState.objects.get()
        self.stdout.write(f"Data as of version {state.built_through}, built in {state.seconds:.2f} s")
