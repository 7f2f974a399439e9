"""Every form of staff that writes facts, filled in as they would: tests send it, and ask who wrote, or take it back."""

from django.urls import reverse

from activities import rules
from activities.actions.activities import update_activity
from activities.actions.links.mappings import withdraw_mapping
from activities.models import Change, LexiconEntry, Mapping
from activities.queries.editing.bulk import chosen, fingerprint
from tests.activities.editing.edition_forms import EDITION_FORMS
from tests.factories.activities import (
    ActionLineFactory,
    ActivityFactory,
    CountryFactory,
    CrosswalkFactory,
    GoalFactory,
    MappingFactory,
    OrganisationFactory,
    TermFactory,
    UserFactory,
)
from tests.factories.engagement import (
    CooperationFrameworkFactory,
    EngagementFactory,
    InputFactory,
    MaterialFactory,
    MechanismFactory,
    ReviewFactory,
)
from tests.factories.plans import GuidanceFactory, OperationalPlanFactory, PlanLinkFactory
from tests.factories.roadmap import (
    ActionFactory,
    BodyFactory,
    DocumentBodyFactory,
    DocumentFactory,
    ProgressReportFactory,
    ProgressUpdateFactory,
)
from tests.factories.submissions import OrganisationProposalFactory, SubmissionFactory, answers


class Desk:
    """What the forms are about: an activity of ITU-D with a link, a second one, and a coordinator who is signed in."""

    def __init__(self, client):
        self.client = client
        self.user = UserFactory(role=rules.COORDINATOR, name="Ama Owusu")
        client.force_login(self.user)
        self.body = OrganisationFactory(sector="ITU-D")
        self.activity, self.other = ActivityFactory(organisation=self.body), ActivityFactory(organisation=self.body)
        self.link = MappingFactory(
            activity=self.activity, term=GoalFactory(code="9"), certainty="unconfirmed", strength=1
        )
        self.free = GoalFactory(code="4")

    @property
    def seen(self) -> int:
        return type(self.activity).objects.get(pk=self.activity.pk).change_id

    @property
    def link_seen(self) -> int:
        return Mapping.objects.get(pk=self.link.pk).change_id

    def on_activity(self, act):
        return reverse(f"activity-{act}", args=[self.activity.pk])

    def on_link(self, name, term=None):
        return reverse(name, args=[self.activity.pk, (term or self.link.term).pk])

    def described(self, **more):
        activity = {"organisation": self.body.pk, "title": "Smart villages", "kind": "project", "status": "ongoing"}
        return activity | {"description_certainty": "confirmed"} | more

    def withdrawn_link(self):
        withdraw_mapping(activity=self.activity, term=self.link.term, seen=self.link_seen, by="tests")

    def edited(self, by="tests") -> int:
        update_activity(activity=self.activity, fields={"title": "Edited"}, seen=self.seen, by=by)
        return Change.objects.latest("id").pk


def bulk(desk):
    activities = type(desk.activity).objects.all()
    data = {"step": "apply", "act": "status", "status-status": "planned", "scope": "all"}
    last = Change.objects.latest("id").pk
    return "/activities/bulk/", data | {"seen": last, "selection": fingerprint(chosen(activities, 10))}


def restored(desk):
    desk.client.post(desk.on_activity("withdraw"), {"seen": desk.seen, "reason": "Ended"})
    return desk.on_activity("restore"), {"seen": desk.seen}


def undone(desk):
    path = f"/workspace/stale/{desk.activity.pk}/"
    desk.client.post(f"{path}confirm/", {"seen": desk.seen})
    return f"{path}undo/", {"change": desk.seen}


def link_restored(desk):
    desk.withdrawn_link()
    return desk.on_link("mapping-restore"), {"seen": desk.link_seen}


def cell_undone(desk):
    desk.client.post(desk.on_link("matrix-edit-cell", desk.free), {"strength": 3, "seen": 0})
    return "/matrix/edit/undo/", {"change": Change.objects.latest("id").pk}


