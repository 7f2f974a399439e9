"""Load the targets of ITU and of the Broadband Commission, with figures on them."""

from pathlib import Path

from activities.actions.reference.reconcile import Outcome, reconcile
from activities.models import Certainty, Change, Framework, Term
from roadmap.exchange.targets_csv import read_target_sets, read_target_values, read_targets
from roadmap.models import Target, TargetGoal, TargetSet, TargetValue


def load_targets(change: Change, folder: Path) -> list[Outcome]:
    """Load sets, targets, the Goals that the editors propose for them, and figures.

    Links to entries of a plan are made if the plan is loaded. Raises Faults when a file has errors.
    """
    frameworks = dict(Framework.objects.values_list("slug", "id"))
    sets = read_target_sets(folder / "target_sets.csv")
    entries: dict[str, dict[str, int]] = {}
    for framework, code, pk in Term.objects.exclude(framework__slug="sdg").values_list("framework__slug", "code", "id"):
        entries.setdefault(framework, {})[code] = pk
    plans = {fields["code"]: entries[plan] for plan, fields in sets if plan in entries}
    goals = dict(Term.objects.goals().values_list("code", "id"))
    targets = read_targets(folder / "targets.csv", {fields["code"] for _plan, fields in sets}, goals, plans)
    codes = {f"{row.set}/{row.fields['code']}" for row in targets}
    values = read_target_values(folder / "target_values.csv", codes)

    rows = [fields | {"framework_id": frameworks.get(plan)} for plan, fields in sets]
    outcomes = [reconcile(TargetSet, ("code",), rows, change)]
    ids = dict(TargetSet.objects.values_list("code", "id"))
    rows = [
        row.fields | {"set_id": ids[row.set], "plan_term_id": plans.get(row.set, {}).get(row.plan_term)}
        for row in targets
    ]
    outcomes.append(reconcile(Target, ("slug",), rows, change))
    ids = dict(Target.objects.values_list("slug", "id"))
    links = [
        {"target_id": ids[row.fields["slug"]], "term_id": goals[code], "certainty": Certainty.PROPOSED}
        for row in targets
        for code in row.goals
    ]
    outcomes.append(reconcile(TargetGoal, ("target_id", "term_id"), links, change))
    rows = [row.fields | {"target_id": ids[row.target]} for row in values]
    outcomes.append(reconcile(TargetValue, ("target_id", "area", "year", "edition"), rows, change))
    return outcomes
