"""Every setting of the project, read from the environment by `config.environment`.

`DJANGO_ENV` is `development` (the default), `test` or `production`. Production refuses to start
half configured; see `config.production` for the list of what it asks.
"""

from pathlib import Path
from typing import Any

from config import environment, logs, production
from config.admin_look import UNFOLD  # noqa: F401 - a setting
from config.embedded.locations import PRODUCT, places
from config.timetable import JOB_LABELS, beat_schedule  # noqa: F401 - the first is a setting

BASE_DIR = Path(__file__).resolve().parent.parent
ENVIRONMENT = environment.choice(
    "DJANGO_ENV", options=("development", "test", "production"), default="development"
)
IN_PRODUCTION = ENVIRONMENT == "production"
IN_TESTS = ENVIRONMENT == "test"
if IN_PRODUCTION:
    production.refuse_unsafe_start()

DATA_DIR = environment.folder("DATA_DIR", default=BASE_DIR / ".data")
DEBUG = environment.flag("DEBUG", default=False)
SECRET_KEY = environment.text("SECRET_KEY", default=production.DEVELOPMENT_SECRET)
SECRET_KEY_FALLBACKS = environment.words("SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS") or ["localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = environment.words("CSRF_TRUSTED_ORIGINS")
TRUSTED_PROXIES = environment.integer("TRUSTED_PROXIES", default=0, minimum=0, maximum=5)

INSTALLED_APPS = [
    "unfold.apps.BasicAppConfig",
    "unfold.contrib.filters",
    "unfold.contrib.forms",
    "unfold.contrib.import_export",
    "config.apps.StaffAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "mptt",
    "guardian",
    "import_export",
    "axes",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "template_partials",
    "pgtrigger",
    "pghistory",
    "accounts",
    "hierarchy",
    "workflow",
    "checklists",
    "coverage",
    "routines",
    "projects",
    "inspections",
    "people",
    "workbench",
    "documents",
    "seeds",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

MIDDLEWARE = [
    "config.middleware.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.middleware.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.middleware.IdleTimeoutMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "hierarchy.middleware.ActingMiddleware",
    "config.middleware.UnreadableAddressMiddleware",
    "config.middleware.SignedOutMiddleware",
    "config.middleware.RefusedMethodMiddleware",
    "axes.middleware.AxesMiddleware",
]

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
                "workbench.context.frame",
            ],
        },
    }
]

DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        **environment.database("DATABASE_URL", default=places(DATA_DIR).database_url),
        "CONN_MAX_AGE": 0 if IN_TESTS else 60,
        "CONN_HEALTH_CHECKS": True,
        "TEST": {
            "NAME": "_".join(["test", PRODUCT, *filter(None, [environment.text("TEST_DB_SUFFIX")])])
        },
    }
}
REDIS_URL = environment.url("REDIS_URL", schemes=("redis", "rediss", "unix"))
CACHES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": PRODUCT}
}
if REDIS_URL:
    CACHES["default"] = {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": PRODUCT,
    }
MEDIA_ROOT = DATA_DIR / "media"
MEDIA_URL = "/media/"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o640
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o750

# The articles of the governing document, quoted beside forms; the handbook behind the help pages.
ARTICLES_FILE = BASE_DIR / "seeds" / "data" / "articles.json"
OBLIGATION_RULES_FILE = BASE_DIR / "seeds" / "data" / "obligation_rules.json"
PROJECT_RULES_FILE = BASE_DIR / "seeds" / "data" / "project_rules.json"
HANDBOOK_DIR = BASE_DIR / "docs" / "handbook"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static", ("handbook", BASE_DIR / "docs" / "screenshots")]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "whitenoise.storage.CompressedManifestStaticFilesStorage"
            if IN_PRODUCTION
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
    },
}
WHITENOISE_USE_FINDERS = not IN_PRODUCTION
WHITENOISE_AUTOREFRESH = DEBUG or IN_TESTS

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "hierarchy.backends.ScopedBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in [
        ("UserAttributeSimilarityValidator", {}),
        ("MinimumLengthValidator", {"min_length": 10}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    ]
]
if IN_TESTS:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "account_login"
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_IDLE_MINUTES = environment.integer(
    "SESSION_IDLE_MINUTES", default=30, minimum=5, maximum=1440
)
SESSION_COOKIE_AGE = SESSION_IDLE_MINUTES * 60
SESSION_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "config.errors.csrf_failure"

ACCOUNT_ADAPTER = "accounts.adapter.ClosedAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_PREVENT_ENUMERATION = True
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "五级协同"
USERSESSIONS_TRACK_ACTIVITY = False
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES

AXES_HANDLER = "axes.handlers.database.AxesDatabaseHandler"
AXES_FAILURE_LIMIT = 5
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_COOLOFF_TIME = production.LOCKOUT
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_FORM_FIELD = "login"
AXES_CLIENT_IP_CALLABLE = "config.network.client_address"
AXES_LOCKOUT_CALLABLE = "config.errors.locked_out"
AXES_VERBOSE = False

ANONYMOUS_USER_NAME = None
GUARDIAN_RAISE_403 = False
SILENCED_SYSTEM_CHECKS = ["guardian.W001"]

