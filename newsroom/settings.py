"""One settings file. Nothing set is a private local site that works; the README has the table."""

from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONCE, NONE, SELF
from django.conf.locale import LANG_INFO
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from newsroom import env

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = env.folder("DATA_DIR", BASE_DIR / "data")
DEBUG = env.flag("DEBUG")
HOST = env.host("HOST", "127.0.0.1")
PORT = env.number("PORT", 8000, 1, 65535)
WORKERS = env.number("WORKERS", 1, 1, 64)
THREADS = env.number("THREADS", 4, 1, 64)
ACCESS_LOG = env.flag("ACCESS_LOG")
# For measuring what a page costs that nobody has made yet.
PAGE_CACHE = env.flag("PAGE_CACHE", True)
FRAGMENTS = env.flag("FRAGMENTS", True)

# Where readers find the site. 'Production' means that this is https.
SITE_URL = env.site_url("SITE_URL", env.local_url(HOST, PORT))
_host = urlsplit(SITE_URL).hostname
PRODUCTION = SITE_URL.startswith("https://")
PRIVATE = env.is_loopback(_host)
if not PRIVATE and not env.text("EMAIL_URL"):
    raise ImproperlyConfigured(
        f"SITE_URL is {SITE_URL}, where others can come, but EMAIL_URL is not set: nobody could confirm an address. "
        "Set EMAIL_URL, as in submission://user:password@mail.example.org:587."
    )
if DEBUG and not PRIVATE:
    raise ImproperlyConfigured("DEBUG shows the inside of the site to everyone. Use it only with a local SITE_URL.")

DATABASES = {"default": env.database("DATABASE_URL", f"sqlite:///{DATA_DIR}/newsroom.sqlite3")}
EMBEDDED = DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3"
POOL = {}
if EMBEDDED:
    DATABASES["default"]["OPTIONS"] = {
        # The lock is taken when a transaction begins: who reads first and writes then would be refused, not made to wait.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # Readers never wait for a writer (WAL), and what was acknowledged survives a power cut (FULL). A journal that grew
        # under a long reader is cut back. Page cache (2 MB a connection) and checkpoints (every 4 MB) stay as they are
        # made: more of either measured no faster, and mapped pages are shared by all connections.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA mmap_size=134217728; "
        "PRAGMA journal_size_limit=67108864;",
    }
else:
    # The web server's threads borrow a connection for a request (newsroom/wsgi.py): all of them, and what works beside
    # them, may hold one at once. Where the database is away, they wait for five seconds, not for half a minute.
    POOL = {"min_size": 1, "max_size": THREADS + 4, "timeout": 5, "num_workers": 1}
    # Calls of one statement on one connection before its plan is kept: see newsroom/prepared.py.
    DATABASES["default"].setdefault("OPTIONS", {})["prepare_threshold"] = 5
DATABASES["default"]["CONN_MAX_AGE"] = 60
DATABASES["default"]["CONN_HEALTH_CHECKS"] = not EMBEDDED

SECRET_KEY = env.secret_key(
    "SECRET_KEY",
    DATA_DIR,
    required="the site is public" if not PRIVATE else "the database is on a server" if not EMBEDDED else "",
)
ALLOWED_HOSTS = [_host] + (["localhost", "127.0.0.1", "[::1]"] if PRIVATE else [])
CSRF_TRUSTED_ORIGINS = [SITE_URL]
SESSION_ENGINE = "newsroom.sessions"
CSRF_USE_SESSIONS = True  # whoever has no session gets no cookie either: see newsroom/csrf.py
CSRF_FAILURE_VIEW = "newsroom.csrf.refused"
SILENCED_SYSTEM_CHECKS = ["security.W003"]  # it looks for Django's class by name; newsroom.csrf.Csrf extends that

CACHES = {"default": env.cache("CACHE_URL")}
vars().update(env.email("EMAIL_URL", DATA_DIR / "mail"))
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("EMAIL_FROM", f"newsroom@{_host if not PRIVATE else 'localhost'}")

