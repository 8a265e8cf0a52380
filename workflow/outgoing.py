"""Where messages may leave the house, and how: four services, and nothing an address can add.

People give a key, never an address of a server: 企业微信, 钉钉 and 飞书 are reached at their own
hosts only, without following redirects. The mail server is the city's, and may not lie in the
inner network unless the operator named it (``MAIL_HOSTS``). Knows no row and writes none.
"""

from __future__ import annotations

import ipaddress
import json
import logging
import re
import socket
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

with warnings.catch_warnings():
    # The library asks for a module of the standard library that Python 3.13 gives up.
    warnings.simplefilter("ignore", DeprecationWarning)
    from apprise import AppriseAsset, NotifyBase, NotifyFormat
    from apprise.plugins.dingtalk import NotifyDingTalk
    from apprise.plugins.email import NotifyEmail
    from apprise.plugins.feishu import NotifyFeishu
    from apprise.plugins.wecombot import NotifyWeComBot

CONNECT_SECONDS: Final = 4.0
READ_SECONDS: Final = 10.0
MAIL_PORTS: Final = {465: "ssl", 994: "ssl", 587: "starttls", 25: "insecure"}

_UUID = r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"
# By kind: the webhook as its service shows it, and what of it is the key.
_WEBHOOKS: Final = {
    "wecom": re.compile(
        rf"(?:https://qyapi\.weixin\.qq\.com/cgi-bin/webhook/send\?key=)?({_UUID})"
    ),
    "dingtalk": re.compile(
        r"(?:https://oapi\.dingtalk\.com/robot/send\?access_token=)?([0-9a-f]{64})"
    ),
    "feishu": re.compile(rf"(?:https://open\.feishu\.cn/open-apis/bot/v2/hook/)?({_UUID})/?"),
}
_SIGNING = re.compile(r"SEC[0-9a-f]{64}")
# Failures before anything was handed over; whatever else broke off may have arrived.
_NEVER_ARRIVED = re.compile(
    r"refused|not known|getaddrinfo|No address|resolve|ConnectTimeout|connect timeout"
    r"|Failed to establish|unreachable|No route|CERTIFICATE_VERIFY|ProxyError|STARTTLS"
    r"|\(5\d\d, |\(4\d\d, |authentication",
    re.IGNORECASE,
)
_ANSWERED = re.compile(r"error=(\d{3})")

# Its lines hold keys and addresses: they are read here and go nowhere else.
_log = logging.getLogger("apprise")
_log.propagate = False
_log.setLevel(logging.DEBUG)


class Result(Enum):
    """What became of a call."""

    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a call, and why it is not sent, for people."""

    result: Result
    reason: str = ""


@dataclass(frozen=True, slots=True)
class MailServer:
    """The city's mail server."""

    host: str
    port: int
    sender: str
    login: str = ""
    password: str = ""


def read_address(kind: str, text: str, signing: str = "") -> str:
    """An address as it is stored; raises ``ValidationError`` that says what it should look like.

    For e-mail the address itself; for a robot its key, taken out of the webhook that people copy.
    """
    text, signing = text.strip(), signing.strip()
    if kind == "email":
        try:
            validate_email(text)
        except ValidationError as wrong:
            raise ValidationError("邮箱地址不完整，请检查后重填。", code="address") from wrong
        return text
    found = _WEBHOOKS[kind].fullmatch(text)
    if found is None:
        raise ValidationError(
            "这不是该渠道机器人的 Webhook 地址。请在群机器人的设置页完整复制后粘贴。",
            code="address",
        )
    if signing and not (kind == "dingtalk" and _SIGNING.fullmatch(signing)):
        raise ValidationError("加签密钥应以 SEC 开头，请在机器人的安全设置中复制。", code="signing")
    return json.dumps([found[1], signing]) if signing else found[1]


