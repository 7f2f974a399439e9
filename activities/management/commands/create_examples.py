"""manage.py create_examples: example submissions of a stakeholder, for a first look on your own machine."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from activities import rules
from activities.actions.submissions.examples import create_examples, remove_examples
from activities.management.commands.create_sign_ins import ACCOUNTS, STAKEHOLDER
from activities.models import User


class Command(BaseCommand):
    help = "Create example submissions in different states, or remove them. DEBUG only. Nothing of them is public."

    def add_arguments(self, parser):
        parser.add_argument("--remove", action="store_true", help="remove all examples")

    def handle(self, *, remove: bool, **_):
        if remove:
            self.stdout.write(f"{remove_examples()} example submissions removed.")
            return
        if not settings.DEBUG:
            raise CommandError("Examples are for DEBUG only.")
        people = User.objects.in_bulk([ACCOUNTS[STAKEHOLDER], ACCOUNTS[rules.COORDINATOR]], field_name="email")
        if len(people) < 2:
            raise CommandError("The examples belong to sign-ins. Run `manage.py create_sign_ins` first.")
        made = create_examples(owner=people[ACCOUNTS[STAKEHOLDER]], reviewer=people[ACCOUNTS[rules.COORDINATOR]])
        for one in made:
            self.stdout.write(f"{one.code:8} {one.get_state_display():10} {one.title}")
        if not made:
            self.stdout.write("The examples are there already.")