# Behind a proxy that ends TLS, and only then, its word about the scheme is taken.
BEHIND_TLS_PROXY = env.flag("BEHIND_TLS_PROXY")
TRUSTED_PROXIES = env.networks("TRUSTED_PROXIES", "127.0.0.0/8, ::1" if BEHIND_TLS_PROXY else "")
if BEHIND_TLS_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
if PRODUCTION and not BEHIND_TLS_PROXY:
    raise ImproperlyConfigured(
        "SITE_URL is https, but the server itself speaks http, so every page would redirect to itself. "
        "Put a proxy that ends TLS in front, let it set X-Forwarded-Proto, and set BEHIND_TLS_PROXY=1."
    )
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SECURE_HSTS_SECONDS = 31536000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SESSION_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
X_FRAME_OPTIONS = "DENY"

INSTALLED_APPS = [
    "newsroom",
    "articles",
    "comments",
    "newsroom.apps.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_prose_editor",
    "django_tasks",
]

MIDDLEWARE = [
    "newsroom.health.health",
    "newsroom.http.armour",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "newsroom.media.media",
    "newsroom.compression.compression",
    "newsroom.http.conditional",
    "newsroom.http.headers",
    "csp.middleware.CSPMiddleware",
    "newsroom.sessions.Sessions",
    "django.middleware.common.CommonMiddleware",
    "newsroom.csrf.Csrf",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "newsroom.http.Locale",
]
ROOT_URLCONF = "newsroom.urls"
WSGI_APPLICATION = "newsroom.wsgi.application"

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
                "newsroom.http.site",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
INSTALLED_APPS.append("django.forms")

