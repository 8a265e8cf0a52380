"""What a yearly review says from the data: figures as kept, and the report they draft. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from documents.word.names import numeral
from workflow.figures import Figure, Matter

SOURCES: Final = "数据来源：本系统清单、台账、组织生活、项目和体检记录，按取数当日实际登记自动汇总"
MOST_MATTERS: Final = 8
_PROBLEMS: Final = "存在问题和原因"
_PLANS: Final = "下一年度工作打算"
_NO_MATTERS: Final = "本年度到期事项均已办结。"
_ASK: Final = "对照工作要点清单和体检发现的问题，逐项抓好落实。"


@dataclass(frozen=True, slots=True)
class KeptFigure:
    """One figure as a review keeps it; ``of`` is ``None`` for a plain count."""

    section: str
    label: str
    value: int
    of: int | None = None
    note: str = ""
    path: str = ""

    @property
    def text(self) -> str:
        """「3/4（75.0%）」, or the number alone."""
        if self.of is None:
            return str(self.value)
        return f"{self.value}/{self.of}（{self._share}）"

    @property
    def _share(self) -> str:
        if not self.of:
            return "—"
        share = Decimal(self.value) * 100 / self.of
        return f"{share.quantize(Decimal('0.1'), rounding=ROUND_HALF_UP)}%"


def stored(figures: Iterable[Figure]) -> list[dict[str, Any]]:
    """Figures of every room as the model keeps them."""
    return [asdict(figure) for figure in figures]


def read_back(kept: Sequence[Mapping[str, Any]]) -> list[KeptFigure]:
    """What ``stored`` wrote."""
    return [KeptFigure(**line) for line in kept]


def drafted(figures: Sequence[KeptFigure], matters: Sequence[Matter]) -> str:
    """The report to begin with: a part a section, then what is open, then what comes next."""
    by_section: dict[str, list[str]] = {}
    for line in figures:
        by_section.setdefault(line.section, []).append(f"{line.label} {line.text}")
    parts = [(section, "；\n".join(words) + "。") for section, words in by_section.items()]
    parts += [(_PROBLEMS, _listed(matters)), (_PLANS, _ASK)]
    return "\n\n".join(
        f"{numeral(place)}、{heading}\n{text}" for place, (heading, text) in enumerate(parts, 1)
    )


def redrafted(
    report: str,
    known: Sequence[KeptFigure],
    figures: Sequence[KeptFigure],
    matters: Sequence[Matter],
) -> str:
    """A report after the data were taken anew: what a person rewrote stays as written.

    Parts that say exactly what was drafted from ``known`` say what ``figures`` tell now.
    """
    fresh = drafted(figures, matters)
    if not report.strip():
        return fresh
    was, now = _data(drafted(known, [])), _data(fresh)
    if _data(report) != was:
        return report
    kept = [(head, text) for head, text in parts_of(report) if (_bare(head), text) not in was]
    parts = [*now, *((_bare(head), text) for head, text in kept)]
    return "\n\n".join(
        f"{numeral(place)}、{heading}\n{text}" for place, (heading, text) in enumerate(parts, 1)
    )


def _data(report: str) -> list[tuple[str, str]]:
    """The parts before the open problems: what is drafted from figures alone."""
    found = []
    for head, text in parts_of(report):
        if _bare(head) == _PROBLEMS:
            break
        found.append((_bare(head), text))
    return found


def _bare(heading: str) -> str:
    return heading.partition("、")[2]


def parts_of(report: str) -> list[tuple[str, str]]:
    """A report cut at its numbered headings (一、…), whoever wrote them; text before has none."""
    found: list[tuple[str, list[str]]] = [("", [])]
    for line in report.splitlines():
        if _is_heading(line.strip()):
            found.append((line.strip(), []))
        elif line.strip():
            found[-1][1].append(line.strip())
    return [(head, "\n".join(lines)) for head, lines in found if head or lines]


def _is_heading(line: str) -> bool:
    mark, dot, rest = line.partition("、")
    return bool(dot and rest) and len(rest) <= 40 and bool(mark) and set(mark) <= set(_NUMERALS)


_NUMERALS: Final = "一二三四五六七八九十"


def _listed(matters: Sequence[Matter]) -> str:
    if not matters:
        return _NO_MATTERS
    lines = [f"{one.title}（{one.hint}）" if one.hint else one.title for one in matters]
    shown = "；\n".join(lines[:MOST_MATTERS])
    rest = len(lines) - MOST_MATTERS
    return f"{shown}；\n另有 {rest} 项，见待办。" if rest > 0 else f"{shown}。"