def rejected(desk):
    answer = {"score": "0.8", "version": "1"}
    desk.client.post(desk.on_link("activity-suggestion-reject", desk.free), answer)
    return desk.on_link("activity-suggestion-reopen", desk.free), {}


def difference_answered(desk):
    """The Matrix links the activity's Action Line to a Goal that is not one of its Goals."""
    line = ActionLineFactory(code="C2")
    CrosswalkFactory(from_term=line, to_term=desk.free)
    MappingFactory(activity=desk.activity, term=line)
    path = reverse("matrix-answer", args=[desk.activity.pk, desk.link.term.code])
    return path, {"reason": "It measures harvests.", "seen": 0}


WORDS = {"phrase": "radar", "synonyms": "", "terms": "9", "note": "", "reason": "", "seen": "0"}


def entry(desk) -> LexiconEntry:
    desk.client.post("/suggestions/lexicon/new/", WORDS)
    return LexiconEntry.objects.get()


def entry_edited(desk):
    row = entry(desk)
    return f"/suggestions/lexicon/{row.pk}/", WORDS | {"note": "Ships, too", "seen": row.change_id}


def entry_withdrawn(desk):
    row = entry(desk)
    return f"/suggestions/lexicon/{row.pk}/withdraw/", {"seen": row.change_id}


def entry_restored(desk):
    path, data = entry_withdrawn(desk)
    desk.client.post(path, data)
    row = LexiconEntry.objects.get()
    return f"/suggestions/lexicon/{row.pk}/restore/", {"seen": row.change_id}


def proposed(desk):
    proposal = OrganisationProposalFactory()
    return f"/review/organisations/{proposal.pk}/", {"decision": "approve"}


def submitted(desk):
    """A complete submission that waits."""
    CountryFactory(code="KE")
    return SubmissionFactory(state="submitted", answers=answers())


DOCUMENT = {
    "symbol": "Res. 1332 (Mod. 2027)",
    "year": 2027,
    "title": "ITU’s role",
    "bodies": "Council\nTSB",
    "certainty": "confirmed",
}


def document(desk, act, withdrawn=False, **data):
    """A document with a body, and what is typed on the page that edits, withdraws or restores it."""
    body = BodyFactory(name="Council")
    BodyFactory(name="TSB")
    row = DocumentFactory(symbol="Res. 1332 (Mod. 2024)", slug="res-1332", withdrawn=withdrawn)
    DocumentBodyFactory(document=row, body=body)
    return reverse(f"document-{act}", args=[row.slug]), {"seen": row.change_id} | data


def document_entered(desk):
    BodyFactory(name="Council")
    BodyFactory(name="TSB")
    return "/roadmap/documents/new/", DOCUMENT


OPERATIONAL_PLAN = {
    "symbol": "C27/28",
    "sector": "ITU-T",
    "start_year": 2028,
    "end_year": 2031,
    "title": "Operational plan",
    "certainty": "confirmed",
}
GUIDANCE = {"body": "Council", "text": "Report on gender.", "received_on": "2026-06-10"}


def record_of(route, row, key, **data):
    return reverse(route, args=[key]), {"seen": row.change_id} | data


def operational_plan(act, withdrawn=False, **data):
    row = OperationalPlanFactory(symbol="C17/29", withdrawn=withdrawn)
    return record_of(f"operational-plan-{act}", row, row.slug, **data)


def guidance(act, withdrawn=False, **data):
    row = GuidanceFactory(withdrawn=withdrawn)
    return record_of(f"guidance-{act}", row, row.pk, **data)


def plan_link(act="", withdrawn=False, **data):
    row = PlanLinkFactory(withdrawn=withdrawn)
    return record_of(f"plan-link{act}", row, row.pk, **data)


