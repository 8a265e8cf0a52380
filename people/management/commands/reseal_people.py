"""``manage.py reseal_people``: after a change of PEOPLE_KEY, seal everything under the new one."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from hierarchy.actors import system_actor
from people.actions.resealing import reseal_people


class Command(BaseCommand):
    """Exit 0 when every row opens with the first key, 1 when some open with none."""

    help = "更换密钥后，把个人信息逐批改用新密钥加密，并重建查找索引；可以中断后重新运行。"

    def handle(self, *args: Any, **options: Any) -> None:
        """Table by table, with counts."""
        unreadable = 0
        for done in reseal_people(actor=system_actor(at=timezone.now())):
            unreadable += done.unreadable
            self.stdout.write(
                f"{done.label}：共 {done.rows} 条，重新加密 {done.resealed} 条，"
                f"无法解密 {done.unreadable} 条"
            )
        if unreadable:
            self.stderr.write(
                f"共 {unreadable} 条无法解密。请在 PEOPLE_KEY_FALLBACKS 中补上旧密钥后重新运行，"
                "全部完成前不要移除旧密钥。"
            )
            sys.exit(1)
        self.stdout.write("全部使用新密钥。现在可以从 PEOPLE_KEY_FALLBACKS 中移除旧密钥。")
