"""All settings, driven by the environment. Each variable is described in docs/operating.md.

Nothing set at all means a developer's or first-time user's machine: DEBUG on, PostgreSQL and Valkey embedded under
VAR_DIR. As soon as DATABASE_URL is set, DEBUG is off unless asked for, and the secure defaults hold.
"""

import secrets
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from sdgmap import embedded, environment, logs, uploads

env = environment.Env()
BASE_DIR = Path(__file__).resolve().parent.parent

VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var"))).resolve()
DATABASE_URL = env.str("DATABASE_URL", default="")
BROKER_URL = env.str("BROKER_URL", default="")
DEBUG = env.bool("DEBUG", default=not DATABASE_URL)
if not DEBUG and not (DATABASE_URL and BROKER_URL):
    raise ImproperlyConfigured(
        "DEBUG is off, so the embedded PostgreSQL and Valkey do not start. Set DATABASE_URL and BROKER_URL "
        "(docs/operating.md), or set DEBUG=1 on a machine of your own."
    )

SECRET_KEY = env.str("SECRET_KEY", default="")
if not SECRET_KEY:
    if not DEBUG:
        raise ImproperlyConfigured("SECRET_KEY is not set. Set it to a long random text that stays the same.")
    SECRET_KEY = embedded.stored_secret(VAR_DIR) or secrets.token_urlsafe(50)

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"] if DEBUG else [])
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000" if DEBUG else "").rstrip("/")
if not SITE_URL:
    raise ImproperlyConfigured(
        "SITE_URL is not set. Set it to the site's public address, as in https://sdgmap.example."
    )

INSTALLED_APPS = [
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_filters",
    "django_htmx",
    "drf_spectacular",
    "pghistory",
    "pgtrigger",
    "rest_framework",
    "template_partials",
    "activities",
    "roadmap",
]

MIDDLEWARE = [
    "sdgmap.middleware.request_log",
    "sdgmap.middleware.known_host",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "sdgmap.middleware.security_headers",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "sdgmap.health.answered_first",
    "sdgmap.bodies.received",
    "sdgmap.compression.compressed",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "sdgmap.accounts.AccountForms",
    "sdgmap.accounts.SecondFactorForAdmin",
    "django_htmx.middleware.HtmxMiddleware",
    "sdgmap.patience.bounded",
    "sdgmap.middleware.HonestErrors",
    "sdgmap.api_limit.api_limit",
    "sdgmap.past.AsOf",
]