def plan_link_entered(desk):
    row = PlanLinkFactory()
    TermFactory(framework=row.to_term.framework, code="PS4", kind="output")
    path = reverse("plan-link-new", args=["sp-2020", "sp-2024"])
    return path, {"start": "T.1-1", "end": "PS4", "rationale": "Both are standards.", "seen": 0}


REPORT = {"period_start": "2026-01-01", "period_end": "2026-06-30", "done": "Two sessions", "status": "late", "seen": 0}


def report(desk):
    """On a commitment that is due on no date."""
    action = ActionFactory(code="6.5")
    return f"/roadmap/actions/{action.code}/report/", REPORT


def reviewed(desk):
    action = ProgressReportFactory(action=ActionFactory(code="6.5"), due_on=None).action
    return f"/roadmap/actions/{action.code}/review/", {"seen": 1, "accept": 1}


def update_edited(desk):
    update = ProgressUpdateFactory(action=ActionFactory(code="6.5"), due_on=None)
    return f"/roadmap/progress/{update.pk}/edit/", REPORT | {"seen": update.change_id, "reason": "Late"}


def update_withdrawn(desk):
    update = ProgressUpdateFactory(action=ActionFactory(code="6.5"))
    return f"/roadmap/progress/{update.pk}/withdraw/", {"seen": update.change_id, "reason": "Wrong commitment"}


EVENT = {
    "title": "Information session on Goal 9",
    "kind": "information-session",
    "start": "2026-06-03",
    "terms": "9",
    "certainty": "confirmed",
}
#: What is typed for a row of each register of engagement.
ENGAGEMENT = {
    "engagement": EVENT,
    "mechanism": {"code": "un-tech", "name": "A new mechanism", "certainty": "confirmed"},
    "input": {"title": "Statement on Goal 9", "kind": "statement", "terms": "9", "certainty": "confirmed"},
    "material": {
        "title": "Film on Goal 9",
        "format": "video",
        "language": "en",
        "url": "https://www.itu.int/film",
        "terms": "9",
        "certainty": "confirmed",
    },
    "national-review": {"country_id": "KE", "year": 2027, "good_practices": "Mobile money", "certainty": "confirmed"},
    "cooperation-framework": {
        "country_id": "KE",
        "start_year": 2027,
        "end_year": 2031,
        "title": "Framework",
        "certainty": "confirmed",
    },
}
ROWS = {
    "engagement": (EngagementFactory, "slug"),
    "mechanism": (MechanismFactory, "code"),
    "input": (InputFactory, "slug"),
    "material": (MaterialFactory, "slug"),
    "national-review": (ReviewFactory, "pk"),
    "cooperation-framework": (CooperationFrameworkFactory, "pk"),
}


def of_register(name, act):
    """A function that makes a row of a register of engagement, and what is typed to do `act` with it."""

    def form(desk):
        CountryFactory(code="KE")
        if act == "new":
            return reverse(f"{name}-new"), ENGAGEMENT[name]
        factory, key = ROWS[name]
        row = factory(withdrawn=act == "restore")
        typed = {"edit": ENGAGEMENT[name], "withdraw": {"reason": "Entered twice"}, "restore": {}}[act]
        return reverse(f"{name}-{act}", args=[getattr(row, key)]), {"seen": row.change_id} | typed

    return form


