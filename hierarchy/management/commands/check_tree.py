"""``manage.py check_tree [--fix] [--tenant CODE]``: prove the tree, one line a fault."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from hierarchy.actions.proofs import prove_tree, rebuild_tree
from hierarchy.actors import system_actor
from hierarchy.models import Tenant


class Command(BaseCommand):
    """Exit 0 when every tree is sound, 1 when any fault was found (or remains)."""

    help = "校验组织树：逐条列出与上级关系不符的编号；--fix 按上级关系重排编号后再校验。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--fix", action="store_true", help="按上级关系重排编号，再校验一次")
        parser.add_argument("--tenant", default="", help="只校验一个城市（城市代码）")

    def handle(self, *args: Any, **options: Any) -> None:
        tenants = Tenant.objects.order_by("pk")
        if options["tenant"]:
            tenants = tenants.filter(code=options["tenant"])
            if not tenants.exists():
                raise CommandError(f"没有代码为“{options['tenant']}”的城市，请核对后重试。")
        total = sum(self._check(tenant, fix=options["fix"]) for tenant in tenants)
        if total:
            self.stderr.write(
                f"共 {total} 处错误，相关城市的权限已暂停。请运行 check_tree --fix 重排编号。"
            )
            sys.exit(1)
        self.stdout.write(f"已校验 {len(tenants)} 个城市的组织树，未发现错误。")

    def _check(self, tenant: Tenant, *, fix: bool) -> int:
        actor = system_actor(at=timezone.now())
        faults = (rebuild_tree if fix else prove_tree)(tenant=tenant, actor=actor)
        for fault in faults:
            self.stdout.write(f"{tenant.code} {fault}")
        return len(faults)
