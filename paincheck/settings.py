"""Settings, from the environment only and safe by default.

Each variable stands in `.env.example` with its meaning; a test holds the two together.
"""

from datetime import timedelta
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
env.smart_cast = False
environ.Env.read_env(BASE_DIR / ".env")


def required(name: str, why: str) -> str:
    """The variable's value, or a refusal to start that says which one is missing and why."""
    value = env.str(name, default="")
    if not value:
        raise ImproperlyConfigured(
            f"PainCheck cannot start: set {name} ({why}). .env.example explains every setting."
        )
    return value


DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)
SECRET_KEY = required("SECRET_KEY", "a long random text that signs the sign-ins")
if len(SECRET_KEY) < 40:
    raise ImproperlyConfigured(
        "PainCheck cannot start: SECRET_KEY is shorter than 40 characters. "
        "Set a random one of your own."
    )
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
if not DEMO and DEBUG:
    raise ImproperlyConfigured(
        "PainCheck cannot start: DEBUG is on outside the demo, which would show patients' data "
        "in error pages. Unset DEBUG."
    )
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
if "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("PainCheck cannot start: ALLOWED_HOSTS must name hosts, not '*'.")
# Seals a trial's assignments until they are given; kept outside the database and its backups.
TRIAL_KEY = env.str("TRIAL_KEY", default="") or (f"demo:{SECRET_KEY}" if DEMO else "")
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
VAR_DIR = Path(env.str("VAR_DIR", default="") or BASE_DIR / "var")
VAR_DIR.mkdir(parents=True, exist_ok=True)

INSTALLED_APPS = [
    "paincheck.audit",
    "paincheck.accounts",
    "paincheck.background",
    "paincheck.outbox",
    "diaries",
    "alerts",
    "clinicians",
    "trial",
    "paincheck",
    "paincheck.nhsuk",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_linear_migrations",
    "crispy_forms",
    "django_htmx",
    "allauth",
    "allauth.account",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # with random bytes, so that sizes tell no secret
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "paincheck.security.IdleSignOutMiddleware",
    "paincheck.security.NoStoreMiddleware",
    "paincheck.security.SignInFirstMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "paincheck.security.WayBackMiddleware",
]

ROOT_URLCONF = "paincheck.urls"
WSGI_APPLICATION = "paincheck.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "paincheck.security.around_every_page",
            ],
        },
    },
]

# --- The database: SQLite at home, PostgreSQL in production -----------------------------------
DATABASES = {
    "default": env.db_url_config(
        env.str("DATABASE_URL", default="") or f"sqlite:///{VAR_DIR / 'paincheck.sqlite3'}"
    )
}
DATABASES["default"]["ATOMIC_REQUESTS"] = False
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        # IMMEDIATE: a writer waits for its turn at BEGIN rather than failing half-way.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    # Before a kept connection is used again it is asked whether it lives: a database that was
    # away is found again without a restart.
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    DATABASES["default"]["OPTIONS"] = {
        # A patient whose answers cannot be saved must be told in seconds, with the numbers to ring.
        # Here 3 s to connect, and 5 s for a lock that somebody else holds
        "connect_timeout": 3,
        # (a process that stopped in the middle of a transaction loses its own after 30 s) ...
        "options": "-c lock_timeout=5s -c idle_in_transaction_session_timeout=30s",
        # ... and a cable that was cut is noticed after some 15 s, not after TCP's two hours.
        "keepalives_idle": 5,
        "keepalives_interval": 5,
        "keepalives_count": 2,
        "tcp_user_timeout": 15_000,
    } | DATABASES["default"].get("OPTIONS", {})
# Set by wsgi.py alone: a statement for a page never takes so long, unlike a backup or a migration.
WEB_STATEMENT_SECONDS = 8
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# The limits on sign-in live in the database, so that Redis can be away.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        # The usual 300 would throw counters away as soon as somebody typed 300 unknown names.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# --- Background work: files at home, Redis in production --------------------------------------
REDIS_URL = env.str("REDIS_URL", default="")
_queue = VAR_DIR / "queue"
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
else:
    for folder in ("messages", "done", "control"):
        (_queue / folder).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_URL = "filesystem://localhost"
