"""The life of an import: which states follow on which, by a person's word or by the engine's."""

from __future__ import annotations

from functools import cache
from typing import Final

from hierarchy.terms import Capability
from workflow.models import ImportRun
from workflow.moves import Move, MoveTable

_S = ImportRun.Status
ASKING: Final = (_S.MAPPING, _S.HAS_ERRORS, _S.READY)
"""States that wait for the importer's word."""

# Verb, label, sources, target.
_MOVES: Final = (
    ("ask", "请人对应列", (_S.READING,), _S.MAPPING),
    ("map", "对应列", (_S.MAPPING,), _S.READING),
    ("choose", "改读其他内容", ASKING, _S.READING),
    ("read", "读取", (_S.READING,), _S.CHECKING),
    ("refuse", "判为无法读取", (_S.READING, _S.CHECKING), _S.REFUSED),
    ("fault", "查出错误", (_S.CHECKING, _S.WRITING), _S.HAS_ERRORS),
    ("pass", "通过校验", (_S.CHECKING, _S.WRITING), _S.READY),
    ("confirm", "确认导入", (_S.READY,), _S.WRITING),
    ("interrupt", "退回待确认", (_S.WRITING,), _S.READY),
    ("write", "写入", (_S.WRITING,), _S.DONE),
    ("undo", "撤销导入", (_S.DONE,), _S.UNDOING),
    ("keep", "停止撤销", (_S.UNDOING,), _S.DONE),
    ("revert", "撤销", (_S.UNDOING,), _S.UNDONE),
    ("discard", "放弃", (*ASKING, _S.REFUSED), _S.DISCARDED),
)


@cache
def import_moves(capability: Capability) -> MoveTable:
    """The moves of an import whose kind asks this capability."""
    return MoveTable(
        "import",
        *(
            Move(
                verb=verb,
                label=label,
                sources=sources,
                target=target,
                capability=capability,
                at="organization",
                needs_reason=verb == "undo",
            )
            for verb, label, sources, target in _MOVES
        ),
    )
