"""How a file goes from stage to stage (发展党员各阶段): by the steps that people recorded."""

from __future__ import annotations

from typing import Final

from hierarchy.terms import Capability
from people.step_numbers import ADMIT, CHOOSE, LIST_UP, REGULAR
from people.terms import Stage
from workflow.moves import Move, MoveTable

_AT: Final = "organization"

ADMISSION_MOVES = MoveTable(
    "admission",
    Move(
        "choose",
        "确定为入党积极分子",
        (Stage.APPLICANT,),
        Stage.ACTIVIST,
        Capability.HANDLE,
        _AT,
    ),
    Move("list_up", "列为发展对象", (Stage.ACTIVIST,), Stage.PROSPECT, Capability.HANDLE, _AT),
    Move("admit", "批准为预备党员", (Stage.PROSPECT,), Stage.PROBATIONARY, Capability.HANDLE, _AT),
    Move("confirm", "批准转正", (Stage.PROBATIONARY,), Stage.REGULAR, Capability.HANDLE, _AT),
    Move(
        "end",
        "终止",
        (Stage.APPLICANT, Stage.ACTIVIST, Stage.PROSPECT, Stage.PROBATIONARY),
        Stage.ENDED,
        Capability.HANDLE,
        _AT,
        needs_reason=True,
    ),
)
MOVE_OF_STEP: Final = {
    CHOOSE: "choose",
    LIST_UP: "list_up",
    ADMIT: "admit",
    REGULAR: "confirm",
}
"""The step that, once done, brings the file into the next stage."""