X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IN_PRODUCTION
SECURE_SSL_REDIRECT = IN_PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000 if IN_PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = IN_PRODUCTION
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

CELERY_BROKER_URL, CELERY_BROKER_TRANSPORT_OPTIONS = environment.broker(
    REDIS_URL, folder=DATA_DIR / "broker"
)
CELERY_BEAT_SCHEDULE = beat_schedule()
CELERY_BEAT_SCHEDULER = "config.beat:GuardedScheduler"
CELERY_TASK_ALWAYS_EAGER = IN_TESTS
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = TIME_ZONE

# What seals secrets of channels, and mail servers of the inner network that may be used.
MESSAGE_KEY = environment.text("MESSAGE_KEY")
MAIL_HOSTS = environment.words("MAIL_HOSTS")
# What seals identity, phone, address and income of members; older keys while one is changed.
PEOPLE_KEY = environment.text("PEOPLE_KEY")
PEOPLE_KEY_FALLBACKS = environment.words("PEOPLE_KEY_FALLBACKS")

AUDIT_TRAIL = "workflow.audit.record"
OPEN_WORK_SOURCES = [
    "checklists.open_work.AssignmentWork",
    "coverage.open_work.UnitWork",
    "routines.open_work.ResolutionWork",
    "projects.open_work.ProjectWork",
    "inspections.open_work.InspectionWork",
    "people.open_work.PeopleWork",
]
TODO_SOURCES = [
    "checklists.todos.AssignmentTodos",
    "coverage.todos.CoverageTodos",
    "routines.todos.RoutineTodos",
    "routines.paper_todos.PaperTodos",
    "projects.todos.ProjectTodos",
    "inspections.todos.InspectionTodos",
    "people.todos.PeopleTodos",
    "workflow.import_todos.ImportTodos",
]
# What rooms tell one another without knowing one another: see the module of each protocol.
FACT_SOURCES = ["coverage.facts.PartyFacts"]
ANSWER_TAKERS = ["checklists.answers.TaskAnswers"]
TERM_KEEPER = "coverage.electing.PartyTerms"
DENSITY_SOURCE = "coverage.density.LedgerDensity"
SUPERIOR_SOURCE = "coverage.superiors.Superiors"
DUTY_KEEPER = "routines.duties.Duties"
UNDERTAKING_SOURCE = "projects.undertakings.ProjectUndertakings"
CASELOAD_SOURCE = "coverage.caseload.LedgerCaseload"
APPLYING_SOURCE = "people.applying.AdmissionFiles"
FIGURE_SOURCES = [
    "checklists.figures.ListFigures",
    "coverage.figures.CoverageFigures",
    "routines.figure_source.RoutineFigures",
    "projects.figure_source.ProjectFigures",
    "inspections.figure_source.InspectionFigures",
]
MATTER_SOURCES = [
    "checklists.matters.ListMatters",
    "routines.matters.RoutineMatters",
    "projects.matters.ProjectMatters",
    "inspections.matters.InspectionMatters",
]
INDICATOR_SOURCES = [
    "inspections.indicators.InspectionIndicators",
    "routines.indicators.RoutineIndicators",
    "checklists.indicators.ListIndicators",
    "coverage.indicators.CoverageIndicators",
    "projects.indicators.ProjectIndicators",
    "people.indicators.PeopleIndicators",
]
DUE_SOURCES = [
    "checklists.due.TaskDue",
    "checklists.due.SigningDue",
    "routines.due.ObligationDue",
    "routines.due.ResolutionDue",
    "projects.due.YearDutyDue",
    "projects.due.MilestoneDue",
    "projects.due.CorrectionDue",
    "inspections.due.SelfCheckDue",
    "inspections.due.ScoringDue",
    "inspections.due.ReplyDue",
    "inspections.due.RectificationDue",
    "inspections.due.CorrectionDue",
    "people.due.AdmissionDue",
    "people.due.ApprovalDue",
]
IMPORT_KINDS = [
    "coverage.imports.units.UnitsKind",
    "coverage.imports.parties.PartiesKind",
    "coverage.imports.counts.CountsKind",
    "routines.imports.RecordsKind",
    "hierarchy.imports.organizations.OrganizationsKind",
    "hierarchy.imports.appointments.AppointmentsKind",
]
CITATION_SOURCES = [
    "checklists.citations.ListCitations",
    "routines.citations.RecordCitations",
    "projects.citations.ProjectCitations",
    "inspections.citations.InspectionCitations",
    "people.citations.PeopleCitations",
    "people.admission_files.AdmissionFiles",
]
WITHHOLDING_SOURCES = [
    "inspections.citations.InspectionCitations",
    "people.admission_files.AdmissionFiles",
    "people.citations.PeopleCitations",
]
AUDIT_WORDS = [
    "accounts.audit_words",
    "hierarchy.audit_words",
    "checklists.audit_words",
    "coverage.audit_words",
    "routines.audit_words",
    "projects.audit_words",
    "inspections.audit_words",
    "people.audit_words",
]

LOGGING = logs.configuration(
    as_json=IN_PRODUCTION,
    level=environment.choice(
        "LOG_LEVEL", options=("DEBUG", "INFO", "WARNING", "ERROR"), default="INFO"
    ),
)