def refuse_mail_server(host: str, port: int) -> None:
    """Raise ``ValidationError`` for a mail server that may not be reached from here."""
    if f"{host}:{port}" in settings.MAIL_HOSTS or (
        host in settings.MAIL_HOSTS and port in MAIL_PORTS
    ):
        return
    if port not in MAIL_PORTS:
        raise ValidationError("邮件服务器端口应为 465、994、587 或 25。", code="mail_port")
    try:
        found = {item[4][0] for item in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError) as unknown:
        raise ValidationError("找不到这台邮件服务器，请检查地址。", code="mail_host") from unknown
    if not all(ipaddress.ip_address(str(one).partition("%")[0]).is_global for one in found):
        raise ValidationError(
            "这台邮件服务器在内部网络。确需使用的，请运维人员在 MAIL_HOSTS 中登记。",
            code="mail_inner",
        )


def send(
    kind: str, address: str, *, title: str, body: str, server: MailServer | None = None
) -> Outcome:
    """Hand one message over and tell what became of it; never raises for what the network does."""
    if kind == "email":
        if server is None:
            return Outcome(Result.FAILED, "本市尚未配置邮件服务器。")
        if reason := _unreachable(server):
            return Outcome(Result.FAILED, reason)
    with _listening() as lines:
        done = _notifier(kind, address, server).notify(
            body=body, title=title, body_format=NotifyFormat.TEXT
        )
    return Outcome(Result.SENT) if done else _judge("\n".join(lines))


def _unreachable(server: MailServer) -> str:
    """Why the mail server can't be reached, before anything is handed over."""
    try:
        refuse_mail_server(server.host, server.port)
        socket.create_connection((server.host, server.port), CONNECT_SECONDS).close()
    except ValidationError as refused:
        return str(refused.messages[0])
    except OSError:
        return "连接不上邮件服务器，请检查地址、端口和网络。"
    return ""


def _notifier(kind: str, address: str, server: MailServer | None) -> NotifyBase:
    options: dict[str, Any] = {
        "asset": AppriseAsset(app_id="五级协同", http_redirects=False, storage_mode="memory"),
        "cto": CONNECT_SECONDS,
        "rto": READ_SECONDS,
    }
    if kind == "email":
        assert server is not None  # noqa: S101 - narrows the type
        return NotifyEmail(
            smtp_host=server.host,
            host=server.host,
            port=server.port,
            from_addr=f"五级协同 <{server.sender}>",
            secure_mode=MAIL_PORTS.get(server.port, "insecure"),
            targets=[address],
            user=server.login or None,
            password=server.password or None,
            format="text",
            **options,
        )
    key, signing = json.loads(address) if address.startswith("[") else (address, "")
    if kind == "wecom":
        return NotifyWeComBot(key=key, **options)
    if kind == "dingtalk":
        return NotifyDingTalk(token=key, secret=signing or None, **options)
    return NotifyFeishu(token=key, **options)


def _judge(lines: str) -> Outcome:
    """Failed for certain, or perhaps arrived: then nobody may send it again by himself."""
    answered = _ANSWERED.search(lines)
    if answered and int(answered[1]) < 500:
        return Outcome(Result.FAILED, f"对方服务器拒收（{answered[1]}），请检查地址是否仍有效。")
    if answered or ("Exception" in lines and not _NEVER_ARRIVED.search(lines)):
        return Outcome(Result.UNKNOWN, "发送途中断开，对方可能已收到。")
    if "Exception" in lines:
        return Outcome(Result.FAILED, "连接不上对方服务器，或登录未被接受。")
    return Outcome(Result.FAILED, "对方服务器拒收，请检查地址是否仍有效。")


class _Lines(logging.Handler):
    """What the library says in one thread."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.thread, self.lines = threading.get_ident(), list[str]()

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self.thread:
            self.lines.append(record.getMessage())


@contextmanager
def _listening() -> Iterator[list[str]]:
    handler = _Lines()
    _log.addHandler(handler)
    try:
        yield handler.lines
    finally:
        _log.removeHandler(handler)