# These settings shorten recovery. That nothing is lost depends on none of them: `watch` needs the
# database alone.
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {
        # 0.3 s to publish and no second try: a hung broker must not hold a patient's page (ADR 4).
        "socket_timeout": 0.3,
        "socket_connect_timeout": 0.3,
        # What a killed worker held comes back after a minute: the longest task, a round of the
        # outbox, ends after 28 s. Celery's own hour would hide it until long after `watch`.
        "visibility_timeout": 60,
        # Look for such messages every 2 s. kombu's own 10 s times 10 would add up to 100 s.
        "unacked_restore_interval": 2,
        "unacked_restore_throttle": 1,
        # A connection that died without a word is found out within 5 s.
        "health_check_interval": 5,
        "socket_keepalive": True,
    }
    if REDIS_URL
    else {
        "data_folder_in": str(_queue / "messages"),
        "data_folder_out": str(_queue / "messages"),
        "processed_folder": str(_queue / "done"),
        "control_folder": str(_queue / "control"),
        "store_processed": False,
        "polling_interval": 0.1,  # kombu's own second would make a burst wait its turn
    }
)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True  # done is said after the work, so a killed worker's task comes back
CELERY_TASK_REJECT_ON_WORKER_LOST = True  # at once, where only a child of the pool was killed
CELERY_WORKER_PREFETCH_MULTIPLIER = 1  # nobody holds a task that another could begin
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # Redis may be away for hours; its worker waits
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")
CELERY_WORKER_HIJACK_ROOT_LOGGER = False

# --- Mail and SMS ------------------------------------------------------------------------------
EMAIL_FOLDER = VAR_DIR / "mail"
SMS_FOLDER = VAR_DIR / "sms"
EMAIL_URL = env.str("EMAIL_URL", default="")
if EMAIL_URL:
    vars().update(env.email_url("EMAIL_URL"))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = str(EMAIL_FOLDER)
if EMAIL_BACKEND == "django.core.mail.backends.smtp.EmailBackend":
    EMAIL_BACKEND = "paincheck.smtp.EmailBackend"
EMAIL_TIMEOUT = 10  # from one byte to the next, of mails and texts
SEND_CEILING_SECONDS = 20  # of one send in all, a third of the outbox's lease
NOTIFY_API_KEY = env.str("NOTIFY_API_KEY", default="")
NOTIFY_TEMPLATE_ID = env.str("NOTIFY_TEMPLATE_ID", default="")
NOTIFY_URL = env.str("NOTIFY_URL", default="https://api.notifications.service.gov.uk")
if NOTIFY_API_KEY and not NOTIFY_TEMPLATE_ID:
    raise ImproperlyConfigured(
        "PainCheck cannot start: NOTIFY_API_KEY is set and NOTIFY_TEMPLATE_ID is not. "
        "Make a text message template at GOV.UK Notify whose whole content is ((text))."
    )
DEFAULT_FROM_EMAIL = env.str("FROM_EMAIL", default="PainCheck <paincheck@localhost>")

# --- Who you are: allauth does the sign-in, paincheck.accounts says who may ---------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_request_login_code"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_request_login_code"
ACCOUNT_ADAPTER = "paincheck.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "paincheck.accounts.forms.sign_in.PasswordForm",
    "confirm_login_code": "paincheck.accounts.forms.sign_in.CodeForm",
    "reset_password": "paincheck.accounts.forms.sign_in.ForgottenPasswordForm",
    "reset_password_from_key": "paincheck.accounts.forms.sign_in.NewPasswordForm",
    "change_password": "paincheck.accounts.forms.sign_in.ChangePasswordForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = "sign_in_name"
# An email may be shared by a household (ADR 3), so allauth must not look people up by it: our
# forms find the one person behind what was typed.
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_UNIQUE_EMAIL = False
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # we write such mails ourselves: allauth's offer a sign-up
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
ACCOUNT_SESSION_REMEMBER = False  # a ward's computer forgets who it was when the browser closes
# Strict for one person, generous for one address: a whole hospital comes from one.
ACCOUNT_RATE_LIMITS = {
    "login": "600/m/ip",
    "login_failed": "300/m/ip,10/15m/key",
    "request_login_code": "600/m/ip,6/15m/key",
    "welcome": "600/m/ip,5/15m/key",
    "reset_password": "100/m/ip,5/15m/key",
    "reset_password_from_key": "200/m/ip",
    "change_password": "10/15m/user",
}
# Everybody of the staff has this password in the demo data; it is used nowhere else.
DEMO_PASSWORD = "every-body-demo-42"  # noqa: S105

