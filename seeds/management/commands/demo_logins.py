"""``manage.py demo_logins [--json]``: one login a role of the demo city."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from seeds.logins import demo_logins


class Command(BaseCommand):
    """Refused in production, where no demo data can be either."""

    help = "列出演示账号：每个角色一个登录名，以及登录后看什么。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="输出 JSON，供程序读取")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.IN_PRODUCTION:
            raise CommandError("正式环境没有演示账号：口令是公开的，不得使用。")
        logins = demo_logins()
        if options["json"]:
            rows = [login.as_dict() for login in logins]
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1))
            return
        if not logins:
            self.stdout.write("还没有演示城市。请先运行：python manage.py seed_demo")
            return
        self.stdout.write("演示账号（口令均为 " + logins[0].password + "，正式环境拒绝演示数据）：")
        for login in logins:
            self.stdout.write(f"  {login.username}　{login.role}　{login.name}　{login.look_at}")
