"""Every address of the site by its name, with one that exists in the reference data.

A new route needs a line here; tests/test_routes.py fails until it has one. `{activity}` stands for the number of one.
"""

from django.urls import get_resolver

from activities.models import Activity, Change, LexiconEntry, Mapping, Term

#: Pages for people.
PAGES = {
    "home": "/",
    "about": "/about/",
    "add": "/add/",
    "search": "/search/?q=kenya",
    "goal-list": "/goals/",
    "goal": "/goals/4/",
    "goal-profile": "/goals/4/profile/",
    "goal-links": "/goals/4/links/",
    "goal-about": "/goals/4/about/",
    "target": "/targets/9.c/",
    "action-line-list": "/action-lines/",
    "action-line": "/action-lines/C5/",
    "action-line-profile": "/action-lines/C5/profile/",
    "action-line-links": "/action-lines/C5/links/",
    "action-line-about": "/action-lines/C5/about/",
    "matrix": "/matrix/",
    "matrix-cell": "/matrix/C6/2/",
    "flow": "/flow/",
    "activity-list": "/activities/?target=9.c&region=africa",
    "activity": "/activities/{activity}/",
    "framework-list": "/frameworks/",
    "framework": "/frameworks/sp-2024/",
    "term": "/frameworks/sp-2024/PS3/",
    "organisation-list": "/organisations/",
    "organisation": "/organisations/itu-d/",
    "organisation-profile": "/organisations/itu-d/profile/",
    "country-list": "/countries/",
    "country": "/countries/RW/",
    "country-profile": "/countries/RW/profile/",
    "region": "/regions/africa/",
    "region-profile": "/regions/africa/profile/",
    "roadmap": "/roadmap/",
    "roadmap-section": "/roadmap/sections/6/",
    "roadmap-action": "/roadmap/actions/6.5/",
    "document-list": "/roadmap/documents/",
    "document": "/roadmap/documents/res-1332-mod-2024/",
    "hlpf": "/roadmap/hlpf/",
    "milestone-list": "/roadmap/milestones/",
    "indicator-list": "/roadmap/indicators/",
    "indicator": "/roadmap/indicators/9.c.1/",
    "compare": "/compare/",
    "downloads": "/downloads/",
    "api-docs": "/api/v1/docs/",
    "vocabulary": "/ns/",
}
#: Files to take away.
FILES = {
    "matrix-download": "/matrix.csv",
    "flow-download": "/flow.svg",
    "activity-download": "/activities.xlsx?sector=ITU-R",
    "indicator-values": "/roadmap/indicators/9.c.1/values.csv",
    "indicator-chart": "/roadmap/indicators/9.c.1/chart.svg?series=IT_MOB_4GNTWK",
}
#: What programs read.
API = {
    "api-index": "/api/v1/",
    "api-framework-list": "/api/v1/frameworks/",
    "api-framework": "/api/v1/frameworks/wsis/",
    "api-term-list": "/api/v1/terms/?framework=wsis",
    "api-term": "/api/v1/terms/sdg/9.c/",
    "api-crosswalk-list": "/api/v1/crosswalks/?from=C2",
    "api-activity-list": "/api/v1/activities/?target=9.c",
    "api-activity-facets": "/api/v1/activities/facets/?goal=9",
    "api-activity": "/api/v1/activities/{activity}/",
    "api-organisation-list": "/api/v1/organisations/",
    "api-organisation": "/api/v1/organisations/itu-d/",
    "api-mapping-list": "/api/v1/mappings/",
    "api-mapping": "/api/v1/mappings/{mapping}/",
    "api-text-list": "/api/v1/texts/?language=fr",
    "api-country-list": "/api/v1/countries/",
    "api-code-list": "/api/v1/code-lists/",
    "api-activity-list-file": "/api/v1/activities.csv?target=9.c",
    "api-mapping-list-file": "/api/v1/mappings.csv?target=9.c",
    "api-framework-list-file": "/api/v1/frameworks.csv",
    "api-term-list-file": "/api/v1/terms.jsonl?framework=wsis",
    "api-text-list-file": "/api/v1/texts.csv?language=fr",
    "api-crosswalk-list-file": "/api/v1/crosswalks.csv",
    "api-organisation-list-file": "/api/v1/organisations.csv",
    "api-country-list-file": "/api/v1/countries.csv",
    "api-code-list-file": "/api/v1/code-lists.csv",
    "api-roadmap-editions-list": "/api/v1/roadmap/editions/",
    "api-roadmap-editions-list-file": "/api/v1/roadmap/editions.csv",
    "api-roadmap-sections-list": "/api/v1/roadmap/sections/",
    "api-roadmap-sections-list-file": "/api/v1/roadmap/sections.csv",
    "api-roadmap-actions-list": "/api/v1/roadmap/actions/",
    "api-roadmap-actions-list-file": "/api/v1/roadmap/actions.csv",
    "api-roadmap-action-terms-list": "/api/v1/roadmap/action-terms/",
    "api-roadmap-action-terms-list-file": "/api/v1/roadmap/action-terms.csv",
    "api-roadmap-documents-list": "/api/v1/roadmap/documents/",
    "api-roadmap-documents-list-file": "/api/v1/roadmap/documents.csv",
    "api-roadmap-citations-list": "/api/v1/roadmap/citations/",
    "api-roadmap-citations-list-file": "/api/v1/roadmap/citations.csv",
    "api-roadmap-progress-updates-list": "/api/v1/roadmap/progress-updates/",
    "api-roadmap-progress-updates-list-file": "/api/v1/roadmap/progress-updates.csv",
    "api-roadmap-hlpf-years-list": "/api/v1/roadmap/hlpf-years/",
    "api-roadmap-hlpf-years-list-file": "/api/v1/roadmap/hlpf-years.csv",
    "api-roadmap-milestones-list": "/api/v1/roadmap/milestones/",
    "api-roadmap-milestones-list-file": "/api/v1/roadmap/milestones.csv",
    "api-roadmap-indicators-list": "/api/v1/roadmap/indicators/",
    "api-roadmap-indicators-list-file": "/api/v1/roadmap/indicators.csv",
    "api-roadmap-values-list": "/api/v1/roadmap/values/",
    "api-roadmap-values-list-file": "/api/v1/roadmap/values.csv",
    "api-roadmap-operational-plans-list": "/api/v1/roadmap/operational-plans/",
    "api-roadmap-operational-plans-list-file": "/api/v1/roadmap/operational-plans.csv",
    "api-roadmap-guidance-list": "/api/v1/roadmap/guidance/",
    "api-roadmap-guidance-list-file": "/api/v1/roadmap/guidance.csv",
    "api-changes": "/api/v1/changes/?limit=1",
    "api-framework-data": "/api/v1/frameworks/sp-2024.ttl",
    "api-term-data": "/api/v1/terms/sdg/9.c.jsonld",
    "api-crosswalk": "/api/v1/crosswalks/wsis-sdg-matrix/",
    "api-crosswalk-data": "/api/v1/crosswalks/wsis-sdg-matrix.ttl",
    "api-activity-data": "/api/v1/activities/{activity}.ttl",
    "api-mapping-data": "/api/v1/mappings/{mapping}.jsonld",
    "api-organisation-data": "/api/v1/organisations/itu-d.ttl",
    "api-country": "/api/v1/countries/RW/",
    "api-country-data": "/api/v1/countries/RW.ttl",
    "vocabulary-file": "/ns/context.jsonld",
    "api-summaries": "/api/v1/summaries/",
    "api-summary-terms": "/api/v1/summaries/terms/",
    "api-summary-slice": "/api/v1/summaries/slice/?facet=goal&value=9",
    "api-matrix": "/api/v1/matrix/",
    "api-goals-sectors": "/api/v1/matrix/goals-sectors/",
    "api-coverage": "/api/v1/coverage/",
    "api-schema": "/api/v1/schema/",
    "robots": "/robots.txt",
    "sitemap": "/sitemap.xml",
    "sitemap-part": "/sitemap-pages.xml",
    "feed": "/changes.atom",
    "goal-feed": "/goals/9/changes.atom",
    "action-line-feed": "/action-lines/C2/changes.atom",
    "country-feed": "/countries/KE/changes.atom",
    "organisation-feed": "/organisations/itu-d/changes.atom",
    "health-live": "/health/live",
    "health-ready": "/health/ready",
}
#: Lasting addresses, which lead to a page or to data (303).
LASTING = {
    "id-activity": "/id/activity/{activity}",
    "id-mapping": "/id/mapping/{mapping}",
    "id-organisation": "/id/organisation/itu-d",
    "id-framework": "/id/framework/sdg",
    "id-term": "/id/term/sp-2024/Goal%201",
    "id-crosswalk": "/id/crosswalk/wsis-sdg-matrix",
    "id-country": "/id/country/RW",
    "id-region": "/id/region/africa",
}
#: Routes that answer `?as_of=`. A page, file or resource for everybody is either here or in `PRESENT_ONLY`.
SHOWS_THE_PAST = (
    "home",
    "about",
    "search",
    "goal-list",
    "goal",
    "goal-profile",
    "goal-links",
    "goal-about",
    "target",
    "action-line-list",
    "action-line",
    "action-line-profile",
    "action-line-links",
    "action-line-about",
    "matrix",
    "matrix-cell",
    "matrix-download",
    "flow",
    "flow-download",
    "activity-list",
    "activity",
    "activity-table",
    "activity-download",
    "framework-list",
    "framework",
    "term",
    "organisation-list",
    "organisation",
    "organisation-profile",
    "country-list",
    "country",
    "country-profile",
    "region",
    "region-profile",
    "roadmap",
    "roadmap-section",
    "roadmap-action",
    "document-list",
    "document",
    "hlpf",
    "milestone-list",
    "indicator-list",
    "indicator",
    "indicator-values",
    "indicator-chart",
    "api-index",
    "api-framework-list",
    "api-framework",
    "api-term-list",
    "api-term",
    "api-crosswalk-list",
    "api-activity-list",
    "api-activity-facets",
    "api-activity",
    "api-organisation-list",
    "api-organisation",
    "api-mapping-list",
    "api-mapping",
    "api-text-list",
    "api-country-list",
    "api-code-list",
    "api-activity-list-file",
    "api-mapping-list-file",
    "api-framework-list-file",
    "api-term-list-file",
    "api-text-list-file",
    "api-crosswalk-list-file",
    "api-organisation-list-file",
    "api-country-list-file",
    "api-code-list-file",
    "api-roadmap-editions-list",
    "api-roadmap-editions-list-file",
    "api-roadmap-sections-list",
    "api-roadmap-sections-list-file",
    "api-roadmap-actions-list",
    "api-roadmap-actions-list-file",
    "api-roadmap-action-terms-list",
    "api-roadmap-action-terms-list-file",
    "api-roadmap-documents-list",
    "api-roadmap-documents-list-file",
    "api-roadmap-citations-list",
    "api-roadmap-citations-list-file",
    "api-roadmap-progress-updates-list",
    "api-roadmap-progress-updates-list-file",
    "api-roadmap-hlpf-years-list",
    "api-roadmap-hlpf-years-list-file",
    "api-roadmap-milestones-list",
    "api-roadmap-milestones-list-file",
    "api-roadmap-indicators-list",
    "api-roadmap-indicators-list-file",
    "api-roadmap-values-list",
    "api-roadmap-values-list-file",
    "api-roadmap-operational-plans-list",
    "api-roadmap-operational-plans-list-file",
    "api-roadmap-guidance-list",
    "api-roadmap-guidance-list-file",
    "api-summaries",
    "api-summary-terms",
    "api-summary-slice",
    "api-matrix",
    "api-goals-sectors",
    "api-coverage",
    "api-schema",
    "api-docs",
    "api-framework-data",
    "api-term-data",
    "api-crosswalk",
    "api-crosswalk-data",
    "api-activity-data",
    "api-mapping-data",
    "api-organisation-data",
    "api-country",
    "api-country-data",
    *LASTING,
    r"api/v1/^(?P<rest>.+)/$",
    r"api/v1/^(?P<rest>.+)$",
)
#: Routes for everybody that refuse `?as_of=`. So does every route of STAFF and ACCOUNTS, and of the admin.
FEEDS = ("feed", "goal-feed", "action-line-feed", "country-feed", "organisation-feed")
PRESENT_ONLY = (
    "add",
    "compare",
    "downloads",
    "snapshot-list",
    "snapshot-latest",
    "snapshot-latest-file",
    "snapshot",
    "snapshot-file",
    "snapshot-catalogue",
    "api-changes",
    "robots",
    "sitemap",
    "sitemap-part",
    "health-live",
    "health-ready",
    *FEEDS,
    "vocabulary",
    "vocabulary-file",
)
#: Pages of the secretariat: name → (address, answers to GET, answers to an empty POST), each answer for a stranger, a
#: focal point of ITU-D, a coordinator and an administrator. Any other method gets 405. `{own}` stands for an activity
#: of ITU-D, `{other}` for one of ITU-R, `{goal}` for Goal 9, `{lexicon}` for a lexicon entry, `{change}` for the first
#: Change, `{job}` for a Job of the coordinator's, `{note}` for one of the coordinator's notes on `{other}`,
#: `{submission}` for the reference of a submission that waits, `{reason}` for a reason that reviewers often use.
NO = (405, 405, 405, 405)
LOOKS = (302, 200, 200, 200)
CHAIR_LOOKS = (302, 403, 200, 200)
CHAIR_ENTERS = (302, 403, 422, 422)
OTHERS = (302, 404, 200, 200)
LED_BACK = (302, 404, 302, 302)
STAFF = {
    "matrix-edit": ("/matrix/edit/?columns=targets-of:9", LOOKS, NO),
    "matrix-edit-paste": ("/matrix/edit/paste/", NO, (302, 422, 422, 422)),
    "matrix-edit-undo": ("/matrix/edit/undo/", NO, (302, 404, 404, 404)),
    "matrix-edit-cell": ("/matrix/edit/{other}/{goal}/", (302, 404, 200, 200), (302, 404, 422, 422)),
    "activity-new": ("/activities/new/", LOOKS, (302, 422, 422, 422)),
    "activity-edit": ("/activities/{other}/edit/", OTHERS, (302, 404, 422, 422)),
    "activity-confirm": ("/activities/{other}/confirm/", OTHERS, (302, 404, 422, 422)),
    "activity-withdraw": ("/activities/{other}/withdraw/", OTHERS, (302, 404, 422, 422)),
    "activity-restore": ("/activities/{other}/restore/", OTHERS, (302, 404, 422, 422)),
    "activity-merge": ("/activities/{other}/merge/", OTHERS, OTHERS),
    "mapping-list": ("/activities/{other}/mappings/", OTHERS, NO),
    "mapping": ("/activities/{other}/mappings/{goal}/", OTHERS, (302, 404, 422, 422)),
    "mapping-confirm": ("/activities/{other}/mappings/{goal}/confirm/", LED_BACK, (302, 404, 409, 409)),
    "mapping-withdraw": ("/activities/{other}/mappings/{goal}/withdraw/", LED_BACK, LED_BACK),
    "mapping-restore": ("/activities/{other}/mappings/{goal}/restore/", LED_BACK, (302, 404, 409, 409)),
    "matrix-answer": ("/activities/{other}/matrix-answers/9/", LED_BACK, (302, 404, 422, 422)),
    "activity-suggestions": ("/activities/{other}/suggestions/", OTHERS, NO),
    "activity-suggestion-accept": ("/activities/{other}/suggestions/{goal}/accept/", LED_BACK, (302, 404, 422, 422)),
    "activity-suggestion-reject": ("/activities/{other}/suggestions/{goal}/reject/", LED_BACK, (302, 404, 422, 422)),
    "activity-suggestion-reopen": ("/activities/{other}/suggestions/{goal}/reopen/", LED_BACK, (302, 404, 422, 422)),
    "suggestion-quality": ("/suggestions/", LOOKS, NO),
    "suggestion-train": ("/suggestions/train/", NO, (302, 403, 302, 302)),
    "suggestion-use": ("/suggestions/models/1/use/", NO, (302, 403, 404, 404)),
    "suggestion-leave": ("/suggestions/models/1/leave/", NO, (302, 403, 404, 404)),
    "suggestion-try": ("/suggestions/try/", LOOKS, (302, 422, 422, 422)),
    "lexicon": ("/suggestions/lexicon/?q=satellite", LOOKS, NO),
    "lexicon-new": ("/suggestions/lexicon/new/", CHAIR_LOOKS, (302, 403, 422, 422)),
    "lexicon-edit": ("/suggestions/lexicon/{lexicon}/", CHAIR_LOOKS, (302, 403, 422, 422)),
    "lexicon-withdraw": ("/suggestions/lexicon/{lexicon}/withdraw/", NO, (302, 403, 409, 409)),
    "lexicon-restore": ("/suggestions/lexicon/{lexicon}/restore/", NO, (302, 403, 302, 302)),
    "term-pick": ("/terms/pick/?q=9.c&activity={other}", OTHERS, NO),
    "bulk-edit": ("/activities/bulk/", LOOKS, (302, 422, 422, 422)),
    # registers of the Roadmap, four routes each
    "document-new": ("/roadmap/documents/new/", CHAIR_LOOKS, CHAIR_ENTERS),
    "document-edit": ("/roadmap/documents/res-1332-mod-2024/edit/", CHAIR_LOOKS, CHAIR_ENTERS),
    "document-withdraw": ("/roadmap/documents/res-1332-mod-2024/withdraw/", CHAIR_LOOKS, CHAIR_ENTERS),
    "document-restore": ("/roadmap/documents/res-1332-mod-2024/restore/", CHAIR_LOOKS, CHAIR_ENTERS),
    "change-list": ("/changes/", LOOKS, NO),
    "change": ("/changes/{change}/", LOOKS, NO),
    "change-revert": ("/changes/{change}/revert/", CHAIR_LOOKS, (302, 403, 409, 409)),
    "change-batch": ("/changes/batches/{job}/", (302, 404, 404, 404), (302, 404, 404, 404)),
    "history": ("/history/term/{goal}/", LOOKS, NO),
    "note-list": ("/activities/{other}/notes/", LOOKS, (302, 422, 422, 422)),
    "note-withdraw": ("/activities/{other}/notes/{note}/withdraw/", NO, (302, 404, 302, 404)),
    "note-restore": ("/activities/{other}/notes/{note}/restore/", NO, (302, 404, 302, 404)),
    "sheet-list": ("/sheets/", LOOKS, (302, 422, 422, 422)),
    "sheet-download": ("/sheets/activities.xlsx?sector=ITU-D", LOOKS, NO),
    "sheet-apply": ("/sheets/{job}/apply/", NO, (302, 404, 404, 404)),
    "gaps": ("/gaps/?sector=ITU-D", LOOKS, NO),
    "gap-download": ("/gaps/contradictions.csv", LOOKS, NO),
    "workspace": ("/workspace/", LOOKS, NO),
    "workspace-list": ("/workspace/stale/?sector=ITU-D", LOOKS, NO),
    "workspace-first": ("/workspace/stale/first/?sector=ITU-D", (302, 302, 302, 302), NO),
    "workspace-confirm": ("/workspace/stale/{other}/confirm/", NO, (302, 404, 409, 409)),
    "workspace-undo": ("/workspace/stale/{other}/undo/", NO, (302, 404, 404, 404)),
    "saved-filter-list": ("/workspace/filters/", LOOKS, (302, 422, 422, 422)),
    "saved-filter-rename": ("/workspace/filters/{view}/rename/", NO, (302, 404, 422, 404)),
    "saved-filter-remove": ("/workspace/filters/{view}/remove/", NO, (302, 404, 302, 404)),
    "mail-list": ("/mails/", CHAIR_LOOKS, NO),
    "mail-again": ("/mails/1/again/", NO, (302, 403, 404, 404)),
    "freshness": ("/workspace/freshness/", CHAIR_LOOKS, NO),
    "freshness-remind": ("/workspace/freshness/remind/", CHAIR_LOOKS, (302, 403, 302, 302)),
    "review": ("/review/?tab=all", CHAIR_LOOKS, NO),
    "review-take": ("/review/take/", NO, (302, 403, 302, 302)),
    "review-next": ("/review/next/", (302, 403, 302, 302), NO),
    "review-accept": ("/review/accept/", CHAIR_LOOKS, CHAIR_LOOKS),
    "review-held": ("/review/held/", CHAIR_LOOKS, CHAIR_LOOKS),
    "review-reasons": ("/review/reasons/", CHAIR_LOOKS, NO),
    "review-reason-new": ("/review/reasons/new/", CHAIR_LOOKS, (302, 403, 422, 422)),
    "review-reason": ("/review/reasons/{reason}/", CHAIR_LOOKS, (302, 403, 422, 422)),
    "review-reason-withdraw": ("/review/reasons/{reason}/withdraw/", NO, (302, 403, 302, 302)),
    "review-submission": ("/review/{submission}/", CHAIR_LOOKS, (302, 403, 422, 422)),
    "review-assign": ("/review/{submission}/assign/", NO, (302, 403, 302, 302)),
    "review-organisations": ("/review/organisations/", CHAIR_LOOKS, NO),
    "review-organisation": ("/review/organisations/{proposal}/", CHAIR_LOOKS, (302, 403, 422, 422)),
    "review-membership": ("/review/organisations/requests/{request}/", NO, (302, 403, 302, 302)),
    "job": ("/jobs/{job}/", (302, 404, 200, 404), NO),
    "job-cancel": ("/jobs/{job}/cancel/", NO, (302, 404, 302, 404)),
    "job-file": ("/jobs/{job}/sent/", (302, 404, 200, 404), NO),
}
#: Pages for everyone with an account, such as stakeholders: name → (address, answers to GET, answers to an empty POST),
#: each for a stranger and for somebody who belongs to no organisation. `{membership}` is another's.
SIGNED_IN = {
    "unsaved-form": ("/unsaved/2b1f4e0a-0000-4000-8000-000000000000/", (302, 404), (405, 405)),
    "activity-update": ("/activities/{activity}/update/", (302, 403), (302, 403)),
    "submission-list": ("/submissions/", (302, 200), (405, 405)),
    "submission": ("/submissions/S-2222/", (302, 404), (405, 405)),
    "submission-about": ("/submissions/S-2222/about/", (302, 404), (302, 404)),
    "submission-similar": ("/submissions/S-2222/similar/", (302, 404), (405, 405)),
    "submission-contribution": ("/submissions/S-2222/contribution/", (302, 404), (302, 404)),
    "submission-evidence": ("/submissions/S-2222/evidence/", (302, 404), (302, 404)),
    "submission-check": ("/submissions/S-2222/check/", (302, 404), (302, 404)),
    "submission-withdraw": ("/submissions/S-2222/withdraw/", (405, 405), (302, 404)),
    "submission-copy": ("/submissions/S-2222/copy/", (405, 405), (302, 404)),
    "submission-discard": ("/submissions/S-2222/discard/", (405, 405), (302, 404)),
    "submission-start": ("/submissions/new/?goal=9", (302, 302), (302, 302)),
    "organisation-join": ("/organisations/join/?q=kenya", (302, 200), (302, 404)),
    "organisation-propose": ("/organisations/join/new/", (302, 200), (302, 422)),
    "your-organisations": ("/your-organisations/", (302, 200), (405, 405)),
    "your-organisation": ("/your-organisations/{membership}/", (302, 404), (302, 404)),
    "organisation-member": ("/your-organisations/{membership}/members/{membership}/", (405, 405), (302, 404)),
    "invitation-withdraw": ("/your-organisations/{membership}/invitations/1/withdraw/", (405, 405), (302, 404)),
    "membership-withdraw": ("/your-organisations/{membership}/withdraw/", (405, 405), (302, 404)),
    "invitation-answer": ("/your-organisations/invitations/1/", (405, 405), (302, 404)),
}
#: Signing in and one's own account: name → (address, answers to a stranger, answers to anybody who is signed in by
#: password and has no second factor), each to GET, an empty POST, PUT, PATCH and DELETE. Django's form views take PUT
#: for POST; what concerns the safety of the account first leads to the question whether it is you.
AWAY = (302, 302, 302, 302, 302)
FORM = (200, 422, 422, 405, 405)
SHOWN = (200, 405, 405, 405, 405)
MISSING = (404, 404, 404, 404, 404)
NO_KEY = (404, 404, 405, 405, 405)
#: Pages, forms and buttons of one's own rows: what a stranger gets, and anybody for a row that is not theirs.
GATE, NOT_THEIRS = (302, 405, 405, 405, 405), (404, 405, 405, 405, 405)
FORM_GATE, FORM_NOT_THEIRS = (302, 302, 405, 405, 405), (404, 404, 405, 405, 405)
POST_GATE, POST_NOT_THEIRS = (405, 302, 405, 405, 405), (405, 404, 405, 405, 405)
ACCOUNTS = {
    # forms that anyone can send, and links from e-mails, here with a signature that is not ours
    "correction-new": ("/corrections/new/", (200, 422, 405, 405, 405), (200, 422, 405, 405, 405)),
    "correction-sent": ("/corrections/sent/", SHOWN, SHOWN),
    "correction-confirm": ("/corrections/confirm/no-key/", NO_KEY, NO_KEY),
    "still-true": ("/activities/still-true/no-key/", NO_KEY, NO_KEY),
    "unsubscribe": ("/mails/unsubscribe/no-key/", NO_KEY, NO_KEY),
    "account": ("/accounts/", (302, 302, 405, 405, 405), (200, 302, 405, 405, 405)),
    "my-data": ("/accounts/data/", (302, 405, 405, 405, 405), SHOWN),
    "my-data-file": ("/accounts/data/my-data.json", (302, 405, 405, 405, 405), SHOWN),
    "delete-account": ("/accounts/data/delete/", (302, 302, 405, 405, 405), (302, 302, 405, 405, 405)),
    "token-list": ("/accounts/tokens/", (302, 405, 405, 405, 405), SHOWN),
    "token-new": ("/accounts/tokens/new/", (302, 302, 405, 405, 405), (302, 302, 405, 405, 405)),
    "token-revoke": ("/accounts/tokens/1/revoke/", (405, 302, 405, 405, 405), (405, 404, 405, 405, 405)),
    "role-request": ("/accounts/role/", (302, 302, 405, 405, 405), (302, 302, 405, 405, 405)),
    "attachment": ("/files/nothing/report.pdf", (404, 405, 405, 405, 405), (404, 405, 405, 405, 405)),
    "webhook-list": ("/accounts/webhooks/", GATE, (200, 405, 405, 405, 405)),
    "webhook-new": ("/accounts/webhooks/new/", FORM_GATE, (200, 422, 405, 405, 405)),
    "webhook": ("/accounts/webhooks/1/", GATE, NOT_THEIRS),
    "webhook-edit": ("/accounts/webhooks/1/edit/", FORM_GATE, FORM_NOT_THEIRS),
    "webhook-test": ("/accounts/webhooks/1/test/", POST_GATE, POST_NOT_THEIRS),
    "webhook-secret": ("/accounts/webhooks/1/secret/", POST_GATE, POST_NOT_THEIRS),
    "webhook-switch": ("/accounts/webhooks/1/switch/", POST_GATE, POST_NOT_THEIRS),
    "webhook-delete": ("/accounts/webhooks/1/delete/", FORM_GATE, FORM_NOT_THEIRS),
    "delivery-again": ("/accounts/webhooks/1/events/1/again/", POST_GATE, POST_NOT_THEIRS),
    "account_login": ("/accounts/login/", FORM, AWAY),
    "account_logout": ("/accounts/logout/", (302, 302, 405, 405, 405), (200, 302, 405, 405, 405)),
    "account_inactive": ("/accounts/inactive/", SHOWN, SHOWN),
    "account_signup": ("/accounts/signup/", FORM, AWAY),
    "account_reauthenticate": ("/accounts/reauthenticate/", AWAY, FORM),
    "account_email": ("/accounts/email/", AWAY, (200, 302, 302, 405, 405)),
    "account_email_verification_sent": ("/accounts/confirm-email/", SHOWN, SHOWN),
    "account_change_password": ("/accounts/password/change/", AWAY, FORM),
    "account_set_password": ("/accounts/password/set/", AWAY, AWAY),
    "account_reset_password": ("/accounts/password/reset/", FORM, FORM),
    "account_confirm_login_code": ("/accounts/login/code/confirm/", AWAY, AWAY),
    "account_confirm_email": ("/accounts/confirm-email/1/", (200, 404, 405, 405, 405), (200, 404, 405, 405, 405)),
    "account_reset_password_from_key_done": ("/accounts/password/reset/key/done/", SHOWN, SHOWN),
    "account_reset_password_from_key": (
        "/accounts/password/reset/key/1-no-key/",
        (200, 422, 422, 200, 200),
        (200, 422, 422, 200, 200),
    ),
    "account_reset_password_done": ("/accounts/password/reset/done/", SHOWN, SHOWN),
    "mfa_index": ("/accounts/2fa/", AWAY, SHOWN),
    "mfa_authenticate": ("/accounts/2fa/authenticate/", AWAY, AWAY),
    "mfa_reauthenticate": ("/accounts/2fa/reauthenticate/", AWAY, AWAY),
    "mfa_activate_totp": ("/accounts/2fa/totp/activate/", AWAY, AWAY),
    "mfa_deactivate_totp": ("/accounts/2fa/totp/deactivate/", AWAY, MISSING),
    "mfa_view_recovery_codes": ("/accounts/2fa/recovery-codes/", AWAY, (404, 405, 405, 405, 405)),
    "mfa_generate_recovery_codes": ("/accounts/2fa/recovery-codes/generate/", AWAY, AWAY),
    "mfa_download_recovery_codes": ("/accounts/2fa/recovery-codes/download/", AWAY, MISSING),
    "mfa_list_webauthn": ("/accounts/2fa/webauthn/", AWAY, SHOWN),
    "mfa_add_webauthn": ("/accounts/2fa/webauthn/add/", AWAY, AWAY),
    "mfa_reauthenticate_webauthn": ("/accounts/2fa/webauthn/reauthenticate/", AWAY, AWAY),
    "mfa_remove_webauthn": ("/accounts/2fa/webauthn/keys/1/remove/", AWAY, AWAY),
    "mfa_edit_webauthn": ("/accounts/2fa/webauthn/keys/1/edit/", AWAY, AWAY),
    "mfa_login_webauthn": ("/accounts/2fa/webauthn/login/", (302, 302, 302, 405, 405), AWAY),
}
#: Former addresses, which lead to those of today.
MOVED = {"activity-table": "/activities.csv"}
#: Snapshots; tests/test_routes.py publishes one with this date and file. The first three lead to another address.
SNAPSHOTS = {
    "snapshot-list": "/snapshots/",
    "snapshot-latest": "/snapshots/latest/",
    "snapshot-latest-file": "/snapshots/latest/terms.csv",
    "snapshot": "/snapshots/2026-11-30/",
    "snapshot-file": "/snapshots/2026-11-30/terms.csv",
    "snapshot-catalogue": "/snapshots/catalogue.jsonld",
}
#: Methods that write a resource of `API`: anyone without a token gets 401.
WRITTEN = {
    "api-activity-list": ("POST",),
    "api-activity": ("PATCH", "DELETE"),
    "api-mapping-list": ("POST",),
    "api-mapping": ("PATCH", "DELETE"),
}
#: What programs read and write with a token only: name → (address, methods).
WITH_TOKEN = {
    "api-activity-batch": ("/api/v1/activities/batch/", ("POST",)),
    "api-mapping-batch": ("/api/v1/mappings/batch/", ("POST",)),
    "api-submission-list": ("/api/v1/submissions/", ("GET", "POST")),
    "api-submission": ("/api/v1/submissions/S-2222/", ("GET", "PATCH", "DELETE")),
    "api-submission-submit": ("/api/v1/submissions/S-2222/submit/", ("POST",)),
    "api-submission-withdraw": ("/api/v1/submissions/S-2222/withdraw/", ("POST",)),
}
#: Addresses that are not there, and say so.
WITHOUT_SLASH = r"api/v1/^(?P<rest>.+)$"
NOWHERE = {r"api/v1/^(?P<rest>.+)/$": "/api/v1/nowhere/", WITHOUT_SLASH: "/api/v1/nowhere"}
#: All that everybody can read.
OPEN = PAGES | FILES | API | LASTING | MOVED | SNAPSHOTS | NOWHERE
#: What of it does not answer 200.
ANSWERS = (
    dict.fromkeys(LASTING, 303)
    | dict.fromkeys(MOVED, 301)
    | dict.fromkeys([*SNAPSHOTS][:3], 302)
    | dict.fromkeys(NOWHERE, 404)
)


def names(patterns=None, before="", space="") -> list[str]:
    """Names of all routes of the URLconf, with `admin:` in front; a route without a name goes by its pattern."""
    found = []
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        path = before + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            found += names(pattern.url_patterns, path, inner)
        else:
            found.append(space + pattern.name if pattern.name else path)
    return found


def address(path: str, **others) -> str:
    """The path with its placeholders filled in; {activity} is one with mappings to Goals, targets and Action Lines."""
    if "{" not in path:
        return path
    known = {"activity": Activity.objects.get(title="Smart Villages pilot in Niger").pk}
    known["mapping"] = Mapping.objects.earliest("id").pk
    known["change"] = Change.objects.earliest("id").pk
    known["lexicon"] = LexiconEntry.objects.earliest("id").pk
    known["goal"] = Term.objects.get(kind=Term.Kind.GOAL, code="9").pk
    for name, sector in (("own", "ITU-D"), ("other", "ITU-R")):
        known[name] = Activity.objects.filter(organisation__sector=sector).earliest("id").pk
    return path.format(**known | others)
