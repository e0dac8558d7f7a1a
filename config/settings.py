"""Every setting, in one file. The environment changes what `environment` reads here and nothing else."""

from datetime import timedelta
from pathlib import Path

import bootstrap_wrapper

from config import environment

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"  # all that this machine makes: database, queue, secret, files
VAR_DIR.mkdir(mode=0o700, exist_ok=True)

# --- who may ask, and how ---------------------------------------------------------------------------
DEBUG = environment.yes_or_no("DEBUG", default=False)
SECRET_KEY = environment.text("SECRET_KEY") or environment.kept_secret(VAR_DIR / "secret-key")
# What seals personal data; SECRET_KEY has no part in it. Without DATA_KEYS they stand in a file here.
DATA_KEYS_FILE = VAR_DIR / "data-keys"
DATA_KEYS = environment.data_keys("DATA_KEYS", DATA_KEYS_FILE)
ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = environment.origins("CSRF_TRUSTED_ORIGINS")

# HTTPS=true where the site stands behind TLS. The proxy's X-Forwarded-Proto is believed by gunicorn,
# from the addresses in its FORWARDED_ALLOW_IPS.
HTTPS = environment.yes_or_no("HTTPS", default=False)
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
# A city's sub-domains are not ours to promise for, so HSTS covers this host alone.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # asked by the machine next door, without TLS
X_FRAME_OPTIONS = "DENY"

# --- the rooms, upper floors first ------------------------------------------------------------------
ROOMS = [
    "cms",
    "training",
    "apprenticeship",
    "certificates",
    "subsidies",
    "treasury",
    "records",
    "people",
    "occupations",
]
INSTALLED_APPS = [
    *ROOMS,
    "wagtail.contrib.redirects",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",  # alone: with modelsearch listed too, indexing fails and is only logged
    "wagtail.admin",
    "wagtail.sites",
    "wagtail",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "django_filters",
    "django_htmx",
    "import_export",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "config.admin.StewardAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "config.public_cache.PublicCache",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.middleware.ContentPolicyByArea",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "people.middleware.IdleSignOut",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "people.middleware.SecondFactorFirst",
    "config.middleware.PagesMoved",
    "axes.middleware.AxesMiddleware",  # last: turns a refusal into its page
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# --- signing in: persons by a code (people/signin.py), whoever holds a role by password and second factor ------------
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",  # first: refuses whoever is locked out
    "allauth.account.auth_backends.AuthenticationBackend",
    "people.stewards.StewardPermissions",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {}),
        ("MinimumLengthValidator", {"min_length": 12}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]
LOGIN_URL, LOGIN_REDIRECT_URL, LOGOUT_REDIRECT_URL = "account_login", "people:account", "/"
SESSION_COOKIE_AGE = 12 * 3600  # a working day; a person's session is shorter
SECOND_FACTOR = environment.yes_or_no("SECOND_FACTOR", default=True)
TEXT_GATEWAY = environment.text("TEXT_GATEWAY", default="people.standin.StandIn")

ACCOUNT_ADAPTER, MFA_ADAPTER = "people.logins.AccountAdapter", "people.logins.SecondFactorAdapter"
ACCOUNT_FORMS = {
    "login": "people.forms.PasswordSignIn",
    "change_password": "people.forms.NewPassword",
    "reauthenticate": "people.forms.PasswordAgain",
}
MFA_FORMS = {
    "authenticate": "people.forms.AppCode",
    "reauthenticate": "people.forms.AppCodeAgain",
    "activate_totp": "people.forms.FirstAppCode",
}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {"change_password": "20/m/user"}  # a password that is too plain is no attack
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "训兴"
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be half a minute off

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=30)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_TEMPLATE = "account/locked.html"
# Neither the name that was typed nor the address is kept or logged; what is counted is a keyed index of each.
AXES_USERNAME_FORM_FIELD = "login"
AXES_USERNAME_CALLABLE = "people.logins.axes_name"
AXES_CLIENT_IP_CALLABLE = "people.logins.axes_address"
AXES_CLIENT_STR_CALLABLE = "people.logins.axes_words"
AXES_SENSITIVE_PARAMETERS = ["login", "next", "csrfmiddlewaretoken"]
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = AXES_VERBOSE = False

# --- what a page may load ---------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],  # Bootstrap draws its form icons as data: images
        "object-src": ["'none'"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
        "base-uri": ["'self'"],
    },
}
# Other people's pages need more: Wagtail's admin has inline scripts and styles and previews in a frame; the forms of
# Django's admin and the API's page for trying it have inline styles.
_INLINE_STYLE = {"style-src": ["'self'", "'unsafe-inline'"]}
_ADMIN = _INLINE_STYLE | {
    "script-src": ["'self'", "'unsafe-inline'"],
    "img-src": ["'self'", "data:", "blob:"],
    "frame-ancestors": ["'self'"],
}
CONTENT_POLICY_BY_AREA = {"/editor/": _ADMIN, "/steward/": _INLINE_STYLE, "/api/v1/docs/try/": _INLINE_STYLE}

