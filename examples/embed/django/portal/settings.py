"""Settings of a small portal: strict headers, and the package served as it is, in a folder of its own."""

import os
from pathlib import Path

from csp.constants import NONE, SELF

HERE = Path(__file__).resolve().parent
DEBUG = True  # `runserver` serves the static files; a real portal has its web server do so.
SECRET_KEY = os.environ.get("SECRET_KEY", "only-for-the-example")
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "portal.urls"
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "portal",
]
MIDDLEWARE = [
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
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
            ]
        },
    }
]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": os.environ.get("DATABASE", HERE.parent / "portal.sqlite3")}}
STATIC_URL = "static/"
# Scripts of the package name its modules, so names are left as they are: no ManifestStaticFilesStorage for this folder. The path
# has the version in it instead.
STATICFILES_DIRS = [("voldeck-0.1.0", os.environ.get("PACKAGE", HERE.parents[3] / "dist-embed"))]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, "'wasm-unsafe-eval'"],
        "style-src": [SELF],
        "img-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
NOMAD = os.environ.get("NOMAD", "http://127.0.0.1:4646")
NOMAD_TOKEN = os.environ.get("NOMAD_TOKEN", "")
