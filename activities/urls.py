"""Addresses of the map's pages. They last: /activities/<id>/, /goals/9/, /targets/9.c/, /action-lines/C2/."""

from datetime import date

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from activities.api import snapshots
from activities.pages import jobs
from activities.pages.account import mails, personal_data, sign_in, tokens, webhooks
from activities.pages.activity import detail as activity_detail
from activities.pages.activity import files as activity_files
from activities.pages.activity import listing as activities
from activities.pages.activity import notes
from activities.pages.browse import (
    action_lines,
    downloads,
    flow,
    frameworks,
    goals,
    home,
    matrix,
    organisations,
    places,
    search,
    sitemap,
)
from activities.pages.browse.term_tabs import Tab
from activities.pages.editing import activity as activity_edit
from activities.pages.editing import answers as matrix_answers
from activities.pages.editing import bulk, paste, sheets, term_pick, undo
from activities.pages.editing import cell as matrix_cell
from activities.pages.editing import grid as matrix_edit
from activities.pages.editing import mapping as mapping_edit
from activities.pages.editing import merge as activity_merge
from activities.pages.editing import standing as activity_standing
from activities.pages.history import batches, changes, compare, feeds
from activities.pages.submissions import about as submission_about
from activities.pages.submissions import (
    add,
    corrections,
    joining,
    review,
    review_organisations,
    role_request,
    start,
    still_true,
    your_organisations,
)
from activities.pages.submissions import check as submission_check
from activities.pages.submissions import contribution as submission_contribution
from activities.pages.submissions import evidence as submission_evidence
from activities.pages.submissions import files as submission_files
from activities.pages.submissions import many as review_many
from activities.pages.submissions import queue as review_queue
from activities.pages.submissions import reasons as review_reasons
from activities.pages.submissions import status as submissions
from activities.pages.submissions import update as activity_update
from activities.pages.suggestions import lexicon
from activities.pages.suggestions import offers as suggestions
from activities.pages.suggestions import quality as suggestion_quality
from activities.pages.unsaved.session_form import unsaved_form
from activities.pages.workspace import confirm as workspace_confirm
from activities.pages.workspace import freshness, gaps, saved_filters
from activities.pages.workspace import needs as workspace


class Reference(StringConverter):
    """The reference of a submission, such as S-4K7P, in capital or small letters."""

    regex = "[Ss]-[0-9A-Za-z]{4,10}"

    def to_python(self, value: str) -> str:
        return value.upper()


