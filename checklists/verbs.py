"""The verbs of an assignment's page: what each button runs, asks for, and says afterwards.

``ASSIGNMENT_MOVES`` says which moves are legal. This table adds the words around them, and
the answers that are no move of their own: yielding to an objection, deciding an extension.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from checklists.actions import deciding, handling
from checklists.models import Assignment, Report
from checklists.rules import ASSIGNMENT_MOVES
from checklists.terms import AssignmentStatus, Decision
from hierarchy.actors import Actor
from hierarchy.models import Organization
from hierarchy.roles import can
from hierarchy.terms import Capability, Tier

# With the words, and the report that was read: a decision on an older one is refused.
Run = Callable[[Assignment, str, Actor, Report | None], object]


@dataclass(frozen=True, slots=True)
class Verb:
    """One thing a person may do to an assignment.

    ``words`` labels what is asked of the person, empty when nothing is; ``warning`` says
    beforehand what it leads to, ``done`` afterwards what happened and what comes next.
    """

    key: str
    label: str
    run: Run
    done: str
    warning: str
    at: str = "issuer"
    words: str = ""
    words_needed: bool = False
    is_primary: bool = False

    @property
    def capability(self) -> Capability:
        """What one must hold at ``body``."""
        return Capability.HANDLE if self.at == "receiver" else Capability.REVIEW

    def body(self, assignment: Assignment) -> Organization:
        """In whose name it is done."""
        return assignment.receiver if self.at == "receiver" else assignment.issuer

    def is_legal(self, assignment: Assignment) -> bool:
        """Whether the assignment's present state allows it, whoever asks."""
        if self.key in _EXTENSIONS:
            return assignment.extension_asked
        if self.key == "yield":
            return assignment.status == AssignmentStatus.OBJECTED
        if self.key == "cancel" and assignment.status == AssignmentStatus.OBJECTED:
            return False
        if self.key == "object" and assignment.has_objected:
            return False
        if self.key == "reopen" and assignment.is_archived:
            return False
        return assignment.status in ASSIGNMENT_MOVES[self.key].sources

    def told(self, assignment: Assignment) -> str:
        """What happened and what comes next, for this assignment."""
        return self.done.format(
            issuer=assignment.issuer.label,
            receiver=assignment.receiver.label,
            due=f"{assignment.due_date.month}月{assignment.due_date.day}日",
            next="办结并上报" if assignment.tier == Tier.BRANCH else "分解到下级",
        )


def _stop(key: str) -> Run:
    def run(owed: Assignment, words: str, actor: Actor, read: Report | None) -> object:
        return deciding.stop_assignment(assignment=owed, verb=key, reason=words, actor=actor)

    return run


def _sign(owed: Assignment, words: str, actor: Actor, read: Report | None) -> object:
    return handling.sign_assignment(assignment=owed, actor=actor)


def _object(owed: Assignment, words: str, actor: Actor, read: Report | None) -> object:
    return handling.object_to_assignment(assignment=owed, reason=words, actor=actor)


def _withdraw(owed: Assignment, words: str, actor: Actor, read: Report | None) -> object:
    return handling.withdraw_report(assignment=owed, actor=actor)


def _accept(owed: Assignment, words: str, actor: Actor, read: Report | None) -> object:
    return deciding.accept_assignment(assignment=owed, opinion=words, actor=actor, report=read)


def _send_back(owed: Assignment, words: str, actor: Actor, read: Report | None) -> object:
    return deciding.send_back_assignment(assignment=owed, opinion=words, actor=actor, report=read)


def _uphold(owed: Assignment, words: str, actor: Actor, read: Report | None) -> object:
    return deciding.uphold_assignment(assignment=owed, opinion=words, actor=actor)


def _yield(owed: Assignment, words: str, actor: Actor, read: Report | None) -> object:
    return deciding.yield_to_objection(assignment=owed, opinion=words, actor=actor)


def _grant(owed: Assignment, words: str, actor: Actor, read: Report | None) -> object:
    return deciding.grant_extension(assignment=owed, opinion=words, actor=actor, report=read)


def _refuse(owed: Assignment, words: str, actor: Actor, read: Report | None) -> object:
    return deciding.refuse_extension(assignment=owed, opinion=words, actor=actor, report=read)


def _resume(owed: Assignment, words: str, actor: Actor, read: Report | None) -> object:
    return deciding.resume_assignment(assignment=owed, actor=actor)


