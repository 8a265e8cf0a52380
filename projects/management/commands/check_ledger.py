"""``manage.py check_ledger [--tenant CODE]``: prove the ledger of funds, one line a fault."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from hierarchy.models import Tenant
from projects.ledger_proof import faults_of


class Command(BaseCommand):
    """Exit 0 when every book is right, 1 when any fault was found."""

    help = "校验经费账：凭证平衡、余额连续、来源不混、支出和拨款与凭证一致；逐条列出不符之处。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--tenant", default="", help="只校验一个城市（城市代码）")

    def handle(self, *args: Any, **options: Any) -> None:
        tenants = Tenant.objects.order_by("pk")
        if options["tenant"]:
            tenants = tenants.filter(code=options["tenant"])
            if not tenants.exists():
                raise CommandError(f"没有代码为“{options['tenant']}”的城市，请核对后重试。")
        count = 0
        for tenant in tenants:
            for fault in faults_of(tenant):
                self.stdout.write(f"{tenant.code} {fault}")
                count += 1
        if count:
            self.stderr.write(f"共 {count} 处不符。请先停止记账，联系维护人员核对备份。")
            sys.exit(1)
        self.stdout.write(f"已校验 {len(tenants)} 个城市的经费账，未发现不符。")
