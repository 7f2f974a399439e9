"""manage.py train_suggestions: train a new model from mappings and from the answers to suggestions."""

from django.core.management.base import BaseCommand, CommandError

from activities.actions.ledger import Refused
from activities.actions.suggestions.verdicts import fallen, request_training, train
from activities.queries.suggestions.material import material
from activities.suggesting.comparing import EVERY, HITS
from activities.suggesting.material import KINDS


class Command(BaseCommand):
    help = (
        "Measure and train a new model for suggestions, in about two minutes. It is used unless it is worse than the "
        "model in use. Earlier models are retained."
    )

    def add_arguments(self, parser):
        parser.add_argument("--later", action="store_true", help="let a worker do it")

    def handle(self, *, later: bool, **_):
        if later:
            request_training(by=None)
            self.stdout.write("A worker will train the model.")
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
                self.stdout.write(f"{name:14} hit@3 {whole:.3f}  title only {title:.3f}")
        fell = fallen(model)
        if not fell:
            self.stdout.write(f"Model {model.version} is in use.")
            return
        before = model.quality["compared"]["with"]
        self.stdout.write(f"Model {model.version} is waiting for a decision: it is worse than model {before}.")
        for figure in fell:
            group = "" if figure.group == EVERY else f" ({figure.group or 'other languages'})"
            name = f"{figure.kind} hit@{HITS[figure.kind]}{group}"
            self.stdout.write(f"{name}: {figure.before:.3f} → {figure.after:.3f} on {figure.rows} activities")
        self.stdout.write(f"Model {before} is still in use. Coordinators can decide at /suggestions/.")
