"""What production asks before it starts: better no server than an open one."""

from datetime import timedelta

from django.core.exceptions import ImproperlyConfigured

from config import environment

DEVELOPMENT_SECRET = "development-only-secret-never-used-in-production-五级协同"  # noqa: S105
SECRET_LENGTH = 50
LOCKOUT = timedelta(minutes=30)


def refuse_unsafe_start() -> None:
    """Raise ImproperlyConfigured with every fault at once, so that one restart mends them all."""
    faults = [str(fault) for fault in _faults()]
    if faults:
        head = "生产环境未启动，请先改正下列设置。\nProduction does not start; mend these settings."
        raise ImproperlyConfigured("\n".join([head, *faults]))


def _faults() -> list[ImproperlyConfigured]:
    refuse, text = environment.refuse, environment.text
    secret = text("SECRET_KEY")
    checks = [
        (
            environment.flag("DEBUG", default=False),
            refuse("DEBUG", "生产环境不得开启调试。", "must be off in production."),
        ),
        (
            secret == DEVELOPMENT_SECRET or len(secret) < SECRET_LENGTH or len(set(secret)) < 10,
            refuse(
                "SECRET_KEY",
                f"须为至少 {SECRET_LENGTH} 个字符的随机密钥，不得使用开发默认值。",
                f"needs at least {SECRET_LENGTH} random characters, not the default.",
            ),
        ),
        (
            not environment.words("ALLOWED_HOSTS") or "*" in environment.words("ALLOWED_HOSTS"),
            refuse(
                "ALLOWED_HOSTS",
                "须写明对外域名，不得为空或“*”。",
                "must name the public hosts; empty or * is refused.",
            ),
        ),
        (
            not environment.is_set("DATABASE_URL"),
            refuse("DATABASE_URL", "须指明 PostgreSQL 数据库。", "must name a PostgreSQL server."),
        ),
        (
            not environment.is_set("REDIS_URL"),
            refuse("REDIS_URL", "须指明 Redis 服务。", "must name a Redis server."),
        ),
        (
            environment.flag("SEED_DEMO", default=False),
            refuse(
                "SEED_DEMO", "生产环境不得写入演示数据。", "demo data is refused in production."
            ),
        ),
    ]
    return [fault for broken, fault in checks if broken]
