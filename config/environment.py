"""Read settings from the environment; fail loudly, with the variable's name, on nonsense.

The person who starts the server reads these messages, in Chinese first and English after.
"""

from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

CONNECT_SECONDS = 3
_env = environ.Env()


def refuse(name: str, chinese: str, english: str) -> ImproperlyConfigured:
    """Build the error for the variable `name`; the caller raises it."""
    return ImproperlyConfigured(f"环境变量 {name}：{chinese}\n{name}: {english}")


def is_set(name: str) -> bool:
    """Tell whether `name` has a value that is not blank."""
    return bool(_env.str(name, default="").strip())


def text(name: str, *, default: str = "") -> str:
    """Return the trimmed text of `name`."""
    return _env.str(name, default="").strip() or default


def choice(name: str, *, options: tuple[str, ...], default: str) -> str:
    """Return one of `options`.

    Raises ImproperlyConfigured for anything else.
    """
    value = text(name, default=default)
    if value not in options:
        allowed = "、".join(options)
        raise refuse(
            name,
            f"“{value}”无效，可用的值为 {allowed}。",
            f"{value!r} is not one of {', '.join(options)}.",
        )
    return value


def flag(name: str, *, default: bool) -> bool:
    """Return a yes/no value written as true/false, yes/no, on/off or 1/0.

    Raises ImproperlyConfigured for anything else; a misspelt "flase" never means yes or no.
    """
    words = {"true": True, "yes": True, "on": True, "1": True}
    words |= {"false": False, "no": False, "off": False, "0": False}
    value = text(name).lower()
    if not value:
        return default
    if value not in words:
        raise refuse(
            name, f"“{value}”无效，请填 true 或 false。", f"{value!r} is neither true nor false."
        )
    return words[value]


def integer(name: str, *, default: int, minimum: int, maximum: int) -> int:
    """Return a whole number between `minimum` and `maximum`, both allowed.

    Raises ImproperlyConfigured for anything else.
    """
    value = text(name, default=str(default))
    if not (value.isascii() and value.isdigit() and minimum <= int(value) <= maximum):
        raise refuse(
            name,
            f"“{value}”无效，请填 {minimum} 到 {maximum} 之间的整数。",
            f"{value!r} is not a whole number from {minimum} to {maximum}.",
        )
    return int(value)


def words(name: str) -> list[str]:
    """Return a comma separated list without blanks."""
    return [word for part in text(name).split(",") if (word := part.strip())]


def folder(name: str, *, default: Path) -> Path:
    """Return an absolute folder; a relative one is taken from the current folder.

    Raises ImproperlyConfigured when a file stands where the folder should be.
    """
    path = Path(text(name, default=str(default))).expanduser().resolve()
    if path.exists() and not path.is_dir():
        raise refuse(name, f"{path} 不是文件夹。", f"{path} is not a folder.")
    return path


def url(name: str, *, schemes: tuple[str, ...]) -> str:
    """Return a URL whose scheme is one of `schemes`, or an empty text when `name` is unset.

    Raises ImproperlyConfigured for another scheme, without repeating a password it may hold.
    """
    value = text(name)
    if value and urlsplit(value).scheme not in schemes:
        allowed = "、".join(f"{scheme}://" for scheme in schemes)
        raise refuse(
            name,
            f"地址应以 {allowed} 开头。",
            f"the address must start with {' or '.join(s + '://' for s in schemes)}.",
        )
    return value


def database(name: str, *, default: str) -> dict[str, object]:
    """Return Django's description of the PostgreSQL database behind the URL in `name`.

    Raises ImproperlyConfigured for another kind of database or an address that names none.
    """
    address = url(name, schemes=("postgres", "postgresql")) or default
    parsed: dict[str, object] = dict(_env.db_url_config(address))
    if not parsed.get("NAME"):
        raise refuse(name, "地址中没有数据库名。", "the address names no database.")
    options = parsed.setdefault("OPTIONS", {})
    if isinstance(options, dict) and "host" in options:
        parsed["HOST"] = options.pop("host")
    return parsed


def broker(redis_url: str, *, folder: Path) -> tuple[str, dict[str, object]]:
    """Return Celery's broker address and transport options.

    Without Redis the messages are files in `folder`: slow, but good enough for one worker.
    """
    if not redis_url:
        options = {"data_folder_in": str(folder), "data_folder_out": str(folder)}
        options["control_folder"] = str(folder / "control")
        return "filesystem://", dict(options)
    if redis_url.startswith("unix://"):
        redis_url = redis_url.replace("unix://", "redis+socket://", 1)
    # Told of each acknowledgement, Redis could die with one open, and that ended the worker: kombu
    # closes such a channel twice. Nothing is lost with it, for the rows say what is still to do.
    # Whoever presses a button waits for no broker that does not answer.
    return redis_url, {"ack_emulation": False, "socket_connect_timeout": CONNECT_SECONDS}
