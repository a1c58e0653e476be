"""Django's settings. What differs between machines comes from the environment.

CLARK_HOME           folder of this installation (default: the user's state directory)
CLARK_DATABASE_URL   postgresql://user:password@host:port/name, or
CLARK_DATABASE_FILE  a file with that address, so that no password stands in the environment
CLARK_SECRET_FILE    a file with the key that signs sessions
CLARK_HOSTS          host names that may ask, separated by commas
CLARK_LOCAL          "1" on the local platform: one-click sign-in, and every page says so
"""

import os
import secrets
from pathlib import Path
from urllib.parse import unquote, urlparse

HOME = Path(
    os.environ.get("CLARK_HOME")
    or Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "clark"
)


def _read(variable: str) -> str:
    path = os.environ.get(variable)
    return Path(path).read_text().strip() if path else ""


def _database() -> dict[str, object]:
    address = _read("CLARK_DATABASE_FILE") or os.environ.get("CLARK_DATABASE_URL", "")
    url = urlparse(address or "postgresql://clark@127.0.0.1:5432/clark")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": url.path.lstrip("/"),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": url.hostname or "127.0.0.1",
        "PORT": str(url.port or 5432),
        "OPTIONS": {"pool": {"min_size": 1, "max_size": 12, "timeout": 10}},
    }


LOCAL = os.environ.get("CLARK_LOCAL") == "1"
SECRET_KEY = _read("CLARK_SECRET_FILE") or secrets.token_urlsafe(50)
DEBUG = False
ALLOWED_HOSTS = os.environ.get("CLARK_HOSTS", "127.0.0.1,localhost").split(",")
DATABASES = {"default": _database()}
AUTH_USER_MODEL = "store.Person"
ROOT_URLCONF = "clark.web.urls"
ASGI_APPLICATION = "clark.web.asgi.application"
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en-gb"
USE_I18N = False

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django_htmx",
    "lucide",
    "ninja",  # its own scripts for /api/docs, instead of a content delivery network
    "procrastinate.contrib.django",
    "clark.store",
    "clark.web",
]

MIDDLEWARE = [
    "clark.web.middleware.content_security_policy",  # first, so that no refusal goes without it
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "clark.web.context.frame",
            ]
        },
    }
]

STATIC_URL = "/static/"
STORAGES = {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

LOGIN_URL = "/sign-in/"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = not LOCAL
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SECURE = not LOCAL
CSRF_FAILURE_VIEW = "clark.web.errors.csrf_failed"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

PROCRASTINATE_ON_APP_READY = "clark.worker.jobs.register"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "httpx": {"level": "WARNING"},  # a line for every look at every cluster, else
        "procrastinate": {"level": "WARNING"},
    },
}
