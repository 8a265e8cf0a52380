"""How a member leaves the count and comes back: a table, for people to apply (教管条例).

The system never decides: each step needs the words of the document that did (依据文书).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from people.terms import Presence

P = Presence


@dataclass(frozen=True, slots=True)
class PresenceMove:
    """One step: from which states to which, and what its page says before it happens."""

    verb: str
    label: str
    sources: tuple[str, ...]
    target: str
    confirm: str
    words: str = "依据和文号"
    article: str = ""


_AFTER: Final = "此后不再计入党员人数，也不再提醒；以前的统计不变。"
_MOVES: Final = (
    PresenceMove(
        "lose",
        "登记失去联系",
        (P.PRESENT,),
        P.PRESENT,
        "登记后系统只向党支部负责人提醒查找，是否停止党籍由党组织决定。",
        words="失去联系的经过和查找情况",
        article="教管条例第二十四条",
    ),
    PresenceMove(
        "find",
        "登记已取得联系",
        (P.PRESENT,),
        P.PRESENT,
        "登记后失去联系的提醒了结。",
        words="取得联系的情况",
        article="教管条例第二十四条",
    ),
    PresenceMove(
        "suspend",
        "停止党籍",
        (P.PRESENT,),
        P.SUSPENDED,
        f"请确认党组织已经作出决定。{_AFTER}",
        article="教管条例第二十四条",
    ),
    PresenceMove(
        "restore",
        "恢复党籍",
        (P.SUSPENDED,),
        P.PRESENT,
        "请确认党组织已经作出决定。恢复后重新计入党员人数。",
        article="教管条例第二十四条",
    ),
    PresenceMove(
        "remove", "登记出党", (P.PRESENT, P.SUSPENDED), P.REMOVED, f"请确认处理已批准。{_AFTER}"
    ),
    PresenceMove(
        "decease",
        "登记去世",
        (P.PRESENT, P.SUSPENDED),
        P.DECEASED,
        _AFTER,
        words="说明",
    ),
)
PRESENCE_MOVES: Final[dict[str, PresenceMove]] = {move.verb: move for move in _MOVES}


def moves_from(presence: str, *, is_lost: bool) -> list[PresenceMove]:
    """The steps that a member's state allows; lost and found exclude each other."""
    hidden = "lose" if is_lost else "find"
    return [move for move in _MOVES if presence in move.sources and move.verb != hidden]
