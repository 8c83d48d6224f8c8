"""Django's settings. What differs between installations comes from the environment (docs/operate)."""

import os
from pathlib import Path
from typing import Any

from redthread.project.home import home, read_secrets
from redthread.project.postgres import connection_settings

PACKAGE = Path(__file__).resolve().parents[1]
CHECKOUT = PACKAGE.parents[1]

_secrets = read_secrets()
SECRET_KEY = _secrets["django"] if _secrets else "only until the first set-up, when one is generated"
DEBUG = False
DEVELOPMENT = os.environ.get("REDTHREAD_DEVELOPMENT", "1") == "1"
"""Shows /ui and the demonstration people on the sign-in pages; an operator sets it to 0."""
ALLOWED_HOSTS = os.environ.get("REDTHREAD_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
PUBLIC_ADDRESS = os.environ.get("REDTHREAD_ADDRESS", "").rstrip("/")
"""Where people reach this house, as mails and identity providers name it; empty: this machine's own port."""
MAIL_SERVER = os.environ.get("REDTHREAD_SMTP_URL", "")
"""smtp://user:password@host:587, or smtps://…; empty: mails lie in the folder mail/ of the home."""
MAIL_SENDER = os.environ.get("REDTHREAD_MAIL_FROM", "redthread@localhost")
SECURE_COOKIES = os.environ.get("REDTHREAD_HTTPS", "0") == "1"
CSRF_COOKIE_SECURE = SECURE_COOKIES
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_NAME = "rt_csrf"
CSRF_FAILURE_VIEW = "redthread.doors.errors.cross_site"

MODULES = [
    "foundation",
    "ui",
    "forms",
    "people",
    "organisations",
    "notices",
    "sharing",
    "estate",
    "custody",
    "contacts",
    "money",
    "signin",
    "timetable",
    "journey",
    "plans",
    "requests",
    "messages",
    "kiosk",
]
INSTALLED_APPS = [
    *[f"redthread.{m}" for m in MODULES],
    "redthread.doors.client",
    "redthread.doors.staff",
    "redthread.doors.partner",
    "redthread.doors.family",
    "redthread.project",
    "procrastinate.contrib.django",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "redthread.doors.headers.SecurityHeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "redthread.doors.language.LanguageMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "redthread.doors.acting.ActingMiddleware",
    "redthread.doors.client.same_person.SamePersonMiddleware",
]
ROOT_URLCONF = "redthread.project.urls"
WSGI_APPLICATION = "redthread.project.wsgi.application"
APPEND_SLASH = True


def _database(role: str, **options: Any) -> dict[str, Any]:
    found = connection_settings(role)
    known = {"host": "HOST", "port": "PORT", "dbname": "NAME", "user": "USER", "password": "PASSWORD"}
    settings: dict[str, Any] = {django: found.get(libpq, "") for libpq, django in known.items()}
    return settings | {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,  # a restarted server costs nobody a page
        "OPTIONS": {k: v for k, v in found.items() if k not in known} | options,
    }


# Prepared on the server: planning a question under its policies costs as much as answering it
# (benchmarks/access_cost). A pooler between here and the database must know prepared statements.
PREPARED: dict[str, Any] = {"server_side_binding": True, "prepare_threshold": 2}

DATABASES = {
    "default": _database(os.environ.get("REDTHREAD_DATABASE_ROLE", "rt_web"), **PREPARED),
    "signin": _database("rt_signin"),
    "owner": _database("rt_owner"),
    "verify": _database("rt_verify"),
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": sorted(PACKAGE.glob("**/templates")),
        "APP_DIRS": False,
        "OPTIONS": {"environment": "redthread.ui.jinja.environment", "auto_reload": False},
    }
]

LANGUAGES = [
    ("en", "English"),
    ("sv", "Svenska"),
    ("da", "Dansk"),
    ("nl", "Nederlands"),
    ("fr", "Français"),
    ("ar", "العربية"),
]
LANGUAGE_CODE = "en"
LOCALE_PATHS = [str(p) for p in sorted(PACKAGE.glob("**/locale")) if p.parent.name not in MODULES]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
PROCRASTINATE_IMPORT_PATHS = ["redthread.project.jobs"]

STATIC_URL = "/static/"
STATIC_ROOT = home() / "assets"
STORAGES = {"staticfiles": {"BACKEND": "redthread.project.storage.Assets"}}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]

DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 12_000_000
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]

PACKS = CHECKOUT / "packs"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {"procrastinate": {"level": "WARNING"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
}
