"""Texts for demo reports (反馈) and reviews (审核意见), by category and key point.

The texts hold no figures: the actual value stands in its own column of a report, and a
sentence must never contradict it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal, TypeVar

from seeds.reference import SeedDataError, read_json

FILE_NAME = "progress_texts.json"
Decision = Literal["accept", "return"]
Text = TypeVar("Text")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportText:
    """What a body of ``tier`` (2–5) writes about a key point: 进展、存在问题、下步打算."""

    key_point: int
    tier: int
    progress: str
    problem: str
    next_step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryTexts:
    """Everything that can be said about one category of key points."""

    reports: tuple[ReportText, ...]
    accept: tuple[str, ...]
    returned: tuple[str, ...]


@cache
def load_progress_texts() -> dict[str, CategoryTexts]:
    """Return the texts by category (覆盖, 队伍 …); raises ``SeedDataError`` when unreadable."""
    categories = read_json(name=FILE_NAME)["categories"]
    return {
        category: CategoryTexts(
            reports=tuple(ReportText(**report) for report in texts["reports"]),
            accept=tuple(texts["reviews"]["accept"]),
            returned=tuple(texts["reviews"]["return"]),
        )
        for category, texts in categories.items()
    }


def report_text(*, key_point: int, tier: int, index: int) -> ReportText:
    """Return the ``index``-th report text for ``key_point`` as told by ``tier``, going round.

    Raises ``SeedDataError`` when there is none.
    """
    texts = _reports_by_place().get((key_point, tier), ())
    return _pick(texts, index, f"第 {key_point} 条工作要点第 {tier} 级的填报文字")


def review_text(*, category: str, decision: Decision, index: int) -> str:
    """Return the ``index``-th opinion on a report of ``category``, going round.

    Raises ``SeedDataError`` for an unknown category.
    """
    texts = load_progress_texts().get(category)
    opinions = () if texts is None else (texts.accept if decision == "accept" else texts.returned)
    return _pick(opinions, index, f"“{category}”类的审核意见")


@cache
def _reports_by_place() -> dict[tuple[int, int], list[ReportText]]:
    """The report texts by key point and tier."""
    found: dict[tuple[int, int], list[ReportText]] = {}
    for category in load_progress_texts().values():
        for report in category.reports:
            found.setdefault((report.key_point, report.tier), []).append(report)
    return found


def _pick(texts: Sequence[Text], index: int, what: str) -> Text:
    if not texts:
        message = f"没有找到{what}，请在 {FILE_NAME} 中补充。"
        raise SeedDataError(message)
    return texts[index % len(texts)]
