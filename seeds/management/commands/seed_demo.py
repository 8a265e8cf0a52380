"""``manage.py seed_demo``: the demo city and its twin, alive as of a day."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from seeds.demo import Builder, CityName, demo_now, exists, name_book
from seeds.key_points import LAST_YEAR
from seeds.logins import HOME_CODE, TWIN_CODE
from seeds.names import DEMO_CITY_NAME, TWIN_CITY_NAME
from seeds.reference import load_regions
from seeds.scales import SCALES, TWIN

_FIRST_YEAR = 2020
_MOST_CITIES = 20
_TWIN_NAME = CityName(code=TWIN_CODE, name=TWIN_CITY_NAME, place="对照市")


class Command(BaseCommand):
    """Safe to run twice: a city that is there already stays as it is."""

    help = "建立演示城市“苏州（示例）”和“对照市（示例）”，数据截至指定日期。正式环境拒绝运行。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--scale", choices=sorted(SCALES), default="small", help="规模：small 小，city 全市"
        )
        parser.add_argument("--year", type=int, help="清单年度，默认为截至日期所在年度")
        parser.add_argument("--on", type=_day, help="截至日期，如 2026-06-15，默认为今天")
        parser.add_argument("--cities", type=int, default=1, help="同规模城市的个数，默认 1")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.IN_PRODUCTION:
            raise CommandError(
                "正式环境拒绝建立演示数据：演示账号的口令是公开的。请在试用环境中运行本命令。"
            )
        builder = self._builder(options)
        names = _names(options["cities"])
        for name in [*names, _TWIN_NAME]:
            scale = TWIN if name is _TWIN_NAME else SCALES[options["scale"]]
            if self._is_there(name):
                continue
            builder.build(name, scale)
        self.stdout.write("演示账号见：python manage.py demo_logins")

    def _builder(self, options: dict[str, Any]) -> Builder:
        real = timezone.now()
        on = options["on"] or timezone.localdate(real)
        year = options["year"] or on.year
        if not _FIRST_YEAR <= year <= LAST_YEAR or not 0 <= on.year - year <= 1:
            raise CommandError(
                f"年度 {year} 与截至日期 {on} 不相配：年度须在 {_FIRST_YEAR} 至 {LAST_YEAR} 之间，"
                "且为截至日期所在年度或其上一年度。"
            )
        if not 1 <= options["cities"] <= _MOST_CITIES:
            raise CommandError(f"城市个数须在 1 至 {_MOST_CITIES} 之间，请重新填写 --cities。")
        return Builder(year=year, now=demo_now(on, real=real), say=self._say, book=name_book())

    def _is_there(self, name: CityName) -> bool:
        tenant = exists(name.code)
        if tenant is None:
            return False
        if not tenant.is_demo:
            raise CommandError(
                f"代码“{name.code}”已由正式城市“{tenant.name}”使用，演示数据不能混入。"
                "请换一个数据库再试。"
            )
        self._say(f"已有演示城市“{tenant.name}”，未作改动。")
        return True

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def _names(count: int) -> list[CityName]:
    """苏州 first, then numbered ones of the same shape."""
    place = load_regions()[0].name
    first = CityName(code=HOME_CODE, name=DEMO_CITY_NAME, place=place)
    others = (
        CityName(code=f"city{number}", name=f"示例城市{number}", place=f"示例{number}市")
        for number in range(2, count + 1)
    )
    return [first, *others]


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        message = f"日期“{text}”无法识别，请按 2026-06-15 的格式填写。"
        raise CommandError(message) from error