# How long a sign-in lasts without a press; an absolute end stands beside it (paincheck.security).
IDLE_MINUTES = env.int("IDLE_MINUTES", default=15)
SIGN_IN_HOURS = env.int("SIGN_IN_HOURS", default=12)
REMEMBER_PHONE_DAYS = 90  # safety rule S21
SESSION_COOKIE_AGE = int(timedelta(hours=SIGN_IN_HOURS).total_seconds())
SESSION_EXPIRE_AT_BROWSER_CLOSE = False

# --- Safe by default ---------------------------------------------------------------------------
_https = SITE_URL.startswith("https://")
if not (_https or DEMO):
    raise ImproperlyConfigured(
        "PainCheck cannot start: SITE_URL must begin with https:// outside the demo, "
        "or sign-ins could be read on the way. Set SITE_URL to the address patients use."
    )
SECURE_SSL_REDIRECT = _https
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _https else None
SECURE_HSTS_SECONDS = 31_536_000 if _https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _https
SECURE_HSTS_PRELOAD = _https
SECURE_REDIRECT_EXEMPT = [r"^healthz", r"^metrics$"]  # asked from inside, past the proxy
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _https
SESSION_COOKIE_NAME = "__Host-paincheck" if _https else "paincheck"
CSRF_COOKIE_NAME = "__Host-csrf" if _https else "csrf"
REMEMBER_COOKIE_NAME = "__Host-phone" if _https else "phone"
NUMBERS_COOKIE_NAME = "__Host-numbers" if _https else "numbers"
# A sentence for the next page may hold a name: it stays on the server, not in a cookie.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = [SITE_URL] if _https else []
CSRF_FAILURE_VIEW = "paincheck.views.csrf_failure"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}
# A free text of 5,000 characters fits many times; a megabyte is refused before it is read.
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200

# --- Words, time, files ------------------------------------------------------------------------
LANGUAGE_CODE = env.str("LANGUAGE_CODE", default="en-gb")  # of the patients
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/London"  # each site has its own; this one is for pages without a site
USE_I18N = True
USE_TZ = True
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = BASE_DIR / "build" / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
CRISPY_ALLOWED_TEMPLATE_PACKS = ("nhsuk",)
CRISPY_TEMPLATE_PACK = "nhsuk"
FORMS_URLFIELD_ASSUME_HTTPS = True

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["paincheck.api.PlainJSONParser"],
    "EXCEPTION_HANDLER": "paincheck.api.in_json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "PainCheck",
    "DESCRIPTION": "Pain checks, the caseload, readings, alerts and contacts: the same doors, "
    "limits and actions as the pages.\n\n"
    "Sign in on the pages first: the API goes by that session, and what changes something needs "
    "the header `X-CSRFToken` as well (this page sends it for you). Each check and contact has a "
    "`key`, a UUID of your own making: send it again after a lost answer, and it is stored once. "
    "Every refusal says why in `detail`, and with status 422 by field in `errors`. Nothing that is "
    "read here is marked as seen; what a nurse reads is on the audit trail.\n\n"
    "Thresholds and advice are examples, to be approved by a clinician before use with patients. "
    "PainCheck is not watched day and night.",
    "VERSION": "0.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    # Swagger's own default sends the schema to a validator on the internet.
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "validatorUrl": None},
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
}

# --- Alerting ----------------------------------------------------------------------------------
WATCH_SECONDS = env.int("WATCH_SECONDS", default=3)  # how often `watch` looks
# Older heartbeats, or a check that waits for longer: the banner, and 503 on /healthz. With the 20 s
# between two looks of a page that stands open (static/js/signs.js) it stays under a minute.
_late = env.int("ALERTING_LATE_AFTER_SECONDS", default=30)
if not 5 <= _late <= 300:
    raise ImproperlyConfigured(
        "PainCheck cannot start: ALERTING_LATE_AFTER_SECONDS must be from 5 to 300."
    )
ALERTING_LATE_AFTER = timedelta(seconds=_late)
# A message that was put off once or twice is no news; one that waits for this long is.
DELIVERIES_LATE_AFTER = timedelta(minutes=5)
# What /metrics asks for; without one it answers in the demo alone.
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    # Its lines say what the provider answered, which may repeat a number or a text.
    "loggers": {"notifications_python_client": {"level": "CRITICAL"}},
}
