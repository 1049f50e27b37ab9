"""Settings of one site. Everything that an operator may change comes from `environment`."""

import os
from pathlib import Path

from joinedup.site import environment
from joinedup.site.logs import configuration

PACKAGE = Path(__file__).resolve().parent.parent
DEBUG = environment.switched_on("JOINEDUP_DEBUG")
SECRET_KEY = environment.secret_key()
SITE_URL = os.environ.get("JOINEDUP_URL", "http://localhost:8000").rstrip("/")
SOURCE_URL = environment.source_url()
CONTROLLER = os.environ.get("JOINEDUP_CONTROLLER", "")
CONTACT = os.environ.get("JOINEDUP_CONTACT", "")
CHECKPOINT_KEY = os.environ.get("JOINEDUP_CHECKPOINT_KEY", "")
CHECKPOINT_KEYS = environment.checkpoint_keys()
ERASURE_JOURNAL = environment.erasure_journal()
SITE_CODE = os.environ.get("JOINEDUP_CODE", "JU")
ALLOWED_HOSTS = os.environ.get("JOINEDUP_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [SITE_URL]
SECURE = SITE_URL.startswith("https://")

INSTALLED_APPS = [
    "joinedup.site",
    "joinedup.exchange",
    "joinedup.answers",
    "joinedup.promises",
    "joinedup.voice",
    "joinedup.outcomes",
    "joinedup.questions",
    "joinedup.reviews",
    "joinedup.partners",
    "joinedup.record",
    "joinedup.frame",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "joinedup.site.middleware.who_asks",
    "joinedup.site.middleware.private_pages_are_not_kept",
]

ROOT_URLCONF = "joinedup.site.urls"
WSGI_APPLICATION = "joinedup.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["joinedup.frame.templatetags.frame", "django.templatetags.i18n"],
        },
    }
]

DATABASES = {"default": environment.database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"},
    "pictures": {  # a table of its own, so that whoever asks for many pictures drives out nothing but pictures
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "pictures",
        "TIMEOUT": 30 * 24 * 3600,
        "OPTIONS": {"MAX_ENTRIES": 300},
    },
}

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English")]
TIME_ZONE = environment.time_zone()
USE_TZ = True
DIGEST_HOUR = environment.hour("JOINEDUP_DIGEST_HOUR", 7)
DATE_FORMAT = "j F Y"
FORMAT_MODULE_PATH = ["joinedup.site.formats"]
FORM_RENDERER = "joinedup.frame.forms.Renderer"

STATIC_URL = "static/"
STATIC_ROOT = environment.HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = DEBUG

AUTH_USER_MODEL = "partners.Account"
AUTHENTICATION_BACKENDS = ["joinedup.site.sign_in.Backend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/desk/"
ACCOUNT_ADAPTER = "joinedup.site.sign_in.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True  # in the browser that asked for the account
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_FORMS = {
    "login": "joinedup.site.forms.SignIn",
    "signup": "joinedup.site.forms.SignUp",
    "add_email": "joinedup.site.forms.AddAddress",
    "change_password": "joinedup.site.forms.ChangePassword",
    "set_password": "joinedup.site.forms.SetPassword",
    "reset_password": "joinedup.site.forms.AskForReset",
    "reset_password_from_key": "joinedup.site.forms.Reset",
    "reauthenticate": "joinedup.site.forms.ProveAgain",
}
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if SECURE else "http"
SOCIALACCOUNT_ADAPTER = "joinedup.site.sign_in.OrganisationAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": provider["id"],
                "name": provider["name"],
                "client_id": provider["client_id"],
                "secret": provider["client_secret"],
                "settings": {"server_url": provider["server_url"], "domains": provider["domains"]},
            }
            for provider in environment.sign_in_providers()
        ],
    }
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_ADAPTER = "joinedup.site.sign_in.PasskeyAdapter"
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = environment.is_local(SITE_URL)  # browsers let passkeys be used on localhost alone
MFA_TOTP_ISSUER = "Joinedup"
MFA_FORMS = {
    "authenticate": "joinedup.site.forms.SecondStep",
    "reauthenticate": "joinedup.site.forms.SecondStepAgain",
    "activate_totp": "joinedup.site.forms.ConnectApp",
    "add_webauthn": "joinedup.site.forms.AddPasskey",
    "edit_webauthn": "joinedup.site.forms.RenamePasskey",
}

SESSION_COOKIE_NAME = "__Host-session" if SECURE else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = SECURE
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SECURE_REDIRECT_EXEMPT = [r"^health/$"]  # asked by machines beside us, which know no https
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if environment.switched_on("JOINEDUP_BEHIND_PROXY") else None
)
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if environment.switched_on("JOINEDUP_BEHIND_PROXY") else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "connect-src": ["'self'"],
        "font-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
UPLOAD_LIMIT_BYTES = 20_000_000

DEFAULT_FROM_EMAIL = os.environ.get("JOINEDUP_MAIL_FROM", "joinedup@localhost")
EMAIL_HOST = os.environ.get("JOINEDUP_MAIL_HOST", "")
EMAIL_PORT = int(os.environ.get("JOINEDUP_MAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("JOINEDUP_MAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("JOINEDUP_MAIL_PASSWORD", "")
EMAIL_USE_TLS = environment.switched_on("JOINEDUP_MAIL_TLS")
EMAIL_TIMEOUT = 10
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'filebased'}.EmailBackend"
EMAIL_FILE_PATH = environment.HOME / "letters"

LOGGING = configuration(
    {
        "joinedup": {"level": "INFO"},
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
    }
)