#: Route → the address and what is typed there.
WRITES = {
    "activity-new": lambda d: ("/activities/new/", d.described()),
    "activity-edit": lambda d: (d.on_activity("edit"), d.described(seen=d.seen)),
    "activity-confirm": lambda d: (d.on_activity("confirm"), {"seen": d.seen}),
    "activity-withdraw": lambda d: (d.on_activity("withdraw"), {"seen": d.seen, "reason": "Ended"}),
    "activity-restore": restored,
    "activity-merge": lambda d: (
        d.on_activity("merge"),
        {"with": d.other.pk, "keep": "this", "seen": d.seen, "seen_other": d.other.change_id, "reason": "Same"},
    ),
    "mapping": lambda d: (d.on_link("mapping", d.free), {"strength": 2, "seen": 0, "certainty": "confirmed"}),
    "mapping-confirm": lambda d: (d.on_link("mapping-confirm"), {"seen": d.link_seen}),
    "mapping-withdraw": lambda d: (d.on_link("mapping-withdraw"), {"seen": d.link_seen}),
    "mapping-restore": link_restored,
    "matrix-answer": difference_answered,
    "matrix-edit-paste": lambda d: (
        "/matrix/edit/paste/",
        {
            "step": "apply",
            "rows": d.activity.pk,
            "columns": f"{d.link.term_id},{d.free.pk}",
            "height": 1,
            "width": 1,
            "seen": f"{d.link_seen},0",
            "text": "2\tmain purpose",
        },
    ),
    "matrix-edit-undo": cell_undone,
    "matrix-edit-cell": lambda d: (d.on_link("matrix-edit-cell", d.free), {"strength": 3, "seen": 0}),
    "workspace-confirm": lambda d: (f"/workspace/stale/{d.activity.pk}/confirm/", {"seen": d.seen}),
    "workspace-undo": undone,
    "activity-suggestion-accept": lambda d: (
        d.on_link("activity-suggestion-accept", d.free),
        {"score": "0.8", "version": "1", "strength": 3, "rationale": "They heal", "seen": 0},
    ),
    "activity-suggestion-reject": lambda d: (
        d.on_link("activity-suggestion-reject", d.free),
        {"score": "0.8", "version": "1"},
    ),
    "activity-suggestion-reopen": rejected,
    "lexicon-new": lambda d: ("/suggestions/lexicon/new/", WORDS),
    "lexicon-edit": entry_edited,
    "lexicon-withdraw": entry_withdrawn,
    "lexicon-restore": entry_restored,
    **EDITION_FORMS,
    "document-new": document_entered,
    "document-edit": lambda d: document(d, "edit", **DOCUMENT),
    "document-withdraw": lambda d: document(d, "withdraw", reason="Entered twice"),
    "document-restore": lambda d: document(d, "restore", withdrawn=True),
    "operational-plan-new": lambda d: ("/roadmap/operational-plans/new/", OPERATIONAL_PLAN),
    "operational-plan-edit": lambda d: operational_plan("edit", **OPERATIONAL_PLAN),
    "operational-plan-withdraw": lambda d: operational_plan("withdraw", reason="Entered twice"),
    "operational-plan-restore": lambda d: operational_plan("restore", withdrawn=True),
    "guidance-new": lambda d: ("/roadmap/guidance/new/", GUIDANCE),
    "guidance-edit": lambda d: guidance("edit", **GUIDANCE),
    "guidance-withdraw": lambda d: guidance("withdraw", reason="Entered twice"),
    "guidance-restore": lambda d: guidance("restore", withdrawn=True),
    "plan-link-new": plan_link_entered,
    "plan-link": lambda d: plan_link(rationale="The same work."),
    "plan-link-confirm": lambda d: plan_link("-confirm"),
    "plan-link-withdraw": lambda d: plan_link("-withdraw"),
    "plan-link-restore": lambda d: plan_link("-restore", withdrawn=True),
    **{f"{name}-{act}": of_register(name, act) for name in ROWS for act in ("new", "edit", "withdraw", "restore")},
    "review-organisation": proposed,
    "bulk-edit": bulk,
    "review-submission": lambda d: (f"/review/{submitted(d).code}/", {"act": "accept", "seen": 0}),
    "review-accept": lambda d: ("/review/accept/", {"accept": f"{submitted(d).code}:0"}),
    "change-revert": lambda d: (f"/changes/{d.edited()}/revert/", {}),
    "roadmap-report": report,
    "roadmap-review": reviewed,
    "roadmap-update-edit": update_edited,
    "roadmap-update-withdraw": update_withdrawn,
    "sheet-apply": None,  # a Job does it, see below
}