# People
AUTH_USER_MODEL = "newsroom.User"
AUTHENTICATION_BACKENDS = ["newsroom.sessions.Backend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 24 * 60 * 60
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "newsroom.accounts.Adapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]  # SignUpForm asks for no password: see there
ACCOUNT_FORMS = {"signup": "newsroom.accounts.SignUpForm"}
ACCOUNT_SIGNUP_FORM_CLASS = "newsroom.names.NameForm"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_RATE_LIMITS = False  # counted in the database instead, for all processes: newsroom/accounts.py
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_USER_DISPLAY = "newsroom.accounts.display"
STAFF_SECOND_FACTOR = PRODUCTION
MFA_ADAPTER = "newsroom.accounts.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # a clock half a minute off
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = PRIVATE

# Languages and time: kept in UTC, shown in the site's zone, which the admin sets.
USE_TZ = USE_I18N = True
TIME_ZONE = env.zone("TIME_ZONE", "UTC")
LANGUAGE_CODE = env.choice("LANGUAGE_CODE", "en", tuple(code for code in LANG_INFO if "name" in LANG_INFO[code]))
LANGUAGES = [(code, _(info["name"])) for code, info in sorted(LANG_INFO.items()) if "name" in info]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["newsroom.formats"]

# Files
STATIC_URL = "/static/"
STATIC_ROOT = env.text("STATIC_DIR", str(BASE_DIR / ".static"))
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
_static_storage = "django.contrib.staticfiles.storage.StaticFilesStorage" if DEBUG else "newsroom.static.StaticStorage"
STORAGES = {
    "default": env.media_store("MEDIA_STORE_URL", MEDIA_ROOT),
    "staticfiles": {"BACKEND": _static_storage},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_ALLOW_ALL_ORIGINS = False
IMAGE_MAX_BYTES = env.number("IMAGE_MAX_MEGABYTES", 20, 1, 200) * 1_000_000
IMAGE_MAX_PIXELS = env.number("IMAGE_MAX_MEGAPIXELS", 60, 1, 500) * 1_000_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000
REQUEST_MAX_BYTES = env.number("REQUEST_MAX_MEGABYTES", 100, 5, 10_000) * 1_000_000

# Floods: tries a person or network may make. A refusal is answered 429 and keeps the text.
LIMITS = {
    "comments": env.rate("LIMIT_COMMENTS", "30/10 minutes"),
    "likes": env.rate("LIMIT_LIKES", "300/10 minutes"),
    "reports": env.rate("LIMIT_REPORTS", "30/hour"),
    "sign_ups": env.rate("LIMIT_SIGN_UPS", "20/hour"),
    "sign_ins": env.rate("LIMIT_SIGN_INS", "20/hour"),
    "notes": env.rate("LIMIT_NOTES", "20/hour"),
    "mails": env.rate("LIMIT_MAILS", "3/day"),
    "pictures": env.rate("LIMIT_PICTURES", "20/hour"),
    "exports": env.rate("LIMIT_EXPORTS", "5/hour"),
}

# Background work: a thread of the web process, a `manage.py worker`, or Redis.
WORKER = env.choice("WORKER", "thread", ("thread", "process", "redis"))
SWEEPS = [  # each looks at rows that somebody waits for, every few seconds
    "comments.corrections.sweep",
    "comments.desk_mail.sweep",
    "comments.letters.sweep",
    "comments.spam.learning.sweep",
    "articles.notices.sweep",
    "newsroom.purge.sweep",
]
if WORKER == "redis":
    if not CACHES["default"]["BACKEND"].endswith("RedisCache"):
        raise ImproperlyConfigured("WORKER is redis, but CACHE_URL names no Redis. Set CACHE_URL=redis://host:6379/0.")
    env.needs("WORKER=redis", "django_tasks_rq")
    INSTALLED_APPS += ["django_rq", "django_tasks_rq"]
    RQ_QUEUES = {"default": {"URL": env.text("CACHE_URL")}}
    RQ = {"JOB_CLASS": "django_tasks_rq.Job"}
    TASKS = {"default": {"BACKEND": "django_tasks_rq.RQBackend", "QUEUES": ["default"]}}
else:
    INSTALLED_APPS += ["django_tasks_db"]
    TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

# Shared caches. Without a CDN that can be asked to forget, they keep a page for a second.
CDN = env.cdn("CDN_URL")
CDN_SECONDS = env.number("CDN_SECONDS", 60, 1, 86400)
CHANGES = ["articles.schedule.next_to_go_live"]  # when pages change by themselves; asked only where there is a CDN
CARDS = "admin:articles_story_card"  # the name of the address that knows what stands on a page of the site
IMAGE_USES = [  # who uses pictures: newsroom/uses.py
    "newsroom.uses.Logo",
    "newsroom.uses.Pages",
    "articles.pictures.Portraits",
    "articles.pictures.Stories",
    "articles.pictures.Sittings",
]
JOINED = ["articles.joining.creator"]  # told of a person and the invitation they accepted
CORRECTED = ["comments.corrections.tell"]  # takes each new correction of a story, in its transaction
READS = ["articles.reads.keep"]  # takes the reads of the last seconds by path
FIRST_STEPS = [  # what each part of a new site still lacks, in this order: newsroom/first_steps.py
    "newsroom.first_steps.of_the_site",
    "articles.first_steps.of_stories",
    "comments.first_steps.of_comments",
    "newsroom.first_steps.of_the_house",
]

# What a browser may load. Public pages carry no inline script or style; the admin adds nonces.
_media_host = [f"https://{host}"] if (host := STORAGES["default"]["OPTIONS"].get("custom_domain")) else []
if "endpoint_url" in STORAGES["default"]["OPTIONS"]:
    _media_host.append(STORAGES["default"]["OPTIONS"]["endpoint_url"])
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", *_media_host],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
# The editor needs an import map, the one inline script of the desk, and pastes pictures as blobs.
ADMIN_CONTENT_SECURITY_POLICY = {
    **CONTENT_SECURITY_POLICY["DIRECTIVES"],
    "script-src": [SELF, NONCE],
    "img-src": [SELF, "data:", "blob:", *_media_host],
}

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        # Pages not found, hosts and paths guessed by strangers are no news.
        "django.request": {"level": "ERROR"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        "django.security.SuspiciousFileOperation": {"level": "CRITICAL"},
        "newsroom": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
    },
}
