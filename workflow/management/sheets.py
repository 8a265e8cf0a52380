"""What the commands about spreadsheets ask: which kind, which city, as whom."""

from __future__ import annotations

import datetime as dt

from django.core.management.base import CommandError, CommandParser

from accounts.models import User
from hierarchy.actors import Actor, load_actor, system_actor
from hierarchy.models import Tenant
from workflow.importing import kinds


def add_arguments(parser: CommandParser) -> None:
    """The arguments that both commands share."""
    named = "，".join(f"{key} {kind.label}" for key, kind in kinds().items())
    parser.add_argument("kind", choices=list(kinds()), metavar="KIND", help=f"类别：{named}")
    parser.add_argument("--tenant", required=True, metavar="CODE", help="城市代码")
    parser.add_argument(
        "--as", dest="username", default="", metavar="USER", help="以谁的身份（登录名）；默认为系统"
    )


def tenant_of(code: str) -> Tenant:
    """The city of that code."""
    tenant = Tenant.objects.filter(code=code).first()
    if tenant is None:
        raise CommandError(f"没有代码为“{code}”的城市，请核对后重试。")
    return tenant


def actor_of(username: str, tenant: Tenant, *, at: dt.datetime) -> Actor:
    """The person, as a post held in the city; the system without a name."""
    if not username:
        return system_actor(at=at)
    user = User.objects.filter(username=username).first()
    if user is None:
        raise CommandError(f"没有登录名为“{username}”的用户，请核对后重试。")
    actor = load_actor(user, at=at)
    post = next((post for post in actor.posts if post.tenant == tenant), None)
    if post is None:
        raise CommandError(f"“{username}”目前在{tenant.name}没有任职，不能以其身份导入或导出。")
    return load_actor(user, at=at, acting_id=post.pk)