# --- where things are kept --------------------------------------------------------------------------
DATABASES = {"default": environment.database("DATABASE_URL", sqlite=VAR_DIR / "xunxing.sqlite3")}

CELERY_BROKER_URL = environment.broker("CELERY_BROKER_URL")
_REDIS = CELERY_BROKER_URL if CELERY_BROKER_URL.startswith("redis") else ""
# Shared by every process of the site, else each gunicorn worker would count its own rate limit.
CACHES = {"default": environment.cache("CACHE_URL", default=_REDIS, directory=VAR_DIR / "cache")}

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static", ("bootstrap", bootstrap_wrapper.get_bootstrap_dir())]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage",
    },
}
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3_000  # a lesson of a plan ticks up to 2,000 apprentices
FILE_UPLOAD_HANDLERS = ["records.uploads.InMemory"]  # nothing on a disk in clear
IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT = True

# --- letters ----------------------------------------------------------------------------------------
ISSUER = environment.text("ISSUER", default="补贴经办机构（示例）")
LETTER_FONTS = environment.words("LETTER_FONTS", default=[])  # font files that come before those found
SEAL_CERTIFICATE = environment.text("SEAL_CERTIFICATE")  # a PKCS#12 file; without it a test certificate is made
SEAL_PASSWORD = environment.text("SEAL_PASSWORD")

# --- words and days ---------------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文")]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# --- Wagtail: for editors, and never a call to the outside ------------------------------------------
WAGTAIL_SITE_NAME = "训兴"
VIRUS_SCAN = environment.text("VIRUS_SCAN", default="")
BASE_URL = WAGTAILADMIN_BASE_URL = environment.text("BASE_URL", default="http://127.0.0.1:8000")
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_FINISH_WORKFLOW_ACTION = "cms.publishing.publish"
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = WAGTAIL_PASSWORD_RESET_ENABLED = False  # there is one place for passwords
WAGTAILUSERS_PASSWORD_ENABLED = False

# --- the open API -----------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "UNAUTHENTICATED_USER": None,
    "EXCEPTION_HANDLER": "subsidies.estimates.exception_handler",
    "NON_FIELD_ERRORS_KEY": "",  # what is wrong with the whole has no name, which a caller's key might have too
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_CLASSES": ["rest_framework.throttling.ScopedRateThrottle"],
    "DEFAULT_THROTTLE_RATES": {"estimates": environment.rate("ESTIMATES_RATE", default="3000/min")},
    "NUM_PROXIES": environment.count("NUM_PROXIES", default=0),  # else a made-up header buys a new address
}
SPECTACULAR_SETTINGS = {
    "TITLE": "训兴 · 补贴测算接口",
    "DESCRIPTION": "给出事实，返回带依据的测算结果。无需登录，不保存任何内容，按来源限速。",
    "VERSION": "1",
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "PREPROCESSING_HOOKS": ["config.schema.only_ours"],
    "SORT_OPERATIONS": "config.schema.by_rank",
    "TAGS": [{"name": "测算", "description": "给出事实，返回能不能补贴、补多少、依据哪一条。"}],
    "SERVE_INCLUDE_SCHEMA": False,
    # Two facts share these words, so neither can give the choice its name.
    "ENUM_NAME_OVERRIDES": {"InsuredStatusEnum": "certificates.derive.STATUSES.items"},
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "docExpansion": "list", "defaultModelsExpandDepth": -1},
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
}

# --- the queue (its timetable stands in config/celery.py) -------------------------------------------
if CELERY_BROKER_URL.startswith("filesystem"):
    CELERY_BROKER_TRANSPORT_OPTIONS = environment.broker_folders(VAR_DIR / "broker")
    CELERY_WORKER_ENABLE_REMOTE_CONTROL = False  # one worker: nobody to talk to
CELERY_TASK_DEFAULT_QUEUE = "xunxing"
CELERY_TASK_IGNORE_RESULT = True  # what came of a job is the database's to say
CELERY_TIMEZONE = TIME_ZONE
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")
CELERY_WORKER_HIJACK_ROOT_LOGGER = False

# --- logs: no query string, no address, no personal data; the request line is config/gunicorn.py's ---
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "config.logs.Line", "format": "{asctime} {levelname} {name} {message}", "style": "{"}
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"axes": {"level": "WARNING"}},  # each sign-in is no news
}
