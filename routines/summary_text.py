"""Summaries in words: lines of figures, what changed, and the parts a draft begins with. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from routines.terms import SummaryKind
from workflow.figures import Figure, Matter

SOURCES: Final = "数据来源：本系统清单、台账和组织生活记录，按统计当日实际登记自动汇总"
OPEN_SHOWN: Final = 5
SIGNS: Final = 8000
"""Of one part."""
_HEADINGS: Final = {
    SummaryKind.QUARTERLY: ("存在问题", "下季度工作打算"),
    SummaryKind.ANNUAL: ("存在问题和原因", "下一年度工作打算"),
}
_NOTHING: Final = "期内没有应统计的事项。"
_ASK_PROBLEMS: Final = "期内到期事项均已办结。"
_ASK_PLANS: Final = "对照工作要点清单，继续抓好各项任务落实。"


@dataclass(frozen=True, slots=True)
class Line:
    """One figure as a summary keeps it, with what it was a period before where that is known."""

    section: str
    label: str
    value: int
    of: int | None = None
    note: str = ""
    path: str = ""
    was: int | None = None
    was_of: int | None = None

    @property
    def text(self) -> str:
        """「3/4（75.0%）」, or the number alone."""
        return amount(self.value, self.of)

    @property
    def was_text(self) -> str:
        """The same of the period before; a dash where nothing is known."""
        return "—" if self.was is None else amount(self.was, self.was_of)

    @property
    def change_text(self) -> str:
        """How it moved: in points of a per cent where both are rates, in numbers otherwise."""
        if self.was is None:
            return "—"
        now, then = percent(self.value, self.of), percent(self.was, self.was_of)
        if now is not None and then is not None:
            return _signed(now - then, " 个百分点")
        if self.of is not None or self.was_of is not None:
            return "—"
        return _signed(Decimal(self.value - self.was), "")


def percent(value: int, of: int | None) -> Decimal | None:
    """Per cent, rounded half up to one decimal; ``None`` of nothing."""
    if not of:
        return None
    return (Decimal(value) * 100 / of).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def amount(value: int, of: int | None) -> str:
    """A figure as official papers write it; a rate never without its two counts."""
    if of is None:
        return str(value)
    share = percent(value, of)
    return f"{value}/{of}（{'—' if share is None else f'{share}%'}）"


def lines(figures: Iterable[Figure], before: Iterable[Figure | Line]) -> list[Line]:
    """Figures with what they were before, matched by section and label."""
    then = {(one.section, one.label): one for one in before}
    found = []
    for figure in figures:
        old = then.get((figure.section, figure.label))
        found.append(
            Line(
                **asdict(figure),
                was=None if old is None else old.value,
                was_of=None if old is None else old.of,
            )
        )
    return found


def stored(kept: Sequence[Line]) -> list[dict[str, Any]]:
    """Lines as the model keeps them."""
    return [asdict(line) for line in kept]


def read_back(kept: Sequence[dict[str, Any]]) -> list[Line]:
    """What ``stored`` wrote."""
    return [Line(**line) for line in kept]


def drafted_parts(
    kind: str, kept: Sequence[Line], matters: Sequence[Matter], *, late: Sequence[Matter]
) -> list[dict[str, str]]:
    """The parts of a new draft: what the data say, what is late, what comes next."""
    by_section: dict[str, list[str]] = {}
    for line in kept:
        said = by_section.setdefault(line.section, [])
        # A rate of nothing says nothing: the table of figures keeps it, the text goes without.
        if line.of != 0:
            said.append(f"{line.label} {line.text}")
    problems, plans = _HEADINGS[SummaryKind(kind)]
    parts = [
        (section, "；\n".join(words) + "。" if words else _NOTHING)
        for section, words in by_section.items()
    ]
    parts.append((problems, _listed(late, _ASK_PROBLEMS)))
    parts.append((plans, _listed(matters, _ASK_PLANS)))
    return [{"heading": heading, "text": text, "drafted": text} for heading, text in parts]


def refreshed_parts(
    old: Sequence[dict[str, str]], new: Sequence[dict[str, str]]
) -> list[dict[str, str]]:
    """Parts after the data were read again: what a person rewrote stays as written."""
    rewritten = {part["heading"]: part for part in old if part["text"] != part["drafted"]}
    headings = {part["heading"] for part in new}
    kept = [
        {**part, "text": rewritten[part["heading"]]["text"]}
        if part["heading"] in rewritten
        else part
        for part in new
    ]
    return kept + [part for part in rewritten.values() if part["heading"] not in headings]


def _listed(matters: Sequence[Matter], otherwise: str) -> str:
    if not matters:
        return otherwise
    shown = [
        f"{place}. {matter.title}（{matter.hint}）"
        for place, matter in enumerate(matters[:OPEN_SHOWN], start=1)
    ]
    more = len(matters) - OPEN_SHOWN
    if more > 0:
        shown.append(f"另有 {more} 项。")
    return "\n".join(shown)


def _signed(value: Decimal, unit: str) -> str:
    if not value:
        return "持平"
    return f"{'+' if value > 0 else '−'}{abs(value)}{unit}"