class Day(StringConverter):
    """A date, such as 2026-11-30."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        return value.isoformat()


register_converter(Reference, "reference")
register_converter(Day, "day")

urlpatterns = [
    path("", home.home, name="home"),
    path("about/", home.about, name="about"),
    path("search/", search.search, name="search"),
    path("sitemap.xml", sitemap.index, name="sitemap"),
    path("sitemap-<slug:name>.xml", sitemap.part, name="sitemap-part"),
    path("accounts/", sign_in.account, name="account"),
    path("accounts/data/", personal_data.my_data, name="my-data"),
    path("accounts/data/my-data.json", personal_data.my_data_file, name="my-data-file"),
    path("accounts/data/delete/", personal_data.delete_account, name="delete-account"),
    path("accounts/tokens/", tokens.token_list, name="token-list"),
    path("accounts/tokens/new/", tokens.token_new, name="token-new"),
    path("accounts/tokens/<int:pk>/revoke/", tokens.token_revoke, name="token-revoke"),
    path("accounts/role/", role_request.role_request, name="role-request"),
    path("accounts/webhooks/", webhooks.webhook_list, name="webhook-list"),
    path("accounts/webhooks/new/", webhooks.webhook_new, name="webhook-new"),
    path("accounts/webhooks/<int:pk>/", webhooks.webhook, name="webhook"),
    path("accounts/webhooks/<int:pk>/edit/", webhooks.webhook_edit, name="webhook-edit"),
    path("accounts/webhooks/<int:pk>/test/", webhooks.webhook_test, name="webhook-test"),
    path("accounts/webhooks/<int:pk>/secret/", webhooks.webhook_secret, name="webhook-secret"),
    path("accounts/webhooks/<int:pk>/switch/", webhooks.webhook_switch, name="webhook-switch"),
    path("accounts/webhooks/<int:pk>/delete/", webhooks.webhook_delete, name="webhook-delete"),
    path("accounts/webhooks/<int:pk>/events/<int:delivery>/again/", webhooks.delivery_again, name="delivery-again"),
    path("mails/", mails.mail_list, name="mail-list"),
    path("mails/<int:pk>/again/", mails.again, name="mail-again"),
    path("mails/unsubscribe/<key>/", mails.unsubscribe, name="unsubscribe"),
    path("corrections/new/", corrections.new, name="correction-new"),
    path("corrections/sent/", corrections.sent, name="correction-sent"),
    path("corrections/confirm/<key>/", corrections.confirm, name="correction-confirm"),
    path("unsaved/<uuid:key>/", unsaved_form, name="unsaved-form"),
    path("changes.atom", feeds.everything, name="feed"),
    path("goals/<code>/changes.atom", feeds.goal, name="goal-feed"),
    path("action-lines/<code>/changes.atom", feeds.action_line, name="action-line-feed"),
    path("countries/<code>/changes.atom", feeds.country, name="country-feed"),
    path("organisations/<slug>/changes.atom", feeds.organisation, name="organisation-feed"),
    path("goals/", goals.goal_list, name="goal-list"),
    path("goals/<code>/", goals.goal, name="goal"),
    path("goals/<code>/profile/", goals.goal, {"tab": Tab.PROFILE}, name="goal-profile"),
    path("goals/<code>/links/", goals.goal, {"tab": Tab.LINKS}, name="goal-links"),
    path("goals/<code>/about/", goals.goal, {"tab": Tab.ABOUT}, name="goal-about"),
    path("targets/<code>/", goals.target, name="target"),
    path("action-lines/", action_lines.action_line_list, name="action-line-list"),
    path("action-lines/<code>/", action_lines.action_line, name="action-line"),
    path("action-lines/<code>/profile/", action_lines.action_line, {"tab": Tab.PROFILE}, name="action-line-profile"),
    path("action-lines/<code>/links/", action_lines.action_line, {"tab": Tab.LINKS}, name="action-line-links"),
    path("action-lines/<code>/about/", action_lines.action_line, {"tab": Tab.ABOUT}, name="action-line-about"),
    path("matrix/", matrix.matrix, name="matrix"),
    path("matrix/edit/", matrix_edit.matrix_edit, name="matrix-edit"),
    path("matrix/edit/paste/", paste.paste_cells, name="matrix-edit-paste"),
    path("matrix/edit/undo/", undo.undo, name="matrix-edit-undo"),
    path("matrix/edit/<int:activity>/<int:term>/", matrix_cell.cell, name="matrix-edit-cell"),
    path("matrix.<format>", matrix.download, name="matrix-download"),
    path("matrix/<line>/<goal>/", matrix.cell, name="matrix-cell"),
    path("flow/", flow.flow, name="flow"),
    path("flow.<format>", flow.download, name="flow-download"),
    path("activities/", activities.activity_list, name="activity-list"),
    path("activities.csv", activity_files.table, name="activity-table"),
    path("activities.xlsx", activity_files.download, name="activity-download"),
    path("activities/<int:pk>/notes/", notes.note_list, name="note-list"),
    path("activities/<int:pk>/notes/<int:note>/withdraw/", notes.note_withdraw, name="note-withdraw"),
    path("activities/<int:pk>/notes/<int:note>/restore/", notes.note_restore, name="note-restore"),
    path("activities/<int:pk>/", activity_detail.activity, name="activity"),
    path("activities/bulk/", bulk.bulk_edit, name="bulk-edit"),
    path("activities/new/", activity_edit.new, name="activity-new"),
    path("activities/still-true/<key>/", still_true.still_true, name="still-true"),
    path("activities/<int:pk>/edit/", activity_edit.edit, name="activity-edit"),
    path("activities/<int:pk>/update/", activity_update.update, name="activity-update"),
    path("activities/<int:pk>/confirm/", activity_standing.confirm, name="activity-confirm"),
    path("activities/<int:pk>/withdraw/", activity_standing.withdraw, name="activity-withdraw"),
    path("activities/<int:pk>/restore/", activity_standing.restore, name="activity-restore"),
    path("activities/<int:pk>/merge/", activity_merge.merge, name="activity-merge"),
    path("activities/<int:pk>/matrix-answers/<goal>/", matrix_answers.answer, name="matrix-answer"),
    path("activities/<int:pk>/mappings/", mapping_edit.mapping_list, name="mapping-list"),
    path("activities/<int:pk>/mappings/<int:term>/", mapping_edit.mapping, name="mapping"),
    path("activities/<int:pk>/mappings/<int:term>/confirm/", mapping_edit.confirm, name="mapping-confirm"),
    path("activities/<int:pk>/mappings/<int:term>/withdraw/", mapping_edit.withdraw, name="mapping-withdraw"),
    path("activities/<int:pk>/mappings/<int:term>/restore/", mapping_edit.restore, name="mapping-restore"),
    path("activities/<int:pk>/suggestions/", suggestions.activity_suggestions, name="activity-suggestions"),
    path("activities/<int:pk>/suggestions/<int:term>/accept/", suggestions.accept, name="activity-suggestion-accept"),
    path("activities/<int:pk>/suggestions/<int:term>/reject/", suggestions.reject, name="activity-suggestion-reject"),
    path("activities/<int:pk>/suggestions/<int:term>/reopen/", suggestions.reopen, name="activity-suggestion-reopen"),
    path("submissions/", submissions.submission_list, name="submission-list"),
    path("submissions/<reference:code>/", submissions.submission, name="submission"),
    path("submissions/<reference:code>/about/", submission_about.about, name="submission-about"),
    path("submissions/<reference:code>/similar/", submission_about.similar, name="submission-similar"),
    path(
        "submissions/<reference:code>/contribution/",
        submission_contribution.contribution,
        name="submission-contribution",
    ),
    path("submissions/<reference:code>/evidence/", submission_evidence.evidence, name="submission-evidence"),
    path("submissions/<reference:code>/check/", submission_check.check, name="submission-check"),
    path("submissions/<reference:code>/withdraw/", submissions.withdraw, name="submission-withdraw"),
    path("submissions/<reference:code>/copy/", submissions.copy, name="submission-copy"),
    path("submissions/<reference:code>/discard/", submissions.discard, name="submission-discard"),
    path("files/<slug:key>/<name>", submission_files.attachment, name="attachment"),
    path("suggestions/", suggestion_quality.quality, name="suggestion-quality"),
    path("suggestions/train/", suggestion_quality.train, name="suggestion-train"),
    path("suggestions/models/<int:version>/use/", suggestion_quality.use, name="suggestion-use"),
    path("suggestions/models/<int:version>/leave/", suggestion_quality.leave, name="suggestion-leave"),
    path("suggestions/try/", suggestions.try_out, name="suggestion-try"),
    path("suggestions/lexicon/", lexicon.lexicon, name="lexicon"),
    path("suggestions/lexicon/new/", lexicon.lexicon_new, name="lexicon-new"),
    path("suggestions/lexicon/<int:pk>/", lexicon.lexicon_edit, name="lexicon-edit"),
    path("suggestions/lexicon/<int:pk>/withdraw/", lexicon.lexicon_withdraw, name="lexicon-withdraw"),
    path("suggestions/lexicon/<int:pk>/restore/", lexicon.lexicon_restore, name="lexicon-restore"),
    path("terms/pick/", term_pick.term_pick, name="term-pick"),
    path("frameworks/", frameworks.framework_list, name="framework-list"),
    path("frameworks/<slug>/", frameworks.framework, name="framework"),
    path("frameworks/<slug>/<path:code>/", frameworks.term, name="term"),
    path("changes/", changes.change_list, name="change-list"),
    path("changes/<int:number>/", changes.change, name="change"),
    path("changes/<int:number>/revert/", changes.change_revert, name="change-revert"),
    path("changes/batches/<uuid:pk>/", batches.batch, name="change-batch"),
    path("history/<slug:kind>/<int:pk>/", changes.history, name="history"),
    path("sheets/", sheets.sheet_list, name="sheet-list"),
    path("sheets/activities.xlsx", sheets.download, name="sheet-download"),
    path("sheets/<uuid:pk>/apply/", sheets.apply, name="sheet-apply"),
    path("jobs/<uuid:pk>/", jobs.job, name="job"),
    path("jobs/<uuid:pk>/cancel/", jobs.cancel, name="job-cancel"),
    path("jobs/<uuid:pk>/<role>/", jobs.file, name="job-file"),
    path("gaps/", gaps.gaps, name="gaps"),
    path("gaps/<table>.csv", gaps.download, name="gap-download"),
    path("workspace/", workspace.workspace, name="workspace"),
    path("workspace/filters/", saved_filters.saved_filter_list, name="saved-filter-list"),
    path("workspace/filters/<int:pk>/rename/", saved_filters.rename, name="saved-filter-rename"),
    path("workspace/filters/<int:pk>/remove/", saved_filters.remove, name="saved-filter-remove"),
    path("workspace/freshness/", freshness.freshness, name="freshness"),
    path("workspace/freshness/remind/", freshness.remind, name="freshness-remind"),
    path("workspace/<group>/", workspace.workspace_list, name="workspace-list"),
    path("workspace/<group>/first/", workspace.workspace_first, name="workspace-first"),
    path("workspace/<group>/<int:pk>/confirm/", workspace_confirm.confirm, name="workspace-confirm"),
    path("workspace/<group>/<int:pk>/undo/", workspace_confirm.undo, name="workspace-undo"),
    path("review/", review_queue.queue, name="review"),
    path("review/take/", review_queue.take, name="review-take"),
    path("review/next/", review_queue.next_in_queue, name="review-next"),
    path("review/accept/", review_many.accept_many, name="review-accept"),
    path("review/held/", review_many.held_decisions, name="review-held"),
    path("review/reasons/", review_reasons.reason_list, name="review-reasons"),
    path("review/reasons/new/", review_reasons.reason_new, name="review-reason-new"),
    path("review/reasons/<int:pk>/", review_reasons.reason_edit, name="review-reason"),
    path("review/reasons/<int:pk>/withdraw/", review_reasons.reason_withdraw, name="review-reason-withdraw"),
    path("review/<reference:code>/", review.review_submission, name="review-submission"),
    path("review/<reference:code>/assign/", review_queue.assign_one, name="review-assign"),
    path("organisations/", organisations.organisation_list, name="organisation-list"),
    path("organisations/join/", joining.join, name="organisation-join"),
    path("organisations/join/new/", joining.propose, name="organisation-propose"),
    path("organisations/<slug>/", organisations.organisation, name="organisation"),
    path("organisations/<slug>/profile/", organisations.organisation_profile, name="organisation-profile"),
    path("add/", add.add, name="add"),
    path("submissions/new/", start.start, name="submission-start"),
    path("your-organisations/", your_organisations.your_organisations, name="your-organisations"),
    path("your-organisations/<int:pk>/", your_organisations.your_organisation, name="your-organisation"),
    path("your-organisations/<int:pk>/members/<int:member>/", your_organisations.member, name="organisation-member"),
    path(
        "your-organisations/<int:pk>/invitations/<int:invitation>/withdraw/",
        your_organisations.invitation_withdraw,
        name="invitation-withdraw",
    ),
    path("your-organisations/<int:pk>/withdraw/", your_organisations.request_withdraw, name="membership-withdraw"),
    path("your-organisations/invitations/<int:pk>/", your_organisations.invitation_answer, name="invitation-answer"),
    path("review/organisations/", review_organisations.organisations, name="review-organisations"),
    path("review/organisations/<int:pk>/", review_organisations.organisation, name="review-organisation"),
    path("review/organisations/requests/<int:pk>/", review_organisations.membership, name="review-membership"),
    path("downloads/", downloads.downloads, name="downloads"),
    path("snapshots/", downloads.to_downloads, name="snapshot-list"),
    path("snapshots/catalogue.jsonld", snapshots.CatalogueView.as_view(), name="snapshot-catalogue"),
    path("snapshots/latest/", downloads.to_downloads, name="snapshot-latest"),
    path("snapshots/latest/<name>", snapshots.LatestFileView.as_view(), name="snapshot-latest-file"),
    path("snapshots/<day:day>/", downloads.snapshot, name="snapshot"),
    path("snapshots/<day:day>/<name>", snapshots.SnapshotFileView.as_view(), name="snapshot-file"),
    path("compare/", compare.compare_moments, name="compare"),
    path("countries/", places.country_list, name="country-list"),
    path("countries/<code>/", places.country, name="country"),
    path("countries/<code>/profile/", places.country_profile, name="country-profile"),
    path("regions/<slug>/", places.region, name="region"),
    path("regions/<slug>/profile/", places.region_profile, name="region-profile"),
]
