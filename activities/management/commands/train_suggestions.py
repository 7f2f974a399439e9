"""manage.py train_suggestions: fit a new model from what is mapped and from what people said of suggestions."""

from django.core.management.base import BaseCommand, CommandError

from activities.actions.ledger import Refused
from activities.actions.suggestions.verdicts import ask_for_training, train
from activities.queries.suggestions.material import material
from activities.suggesting.material import KINDS


class Command(BaseCommand):
    help = "Measure and fit a new model for suggestions; half a minute. The models before it are kept."

    def add_arguments(self, parser):
        parser.add_argument("--later", action="store_true", help="leave it to a worker")

    def handle(self, *, later: bool, **_):
        if later:
            ask_for_training(by=None)
            self.stdout.write("A worker will fit the model.")
            return
        try:
            model = train(material())
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"Model {model.version}: {model.seconds:.0f} s, {model.quality['activities']} activities")
        for name in KINDS:
            figures = model.quality[name]
            if figures["activities"]:
                whole, title = figures["hit@3"], figures["title"]["hit@3"]
                self.stdout.write(f"{name:14} hit@3 {whole:.3f}  title alone {title:.3f}")