def _reopen(owed: Assignment, words: str, actor: Actor, read: Report | None) -> object:
    return deciding.reopen_assignment(assignment=owed, reason=words, actor=actor)


_EXTENSIONS = (Decision.GRANT_EXTENSION, Decision.REFUSE_EXTENSION)

VERBS: dict[str, Verb] = {
    verb.key: verb
    for verb in (
        Verb(
            "sign",
            "签收",
            _sign,
            done="已签收。请在{due}前{next}。",
            warning="签收表示收到并知悉责任。",
            at="receiver",
            is_primary=True,
        ),
        Verb(
            "object",
            "提出异议",
            _object,
            done="已提出异议，等待{issuer}答复。",
            warning="每项任务只能提一次异议，由直接下发单位答复。",
            at="receiver",
            words="异议理由",
            words_needed=True,
        ),
        Verb(
            "withdraw",
            "撤回申请",
            _withdraw,
            done="已撤回申请，补充后请重新申请销号。",
            warning="撤回后任务回到“办理中”，需要重新申请销号。",
            at="receiver",
        ),
        Verb(
            "accept",
            "销号",
            _accept,
            done="已销号，已通知{receiver}。",
            warning="同意后任务办结，数值计入汇总。",
            words="审核意见",
            is_primary=True,
        ),
        Verb(
            "send_back",
            "退回补充",
            _send_back,
            done="已退回补充，已通知{receiver}。",
            warning="退回给直接下级，由其补充后重新申请销号。",
            words="退回理由",
            words_needed=True,
        ),
        Verb(
            "uphold",
            "维持下发",
            _uphold,
            done="已维持下发，等待{receiver}签收。",
            warning="答复后对方不能再提异议，须签收办理。",
            words="答复意见",
            words_needed=True,
            is_primary=True,
        ),
        Verb(
            "yield",
            "采纳异议并取消",
            _yield,
            done="已采纳异议并取消，已通知{receiver}。",
            warning="采纳后这一任务取消，不再计入应完成数。",
            words="答复意见",
            words_needed=True,
        ),
        Verb(
            Decision.GRANT_EXTENSION.value,
            "同意延期",
            _grant,
            done="已同意延期至{due}，已通知{receiver}。",
            warning="延期不能晚于本级自己的时限。",
            words="答复意见",
            is_primary=True,
        ),
        Verb(
            Decision.REFUSE_EXTENSION.value,
            "不同意延期",
            _refuse,
            done="未同意延期，时限仍为{due}，已通知{receiver}。",
            warning="时限保持不变。",
            words="不同意的理由",
            words_needed=True,
        ),
        Verb(
            "pause",
            "暂缓",
            _stop("pause"),
            done="已暂缓，恢复办理前不计逾期，已通知{receiver}。",
            warning="暂缓期间灯色为灰，不计逾期。",
            words="暂缓理由",
            words_needed=True,
        ),
        Verb(
            "resume",
            "恢复办理",
            _resume,
            done="已恢复办理，已通知{receiver}。",
            warning="任务回到“办理中”，重新计算时限。",
        ),
        Verb(
            "cancel",
            "取消",
            _stop("cancel"),
            done="已取消，已通知{receiver}。",
            warning="取消后不再计入应完成数，不能恢复。",
            words="取消理由",
            words_needed=True,
        ),
        Verb(
            "reopen",
            "重新打开",
            _reopen,
            done="已重新打开，等待{receiver}继续办理。",
            warning="任务回到“办理中”，已计入的完成数将扣回。",
            words="重新打开的理由",
            words_needed=True,
        ),
        Verb(
            "close_unfulfilled",
            "说明销号（未完成）",
            _stop("close_unfulfilled"),
            done="已按未完成说明销号，已通知{receiver}。",
            warning="任务办结但不计为完成。",
            words="未完成的说明",
            words_needed=True,
        ),
        Verb(
            "carry_over",
            "结转下年",
            _stop("carry_over"),
            done="已结转下年，请在下年清单中列入。",
            warning="本年不再计入应完成数，下年起草清单时列出。",
            words="结转理由",
            words_needed=True,
        ),
    )
}


def available_verbs(assignment: Assignment, actor: Actor) -> list[Verb]:
    """What this actor may do now, in the order of the table: the page's buttons."""
    return [
        verb
        for verb in VERBS.values()
        if verb.is_legal(assignment) and can(actor, verb.capability, at=verb.body(assignment))
    ]
