"""Names for the demo city: units, branches, stations, posts, persons.

Every name depends on the seed text and an index only, so that two runs, or two twin cities,
agree. A trade name (字号) is three characters, each place with its own stock; names holding
a well-known brand or a public figure's name are left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from itertools import product
from typing import Any

from seeds.reference import SeedDataError, read_json

DEMO_CITY_NAME = "苏州（示例）"
TWIN_CITY_NAME = "对照市（示例）"
CITY_SHORT_NAME = "苏州"

_DIGITS = "零一二三四五六七八九"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitName:
    """A fictitious unit (两新组织): its name, kind, and the first two characters of its code."""

    name: str
    unit_type: str
    code_prefix: str


class NameBook:
    """The names that belong to one seed text.

    ``unit`` and ``person`` are injective in ``index``: different indexes give different
    trade names and different persons.
    """

    def __init__(self, *, seed: str) -> None:
        self._seed = seed
        self._words: dict[str, Any] = read_json(name="vocabulary.json")

    @cached_property
    def trade_names(self) -> tuple[str, ...]:
        """All trade names in the order of this seed."""
        trade = self._words["trade"]
        return self._shuffled(
            (trade["first"], trade["middle"], trade["last"]), self._words["well_known"]
        )

    @cached_property
    def person_names(self) -> tuple[str, ...]:
        """All person names in the order of this seed."""
        words = self._words
        return self._shuffled(
            (words["surnames"], words["given_first"], words["given_second"]),
            words["public_figures"],
        )

    @cached_property
    def officer_sources(self) -> tuple[str, ...]:
        """Where guidance officers come from (article 6)."""
        return tuple(self._words["officer_sources"])

    def unit(self, *, index: int, industry: str, district: str) -> UnitName:
        """Return the unit ``index`` of ``industry`` (code) in ``district`` (name).

        Raises ``SeedDataError`` for an unknown industry and ``ValueError`` when the trade
        names run out.
        """
        patterns = self._words["industries"].get(industry)
        if patterns is None:
            message = f"行业代码“{industry}”没有名称样式，请在 vocabulary.json 中补充。"
            raise SeedDataError(message)
        trade = _at(self.trade_names, index, "字号")
        pattern = patterns[_number(self._seed, industry, trade) % len(patterns)]
        name = pattern["pattern"].format(trade=trade, place=_place(district), area=_area(district))
        return UnitName(
            name=name, unit_type=pattern["unit_type"], code_prefix=pattern["code_prefix"]
        )

    def person(self, *, index: int) -> str:
        """Return the name of person ``index``; raises ``ValueError`` when names run out."""
        return _at(self.person_names, index, "人名")

    def _shuffled(self, stocks: tuple[str, ...], denied: list[str]) -> tuple[str, ...]:
        names = ("".join(characters) for characters in product(*stocks))
        refused = re.compile("|".join(map(re.escape, denied)))
        allowed = (name for name in names if not refused.search(name))
        return tuple(sorted(allowed, key=lambda name: (_number(self._seed, name), name)))


def branch_name(*, unit_name: str) -> str:
    """Return the name of the branch that a unit has of its own, e.g. …有限公司党支部."""
    return f"{unit_name}党支部"


def joint_branch_name(*, town: str, industry_name: str, ordinal: int) -> str:
    """Return the name of a joint branch (联合党支部); ``ordinal`` counts from 1 in the town."""
    return f"{town}{industry_name}第{chinese_number(number=ordinal)}联合党支部"


def station_name(*, district: str, town: str = "", ordinal: int = 1) -> str:
    """Return the name of a 区域党建工作站; a second one in the same place says 第二.

    It is one name whatever industries the station serves (article 5). 行业党建工作站 is the
    name of a meeting place (article 16) and never of a tier.
    """
    which = f"第{chinese_number(number=ordinal)}" if ordinal > 1 else ""
    return f"{district}{town}{which}区域党建工作站"


def officer_post(*, town: str, source: str, number: int) -> str:
    """Return the name of an officer's post, e.g. 平江街道 市场监管 党建指导员（1岗）."""
    return f"{town} {source} 党建指导员（{number}岗）"


def phone_number(*, index: int) -> str:
    """Return a number that no network assigns: every demo number has the area code 000."""
    if not 0 <= index < 10**7:
        message = f"电话序号 {index} 超出范围，请使用 0 至 9999999 之间的整数。"
        raise ValueError(message)
    return f"000-2{index:07d}"


def chinese_number(*, number: int) -> str:
    """Return ``number`` (1–99) in Chinese numerals; raises ``ValueError`` for another one."""
    if not 1 <= number <= 99:
        message = f"序号 {number} 超出范围，请使用 1 至 99 之间的整数。"
        raise ValueError(message)
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[ones] if ones else "")


def _place(district: str) -> str:
    """Return the short place of a company name: 昆山 for a county city, else the city's."""
    return district.removesuffix("市") if district.endswith("市") else CITY_SHORT_NAME


def _area(district: str) -> str:
    """Return the full place of a body registered with a district, e.g. 苏州市姑苏区."""
    if district.endswith("市") or district.startswith(CITY_SHORT_NAME):
        return district
    return f"{CITY_SHORT_NAME}市{district}"


def _at(names: tuple[str, ...], index: int, what: str) -> str:
    if not 0 <= index < len(names):
        message = f"{what}序号 {index} 超出范围：词库共 {len(names)} 个，请减小演示规模或扩充词库。"
        raise ValueError(message)
    return names[index]


def _number(*parts: str) -> int:
    """Return a number that depends on ``parts`` only, equal on every machine."""
    digest = blake2b("\x1f".join(parts).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big")
