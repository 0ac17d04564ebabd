"""One settings file for every installation. Each value comes from the environment or has a default that is safe;
what is wrong fails here, loudly, with the variable's name. `docs/operations.md` describes each variable."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

from factcheck import servers

BASE_DIR = Path(__file__).resolve().parent.parent
LOCAL_DIR = servers.local_dir()
env = environ.Env()


def _secret_key() -> str:
    """SECRET_KEY, or one made once and kept in LOCAL_DIR with rights for its owner only."""
    given = env.str("SECRET_KEY", default="")
    if given:
        if len(given) < 50:
            raise ImproperlyConfigured("SECRET_KEY must have at least 50 characters.")
        return given
    kept = LOCAL_DIR / "secret_key"
    if not kept.exists():
        LOCAL_DIR.mkdir(parents=True, exist_ok=True)
        made = LOCAL_DIR / f"secret_key.{os.getpid()}"
        made.touch(mode=0o600)
        made.write_text(secrets.token_urlsafe(50))
        with suppress(
            FileExistsError
        ):  # of processes that start together, the first one's key is everybody's
            kept.hardlink_to(made)
        made.unlink()
    return kept.read_text().strip()


def _whole_number(name: str, default: int, *, least: int = 0) -> int:
    try:
        value = env.int(name, default=default)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must be a whole number.") from error
    if value < least:
        raise ImproperlyConfigured(f"{name} must be at least {least}.")
    return value


SECRET_KEY = _secret_key()
DEBUG = env.bool("DEBUG", default=False)
# Any host is answered: a known one shows its newsroom's public pages, another the default newsroom's. No address
# that leaves this house is ever built from the Host header, only from a newsroom's base_url.
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["*"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
PORT = _whole_number("PORT", 8000, least=1)
BASE_URL = env.str("BASE_URL", default=f"http://127.0.0.1:{PORT}").rstrip("/")
SECURE = BASE_URL.startswith("https://")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_htmx",
    "claims",
]

MIDDLEWARE = [
    "claims.accounts.middleware.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "claims.accounts.middleware.SecurityHeadersMiddleware",
    "claims.api.middleware.ApiMiddleware",
    "claims.lib.assets.AssetsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "claims.accounts.middleware.SessionLimitsMiddleware",
    "claims.accounts.middleware.ActorMiddleware",
    "claims.desk.middleware.ProblemMiddleware",
]

ROOT_URLCONF = "factcheck.urls"
WSGI_APPLICATION = "factcheck.wsgi.application"
ASGI_APPLICATION = "factcheck.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # Each room keeps its pages beside its code; they win over those that packages bring.
        "DIRS": sorted((BASE_DIR / "claims").glob("*/templates")),
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "claims.accounts.newsroom_choice.newsrooms",
            ],
            "libraries": {
                "assets": "claims.lib.asset_tags",
                "desk": "claims.desk.tags",
                "moments": "claims.desk.moments",
                "public": "claims.publishing.tags",
            },
        },
    }
]

try:
    DATABASES = {"default": environ.Env.db_url_config(servers.database_url())}
except (ValueError, ImproperlyConfigured) as error:
    raise ImproperlyConfigured(f"DATABASE_URL is not a PostgreSQL address: {error}") from error
if "postgresql" not in DATABASES["default"]["ENGINE"]:
    raise ImproperlyConfigured("DATABASE_URL must be a PostgreSQL address: no other database is supported.")
DATABASES["default"].update(
    CONN_MAX_AGE=_whole_number("CONN_MAX_AGE", 60),
    CONN_HEALTH_CHECKS=True,
)
DATABASES["default"].setdefault("OPTIONS", {}).update(
    options="-c statement_timeout={} -c lock_timeout=10000 -c idle_in_transaction_session_timeout=60000".format(
        _whole_number("STATEMENT_TIMEOUT_MS", 120_000)
    )
)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = servers.redis_url()
CACHES = {
    "default": {
        "BACKEND": "claims.lib.forgiving_cache.ForgivingCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "workbench",
        "OPTIONS": {"socket_timeout": 2, "socket_connect_timeout": 2},
    }
}

# Celery carries doorbells; the rows are the jobs. The values are those that lost nothing when measured.
CELERY_BROKER_URL = servers.broker_url(REDIS_URL)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "socket_timeout": 3,
    "socket_connect_timeout": 3,
    "socket_keepalive": not REDIS_URL.startswith("unix"),
    "health_check_interval": 10,
}
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_TASK_TIME_LIMIT = 300
CELERY_WORKER_MAX_TASKS_PER_CHILD = 200
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 5
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_DEFAULT_QUEUE = "evidence"
RING_DOORBELLS = env.bool("RING_DOORBELLS", default=True)

# People
AUTH_USER_MODEL = "claims.User"
SILENCED_SYSTEM_CHECKS = ["auth.W004"]  # an address is unique whatever its case: a constraint on lower(email)
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "claims.accounts.adapter.AccountAdapter"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_SESSION_REMEMBER = True
# Counted in the shared cache, so that every web process counts the same: per address asked for ("key") and per sender.
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "20/m/ip,5/300s/key",
    "reset_password": "20/m/ip,5/h/key",
    "reset_password_from_key": "20/m/ip",
    "change_password": "5/m/user",
    "correction_request": "5/h/ip,120/h/key",
    "correction_request_look": "60/m/ip",
}
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if BEHIND_PROXY else 0
INVITATION_DAYS = 7
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/desk/"
LOGOUT_REDIRECT_URL = "/"

EMAIL_URL = env.str("EMAIL_URL", default="")
try:
    vars().update(environ.Env.email_url_config(EMAIL_URL or "consolemail://"))
except (KeyError, ValueError) as error:
    raise ImproperlyConfigured(
        "EMAIL_URL is not a mail address such as smtp://user:password@host:25."
    ) from error
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="workbench@localhost")
EMAIL_TIMEOUT = 10

# Signed out after so long without a page, and after so long in any case (`accounts.middleware`).
SESSION_IDLE_SECONDS = _whole_number("SESSION_IDLE_SECONDS", 8 * 60 * 60, least=60)
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "claims.accounts.joining_pages.form_too_old"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 12_000_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 12_000_000

# How many live connections one person may have open, in all her browsers.
STREAMS_PER_PERSON = _whole_number("STREAMS_PER_PERSON", 8, least=1)

# Words, times, files
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True
STATIC_URL = "/static/"
STATIC_ROOT = LOCAL_DIR / "static"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG

# The workbench
# How many requests a minute one key or person, and one address that reads what is public, may make; 0 for any number.
API_REQUESTS_PER_MINUTE = _whole_number("API_REQUESTS_PER_MINUTE", 1200)
PUBLIC_REQUESTS_PER_MINUTE = _whole_number("PUBLIC_REQUESTS_PER_MINUTE", 600)
PUBLISH_DELAY_SECONDS = _whole_number("PUBLISH_DELAY_SECONDS", 10)
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
OPERATOR_CONTACT = env.str("OPERATOR_CONTACT", default="")
USER_AGENT_PRODUCT = "ClaimWorkbench/0.1"
# host:port pairs the outside door may reach although they are not public, by who names the address: the operator (a
# provider's address, the terminal), anybody in a newsroom (an article, a source), its admins (a webhook).
FETCH_ALLOWED_PRIVATE = env.list("FETCH_ALLOWED_PRIVATE", default=[])
FETCH_ALLOWED_PAGES = env.list("FETCH_ALLOWED_PAGES", default=[])
FETCH_ALLOWED_WEBHOOKS = env.list("FETCH_ALLOWED_WEBHOOKS", default=[])
EVIDENCE_DEADLINE_SECONDS = _whole_number("EVIDENCE_DEADLINE_SECONDS", 90, least=1)
# How many days after a look the pages that published checks cite are looked at again; 0 for never.
SOURCE_WATCH_DAYS = _whole_number("SOURCE_WATCH_DAYS", 7)
# How many days the log keeps a message to a webhook that was delivered or given up; 0 for good.
WEBHOOK_LOG_DAYS = _whole_number("WEBHOOK_LOG_DAYS", 90)
# Whether a page is fetched as anybody gets it after it was published, where it is on the open web.
LOOK_AT_PUBLISHED = env.bool("LOOK_AT_PUBLISHED", default=True)
# Which providers are asked for evidence, in this order (folders of claims/evidence/providers).
EVIDENCE_PROVIDERS = env.list("EVIDENCE_PROVIDERS", default=["own_archive", "earlier_checks"])
# What an operator set for them, by variable: PROVIDER_<NAME>_<SETTING> (docs/providers.md names each).
PROVIDER_SETTINGS = {name: value for name, value in os.environ.items() if name.startswith("PROVIDER_")}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "claims.api.authentication.TokenAuthentication",
        "claims.api.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["claims.api.parsing.CarefulJSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "claims.api.problems.problem_response",
    "DEFAULT_PAGINATION_CLASS": "claims.api.pagination.CursorPages",
    "PAGE_SIZE": 50,
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Claim Workbench",
    "DESCRIPTION": "Articles, claims, evidence, verdicts and publications of one newsroom.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "ClaimKindEnum": "claims.annotation.models.ClaimKind",
        "CommentOutcomeEnum": "claims.verdicts.models.CommentOutcome",
        "CorrectionKindEnum": "claims.verdicts.models.CorrectionKind",
        "ImportKindEnum": "claims.intake.import_models.ImportKind",
        "JobStateEnum": "claims.history.models.JobState",
        "OriginKindEnum": "claims.evidence.models.OriginKind",
        "OutcomeEnum": "claims.intake.models.Outcome",
        "PredictionStateEnum": "claims.annotation.models.PredictionState",
        "SourceKindEnum": "claims.intake.models.SourceKind",
        "SourceNoteKindEnum": "claims.publishing.models.SourceNoteKind",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "claims.api.schema.with_refusals",
    ],
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        "httpx": {"level": "WARNING"},
        "trafilatura": {"level": "CRITICAL"},
        "htmldate": {"level": "CRITICAL"},
        "pypdf": {"level": "ERROR"},
    },
}
