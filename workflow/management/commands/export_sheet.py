"""``manage.py export_sheet KIND --tenant CODE -o FILE``: a workbook that imports again."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from hierarchy.request_ids import tied_to
from workflow.actions.exports import export_sheet
from workflow.management.sheets import actor_of, add_arguments, tenant_of


class Command(BaseCommand):
    """Writes what the person (or, without ``--as``, the whole city) has of one kind."""

    help = "导出一类数据为 .xlsx；原样再导入不产生任何变化。"

    def add_arguments(self, parser: CommandParser) -> None:
        add_arguments(parser)
        parser.add_argument("-o", "--output", type=Path, required=True, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        tenant = tenant_of(options["tenant"])
        actor = actor_of(options["username"], tenant, at=timezone.now())
        try:
            with tied_to(uuid.uuid4().hex):
                content = export_sheet(kind=options["kind"], tenant=tenant, actor=actor)
            options["output"].write_bytes(content)
        except PermissionDenied as denied:
            raise CommandError(str(denied)) from denied
        except OSError as error:
            raise CommandError(f"写不了文件“{options['output']}”：{error.strerror}。") from error
        self.stdout.write(f"已导出到 {options['output']}。")
