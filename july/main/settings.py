"""Django's settings, derived from July's own. Django runs without its ORM."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from july import plugins
from july.config import settings
from july.plugins import State


def allowed_hosts(base_url: str) -> list[str]:
    """The names to which pages answer: that of the site's address, and this machine's own."""
    name = urlsplit(base_url).hostname or ""
    return [f"[{name}]" if ":" in name else name, "localhost", "127.0.0.1", "[::1]"]


_JULY = settings()
_PLUGINS = [each for each in plugins.all_plugins() if each.state is State.LOADED and each.package]
_PACKAGE = Path(__file__).parents[1]
_MINUTE = 60
_DAY = 24 * 60 * _MINUTE

SECRET_KEY = _JULY.secret_key
DEBUG = _JULY.debug
ALLOWED_HOSTS = allowed_hosts(_JULY.base_url)
# Behind a proxy that speaks TLS, requests arrive by plain HTTP and browsers still send this origin.
CSRF_TRUSTED_ORIGINS = [_JULY.base_url]

# Django itself finds commands, catalogues and templates' tags of plugins, as of any app.
INSTALLED_APPS = ["july", *(each.found.module for each in _PLUGINS)]
ROOT_URLCONF = "july.main.urls"
MIDDLEWARE = [
    "july.web.middleware.security_headers",
    "july.web.middleware.known_verbs",
    "july.web.languages.spoken",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "july.web.middleware.EnginesMiddleware",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [
            _PACKAGE / "web" / "templates",
            _PACKAGE / "hubs" / "templates",
            _PACKAGE / "widgets",
            *(each.package / "templates" for each in _PLUGINS if each.package),
        ],
        "OPTIONS": {
            "environment": "july.web.environment.make_environment",
            "context_processors": ["july.web.environment.viewer", "july.web.languages.choice"],
        },
    }
]

SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
SESSION_COOKIE_NAME = "july_session"
SESSION_COOKIE_AGE = 14 * _DAY
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = _JULY.secure

CSRF_COOKIE_NAME = "july_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = _JULY.secure
CSRF_FAILURE_VIEW = "july.web.errors.csrf_failure"

SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_HSTS_SECONDS = 30 * _DAY if _JULY.secure else 0
# Requests that arrive by plain HTTP get no HSTS from Django; the proxy before them tells.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _JULY.secure else None

_LOCMEM = "django.core.cache.backends.locmem.LocMemCache"
CACHES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": _LOCMEM, "LOCATION": "july", "OPTIONS": {"MAX_ENTRIES": 2000}},
    # Of its own, so that nothing that forgets all boards forgets who guesses passwords.
    "attempts": {
        "BACKEND": _LOCMEM,
        "LOCATION": "attempts",
        "TIMEOUT": 15 * _MINUTE,
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    },
    # Some 20 KB each; of their own, so that they push nothing else out.
    "pictures": {
        "BACKEND": _LOCMEM,
        "LOCATION": "pictures",
        "TIMEOUT": 60 * _MINUTE,
        "OPTIONS": {"MAX_ENTRIES": 300},
    },
}
if _JULY.redis_url is not None:
    _SHARED = {"BACKEND": "july.bus.cache.SharedCache", "LOCATION": _JULY.redis_url}
    CACHES["default"] |= {**_SHARED, "KEY_PREFIX": "july:cache"}
    CACHES["widgets"] = {**CACHES["default"], "KEY_PREFIX": "july:widgets"}
    CACHES["pictures"] |= {**_SHARED, "KEY_PREFIX": "july:pictures"}
    CACHES["attempts"] |= {**_SHARED, "KEY_PREFIX": "july:attempts"}
    # Who guesses passwords is counted even while Redis is away, by each process for itself.
    CACHES["attempts"]["OPTIONS"]["meanwhile"] = _LOCMEM

# scrypt costs an attacker memory, and a sign-in about a tenth of a second.
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("MinimumLengthValidator", "CommonPasswordValidator", "NumericPasswordValidator")
]

_BACKENDS = "django.core.mail.backends"
DEFAULT_FROM_EMAIL = _JULY.mail_from
EMAIL_TIMEOUT = 10
if _JULY.mail_url is None:
    EMAIL_BACKEND = f"{_BACKENDS}.console.EmailBackend"
else:
    _MAIL = urlsplit(_JULY.mail_url)
    EMAIL_BACKEND = f"{_BACKENDS}.smtp.EmailBackend"
    EMAIL_HOST = _MAIL.hostname or ""
    EMAIL_USE_SSL = _MAIL.scheme == "smtps"
    # A server on this machine needs none, and rarely has a certificate.
    EMAIL_USE_TLS = not EMAIL_USE_SSL and EMAIL_HOST not in {"localhost", "127.0.0.1", "::1"}
    EMAIL_PORT = _MAIL.port or (465 if EMAIL_USE_SSL else 587 if EMAIL_USE_TLS else 25)
    EMAIL_HOST_USER = unquote(_MAIL.username or "")
    EMAIL_HOST_PASSWORD = unquote(_MAIL.password or "")

DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
USE_TZ = True
TIME_ZONE = "UTC"

USE_I18N = True
LANGUAGE_CODE = "en"
# Each by its own name: who looks for a language can read it in that one.
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
LOCALE_PATHS = [Path(__file__).parents[1] / "locale"]
FORMAT_MODULE_PATH = "july.lib.formats"
LANGUAGE_COOKIE_NAME = "july_language"
LANGUAGE_COOKIE_AGE = 365 * _DAY
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = _JULY.secure

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"()": "july.lib.logs.handler", "style": _JULY.log_format}},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        # A page that is not there, or a strange Host header, is nobody's alarm.
        "django.request": {"level": "ERROR"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        "july": {"handlers": ["console"], "level": "INFO", "propagate": False},
    },
}