ROOT_URLCONF = "sdgmap.urls"
WSGI_APPLICATION = "sdgmap.wsgi.application"
AUTH_USER_MODEL = "activities.User"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = LOGOUT_REDIRECT_URL = "home"  # sdgmap/accounts.py leads staff to their workspace

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["activities.templatetags.sdgmap"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

if not env.bool("TEMPLATE_CACHE", default=True):  # `make dev`: a saved template is in the next page
    del TEMPLATES[0]["APP_DIRS"]
    TEMPLATES[0]["OPTIONS"]["loaders"] = [
        (
            "template_partials.loader.Loader",
            ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"],
        )
    ]

#: Queries, templates and time of each page, for developers. Never without DEBUG, and not among the runtime packages.
DEBUG_TOOLBAR = DEBUG and env.bool("DEBUG_TOOLBAR", default=False)
if DEBUG_TOOLBAR:
    INSTALLED_APPS.append("debug_toolbar")
    MIDDLEWARE.insert(
        MIDDLEWARE.index("sdgmap.middleware.HonestErrors"), "debug_toolbar.middleware.DebugToolbarMiddleware"
    )
    INTERNAL_IPS = ["127.0.0.1", "::1"]

DATABASES = {"default": environment.database(DATABASE_URL or embedded.database_url(VAR_DIR))}
DATABASES["default"] |= {
    "CONN_MAX_AGE": env.int("CONN_MAX_AGE", default=600),
    "CONN_HEALTH_CHECKS": True,
    "DISABLE_SERVER_SIDE_CURSORS": True,  # behind pgbouncer in transaction mode they do not last
    "OPTIONS": DATABASES["default"].get("OPTIONS", {}) | {"connect_timeout": 3, "application_name": "sdgmap"},
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    # One for all processes: attempts to sign in are counted here. A full one would forget the oldest of them.
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    # Each process's own: answers to questions that many pages ask.
    "process": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}

CELERY_BROKER_URL = environment.broker(BROKER_URL or embedded.broker_url(VAR_DIR))
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 600
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 1800, "unacked_restore_interval": 5, "socket_timeout": 5}
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_step": 0.1, "interval_max": 0.1}
#: Figures, long jobs, background work, e-mails and webhooks do not wait for each other: each queue has its own workers.
CELERY_TASK_ROUTES = {
    "activities.tasks.run_job": {"queue": "jobs"},  # or "background": actions.jobs.send decides by the kind of Job
    "activities.tasks.send_notices": {"queue": "outbox"},
    "activities.tasks.send_webhooks": {"queue": "webhooks"},
    "activities.tasks.make_digests": {"queue": "outbox"},
    "activities.tasks.remind_owners": {"queue": "outbox"},
    "roadmap.tasks.remind_reporters": {"queue": "outbox"},
    "roadmap.tasks.remind_owners_of_follow_ups": {"queue": "outbox"},
    "roadmap.tasks.remind_rounds": {"queue": "outbox"},
    "activities.tasks.catch_up_search_words": {"queue": "background"},  # seconds on a large map
}
SUMMARY_INTERVAL = env.float("SUMMARY_INTERVAL", default=1.0)
#: Moments of the past that are kept at hand, each about as large as the facts themselves.
PAST_RETAINED = env.int("PAST_RETAINED", default=8)
#: Moments of the past that are prepared for visitors within an hour; 0 for any number.
PAST_LIMIT = env.int("PAST_LIMIT", default=60)
#: Days after the end of a submission for which its contact person and earlier answers are retained.
CONTACT_RETAINED = env.int("CONTACT_RETAINED", default=365)
#: Days for which a draft that nobody changes is retained.
DRAFTS_RETAINED = env.int("DRAFTS_RETAINED", default=730)
#: Days for which an account is retained whose e-mail address was never verified.
UNVERIFIED_RETAINED = env.int("UNVERIFIED_RETAINED", default=30)
#: Days for which each snapshot is retained; later, the first one of each month is.
SNAPSHOTS_RETAINED = env.int("SNAPSHOTS_RETAINED", default=90)
#: The licence of the data: a code of the SPDX licence list.
DATA_LICENCE = environment.licence(env.str("DATA_LICENCE", default="CC-BY-3.0-IGO"))
#: Requests that one address can make to the API within five minutes; 0 for any number.
API_LIMIT = env.int("API_LIMIT", default=3_000)
#: The same for one token, and for all tokens of one person together.
API_TOKEN_LIMIT = env.int("API_TOKEN_LIMIT", default=6_000)
API_USER_LIMIT = env.int("API_USER_LIMIT", default=12_000)
#: Webhooks of one person.
WEBHOOKS_LIMIT = env.int("WEBHOOKS_LIMIT", default=10)
#: Whether webhooks can be sent to private networks and without TLS.
WEBHOOKS_PRIVATE_ALLOWED = env.bool("WEBHOOKS_PRIVATE_ALLOWED", default=DEBUG)
#: In memory, so that beat runs on when no file can be written. Nothing is due less often than hourly.
CELERY_BEAT_SCHEDULER = "celery.beat.Scheduler"
CELERY_BEAT_SCHEDULE = {
    "summaries": {
        "task": "activities.tasks.catch_up_summaries",
        "schedule": SUMMARY_INTERVAL,
        "options": {"expires": 10},  # looks that a busy worker has not come to are not worth catching up on
    },
    "jobs": {"task": "activities.tasks.ring_for_jobs", "schedule": 5.0, "options": {"expires": 10}},
    "words": {"task": "activities.tasks.catch_up_search_words", "schedule": 10.0, "options": {"expires": 10}},
    "expired": {"task": "activities.tasks.forget_expired", "schedule": 3_600.0},
    "contacts": {"task": "activities.tasks.forget_expired_contacts", "schedule": 3_600.0},
    "notices": {"task": "activities.tasks.send_notices", "schedule": 10.0, "options": {"expires": 30}},
    "webhooks": {"task": "activities.tasks.send_webhooks", "schedule": 2.0, "options": {"expires": 10}},
    "digests": {"task": "activities.tasks.make_digests", "schedule": 1_800.0, "options": {"expires": 1_800}},
    "snapshots": {"task": "activities.tasks.request_snapshot", "schedule": 30.0, "options": {"expires": 30}},
    "reminders": {"task": "activities.tasks.remind_owners", "schedule": 3_600.0, "options": {"expires": 3_600}},
    "reports": {"task": "roadmap.tasks.remind_reporters", "schedule": 3_600.0, "options": {"expires": 3_600}},
    "follow-ups": {
        "task": "roadmap.tasks.remind_owners_of_follow_ups",
        "schedule": 3_600.0,
        "options": {"expires": 3_600},
    },
    "rounds": {"task": "roadmap.tasks.follow_rounds", "schedule": 2.0, "options": {"expires": 10}},
    "opening of rounds": {"task": "roadmap.tasks.open_rounds", "schedule": 60.0, "options": {"expires": 60}},
    "reminders of rounds": {"task": "roadmap.tasks.remind_rounds", "schedule": 1_800.0, "options": {"expires": 1_800}},
}

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

