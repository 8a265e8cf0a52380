"""The verbs of a project's page: what each button runs, asks for, and says afterwards.

``PROJECT_MOVES`` says which moves are legal and who may make them. This table adds the words
around them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hierarchy.actors import Actor
from projects.actions import applying, branding, checking, closing, deciding, reviewing, working
from projects.forms import moves as asked
from projects.models import Project
from projects.project_moves import PROJECT_MOVES
from workflow.moves import Move


@dataclass(frozen=True, slots=True)
class Verb:
    """One thing a person may do to a project.

    ``warning`` says beforehand what it leads to, ``done`` afterwards what happened and what
    comes next; ``asks`` is the form of its page.
    """

    key: str
    run: Callable[..., object]
    done: str
    warning: str
    asks: type[asked.MoveForm] = asked.PlainForm
    is_primary: bool = False

    @property
    def move(self) -> Move:
        """The move it makes."""
        return PROJECT_MOVES[self.key]

    @property
    def label(self) -> str:
        """The words of its button."""
        return self.move.label

    def told(self, project: Project) -> str:
        """What happened and what comes next, for this project."""
        until = project.notice_to
        return self.done.format(
            applicant=project.applicant.label,
            city=project.city.label,
            number=project.number,
            until=f"{until.month}月{until.day}日" if until else "",
        )


VERBS: dict[str, Verb] = {
    verb.key: verb
    for verb in (
        Verb(
            "submit",
            applying.submit_project,
            done="已报送，项目编号 {number}，等待{city}形式审查。",
            warning="报送后申报内容、预算和节点不能再改，退回补正的除外。",
            is_primary=True,
        ),
        Verb(
            "pass_form",
            reviewing.pass_form,
            done="已通过形式审查，评审人会收到待办。",
            warning="形式审查看材料是否齐全、内容是否完整、来源和科目是否相符。通过后请评审人评分。",
            asks=asked.ReviewersForm,
            is_primary=True,
        ),
        Verb(
            "publish",
            deciding.publish_project,
            done="已公示，截止 {until}。公示期满无异议的，请办理立项批复。",
            warning="公示期按工作日计算，公示期间本市各单位都能看到项目内容并提出异议。",
            is_primary=True,
        ),
        Verb(
            "approve",
            deciding.approve_project,
            done="已立项批复，已通知{applicant}签订任务书，预算已安排到项目。",
            warning="批复后按预算从各资金来源的可安排预算中安排到项目，不够的不能批复。",
            asks=asked.NumberForm,
            is_primary=True,
        ),
        Verb(
            "sign_book",
            deciding.sign_book,
            done="已签订任务书，等待{city}会签。",
            warning="任务书由申报单位负责人签订，作为实施、检查和验收的依据。",
            asks=asked.TermsForm,
            is_primary=True,
        ),
        Verb(
            "countersign",
            deciding.countersign_book,
            done="已会签任务书，拨款批次已确定，已通知{applicant}申请首拨、开始实施。",
            warning="会签后项目开始实施，各资金来源按比例分三批拨付。",
            asks=asked.SharesForm,
            is_primary=True,
        ),
        Verb(
            "hand_in_midterm",
            working.hand_in_midterm,
            done="已报送中期报告，等待{city}检查。",
            warning="报送后由上级组织中期检查，合格后可以申请二拨。",
            asks=asked.MidtermForm,
            is_primary=True,
        ),
        Verb(
            "pass_midterm",
            checking.pass_midterm,
            done="中期检查合格，已通知{applicant}，可以申请二拨。",
            warning="合格后申报单位可以申请二拨。",
            asks=asked.OpinionForm,
            is_primary=True,
        ),
        Verb(
            "correct_midterm",
            checking.correct_midterm,
            done="已要求限期整改，已通知{applicant}。整改后重新报送中期报告。",
            warning="整改期间项目继续实施，整改完成后重新报送中期报告。",
            asks=asked.CorrectForm,
        ),
        Verb(
            "ask_acceptance",
            checking.ask_acceptance,
            done="已申请验收，等待{city}组织验收。",
            warning="申请前请对照任务书核对节点、成果和经费。",
            asks=asked.ClosingForm,
            is_primary=True,
        ),
        Verb(
            "accept",
            checking.accept_project,
            done="验收合格，已通知{applicant}，可以申请尾款。请核对支出后审定决算。",
            warning="验收合格后计入当年完成的项目，申报单位可以申请尾款。",
            asks=asked.OpinionForm,
            is_primary=True,
        ),
        Verb(
            "correct",
            checking.correct_project,
            done="已要求限期整改，已通知{applicant}。整改后重新申请验收。",
            warning="到期仍不合格的，作验收不合格处理。",
            asks=asked.CorrectForm,
        ),
        Verb(
            "settle",
            closing.settle_project,
            done="决算已审定，未拨的指标已收回。请核对材料后归档。",
            warning="没有未办结的支出，且各来源已拨结余为零时才能审定。审定后收支不再变动。",
            is_primary=True,
        ),
        Verb(
            "archive",
            closing.archive_project,
            done="已归档，项目全卷长期保存。",
            warning="归档后材料不再增减。验收不合格和终止的，须先交回结余。",
            is_primary=True,
        ),
        Verb(
            "ask_brand",
            branding.ask_brand,
            done="已申报品牌项目，等待{city}认定。",
            warning="品牌项目由已完成并归档的项目培育而成。",
            asks=asked.BrandForm,
            is_primary=True,
        ),
        Verb(
            "recognise",
            branding.recognise_brand,
            done="已认定为品牌项目，已通知{applicant}整理案例入库。",
            warning="认定后编号发证，有效期满前须复核。",
            is_primary=True,
        ),
        Verb(
            "renew_brand",
            branding.renew_brand,
            done="复核通过，品牌有效期已延长。",
            warning="期满前半年内复核，通过的从原有效期满起延长。",
        ),
        Verb(
            "send_back",
            reviewing.send_back_project,
            done="已退回补正，已通知{applicant}。",
            warning="退回后由申报单位补正并重新报送，编号不变。",
            asks=asked.ReasonForm,
        ),
        Verb(
            "waive_midterm",
            checking.waive_midterm,
            done="已免于中期检查，已通知{applicant}，可以申请二拨。",
            warning="周期短、内容单一的项目可以免于中期检查，须写明理由。",
            asks=asked.ReasonForm,
        ),
        Verb(
            "fail",
            checking.fail_project,
            done="验收不合格，已通知{applicant}。未拨指标已收回，请督促交回结余。",
            warning="验收不合格的，未拨指标收回，已拨结余须交回，不计入完成的项目。",
            asks=asked.OpinionForm,
        ),
        Verb(
            "decline_brand",
            branding.decline_brand,
            done="未予认定，已通知{applicant}。",
            warning="项目仍为已归档，以后可以再次申报。",
            asks=asked.ReasonForm,
        ),
        Verb(
            "revoke_brand",
            branding.revoke_brand,
            done="已取消认定，已通知{applicant}。",
            warning="取消后不再计入品牌项目，案例库中的案例同时撤下。",
            asks=asked.ReasonForm,
        ),
        Verb(
            "reject",
            deciding.reject_project,
            done="已不予立项，已通知{applicant}。",
            warning="不予立项后这次申报终结，需要的可另行申报。",
            asks=asked.ReasonForm,
        ),
        Verb(
            "stop",
            closing.stop_project,
            done="已终止，已通知{applicant}。未拨指标已收回，请督促交回结余。",
            warning="终止后不再拨款和支出，已拨结余须交回，不能恢复。",
            asks=asked.ReasonForm,
        ),
        Verb(
            "withdraw",
            applying.withdraw_project,
            done="已撤回申报。",
            warning="撤回后这次申报终结，内容仍可查看，需要的可另行申报。",
            asks=asked.ReasonForm,
        ),
    )
}


def available_verbs(project: Project, actor: Actor) -> list[Verb]:
    """What this actor may do now, in the order of the table: the page's buttons."""
    legal = {move.verb for move in PROJECT_MOVES.available(project, actor)}
    return [verb for verb in VERBS.values() if verb.key in legal]