# Accounts: django-allauth; what it cannot know by itself is in sdgmap/accounts.py
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
REQUIRE_STAFF_MFA = env.bool("REQUIRE_STAFF_MFA", default=not DEBUG)
ACCOUNT_ADAPTER = "sdgmap.accounts.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "activities.forms.account.SignUpForm"
ACCOUNT_FORMS = {"signup": "sdgmap.sign_up.SignUp"}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "SDG Map: "
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_RATE_LIMITS = {  # counted in the shared cache, for all web workers together
    "login_failed": "100/15m/ip,10/15m/key",  # wrong codes of the second step; sdgmap/attempts.py counts passwords
    "login": "300/15m/ip",  # with those that succeed: a whole office may come from one address
    "signup": "10/15m/ip",
    "reset_password": "10/15m/ip,5/15m/key",
    "reset_password_from_key": "10/15m/ip",
    "reauthenticate": "10/15m/user",
    "change_password": "10/15m/user",
}
MFA_ADAPTER = "sdgmap.accounts.SecondFactorAdapter"
MFA_FORMS = {
    "activate_totp": "sdgmap.one_time_codes.ActivateApp",
    "authenticate": "sdgmap.one_time_codes.Authenticate",
    "reauthenticate": "sdgmap.one_time_codes.Reauthenticate",
    "add_webauthn": "sdgmap.passkeys.AddPasskey",
    "authenticate_webauthn": "sdgmap.passkeys.AuthenticateByPasskey",
    "login_webauthn": "sdgmap.passkeys.SignInByPasskey",
    "reauthenticate_webauthn": "sdgmap.passkeys.ReauthenticateByPasskey",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "SDG Map"
MFA_TOTP_TOLERANCE = 1  # clocks of telephones are half a minute wrong at times
MFA_RATE_LIMITS = {"webauthn_login": "300/15m/ip"}
# Nobody signs in before the address is verified, so this lets people with a second factor change their address.
MFA_ALLOW_UNVERIFIED_EMAIL = True

MAIL_HERE = f"filemail:///{VAR_DIR}/mail"
globals().update(env.email_url("EMAIL_URL", default=MAIL_HERE if DEBUG else "smtp://localhost:25"))
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default=f"SDG Map <no-reply@{urlsplit(SITE_URL).hostname}>")
EMAIL_TIMEOUT = 10

LANGUAGE_CODE = "en"
#: Languages that the whole site speaks. A browser that asks for another one gets English, with its dates and direction.
COMPLETE_LANGUAGES = ["en"]
#: For developers: also the languages that are not complete, to look at pages from right to left.
UNFINISHED_LANGUAGES = DEBUG and env.bool("UNFINISHED_LANGUAGES", default=False)
LANGUAGES = [
    (code, name)
    for code, name in (
        ("ar", _("Arabic")),
        ("zh-hans", _("Chinese")),
        ("en", _("English")),
        ("fr", _("French")),
        ("ru", _("Russian")),
        ("es", _("Spanish")),
    )
    if UNFINISHED_LANGUAGES or code in COMPLETE_LANGUAGES
]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "sdgmap.formats"
TIME_ZONE = env.str("TIME_ZONE", default="UTC")

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = env.str("STATIC_ROOT", default=str(VAR_DIR / "static"))
#: Files that people attach. Pages check who may read them, so no web server may serve this folder.
MEDIA_ROOT = str(VAR_DIR / "files")
STORAGES = {
    "default": environment.storage(env.str("FILE_STORAGE_URL", default="")),
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "sdgmap.static_files.HashedFiles"
    },
}

# Security: what a browser may do, and over which transport
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
SECURE = env.bool("SECURE", default=not DEBUG)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000 if SECURE else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
if env.bool("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = env.int("PROXY_COUNT", default=1)  # whose attempts to sign in are these?
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# What people may send: text fields of a form in all, and files, which sdgmap/uploads.py counts as they come in
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
FILE_UPLOAD_HANDLERS = [
    "sdgmap.uploads.LimitedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
TOO_LARGE = uploads.TOO_LARGE  # where pages find that a file was cut off

REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["activities.api.renderers.OrjsonRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": ["activities.api.authentication.BearerToken"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "activities.api.errors.problem",
    "UNAUTHENTICATED_USER": None,
    "URL_FORMAT_OVERRIDE": None,  # a format is named by the suffix of the address or by Accept
}
SPECTACULAR_SETTINGS = {
    "TITLE": "SDG Map API",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "DESCRIPTION": "How activities of ITU and others help to achieve the Sustainable Development Goals.",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "SORT_OPERATIONS": False,
    "POSTPROCESSING_HOOKS": [
        "activities.api.reference.openapi.with_tokens",
        "drf_spectacular.hooks.postprocess_schema_enum_id_removal",
        "activities.api.reference.contract.complete",
    ],
    "SORT_OPERATION_PARAMETERS": False,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
}

LOG_LEVEL = env.str("LOG_LEVEL", default="INFO")
LOG_FORMAT = env.str("LOG_FORMAT", default="console" if DEBUG else "json")
LOGGING_CONFIG = None
logs.configure(level=LOG_LEVEL, format=LOG_FORMAT)
