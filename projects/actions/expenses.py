"""Expenses (支出) until they are paid: entered, handed up, decided step by step, given up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from hierarchy.actors import Actor, Post
from hierarchy.roles import require
from hierarchy.terms import Capability
from projects.actions.holding import SPENDING, locked_expense, locked_project, refuse_unless
from projects.actions.money_notices import ANSWERED, ASKED, tell_money
from projects.actions.own_refusals import keep_own_refusals
from projects.amounts import checked, yuan
from projects.conflicts import refuse_own
from projects.expense_chain import signers_for
from projects.models import Account, CatalogueEntry, Endorsement, Expense, FundSource, Project
from projects.money_moves import EXPENSE_MOVES
from projects.spending_rules import (
    refuse_category,
    refuse_forbidden,
    refuse_off_budget,
    refuse_over_line,
)
from projects.terms import ExpenseStatus, Signer
from workflow import audit
from workflow.models import Attachment
from workflow.moves import perform
from workflow.numbers import take_number
from workflow.once import once_key

_WRITING = (ExpenseStatus.DRAFT, ExpenseStatus.RETURNED)
MOST_FILES = 20


@transaction.atomic
def enter_expense(
    *,
    project: Project,
    source: FundSource,
    category: CatalogueEntry,
    amount: Decimal,
    purpose: str,
    payee: str,
    contract: str = "",
    meeting: str = "",
    attachments: Sequence[Attachment] = (),
    actor: Actor,
    once: UUID | None = None,
) -> Expense:
    """Write down what is to be paid (填写支出), as a draft.

    A form sent again (its key is ``once``) finds the first. Raises ``PermissionDenied``;
    ``ValidationError`` ``not_now``, ``words_needed``, ``bad_amount``, ``no_budget_line``,
    ``category_not_allowed``, ``forbidden_use``, ``foreign_file``.
    """
    held = locked_project(project)
    post = require(actor, Capability.HANDLE, at=held.applicant)
    refuse_unless(held, SPENDING, "填写支出")
    expense = Expense(project=held, entered_by=actor.user, entered_at=actor.at)
    written = _worded(purpose=purpose, payee=payee, contract=contract, meeting=meeting)
    expense.once_key = once_key(once, held, source, category, amount, *written.values())
    if (first := _sent_before(expense.once_key)) is not None:
        return first
    _write(expense, source=source, category=category, amount=amount, written=written, actor=actor)
    _cite(expense, attachments, actor=actor)
    _trail("enter", expense, actor=actor, post=post, after={"amount": f"{expense.amount}"})
    return expense


@transaction.atomic
def edit_expense(
    *,
    expense: Expense,
    source: FundSource,
    category: CatalogueEntry,
    amount: Decimal,
    purpose: str,
    payee: str,
    contract: str = "",
    meeting: str = "",
    attachments: Sequence[Attachment] = (),
    actor: Actor,
) -> Expense:
    """Change what is still a draft or was sent back (修改支出); ``attachments`` are all it has.

    Who changed it stands for it from now on (经办人) and does not agree to it: else a head could
    rewrite what the clerk entered and agree alone, or a lead's consent cover another's words.
    Raises as ``enter_expense``, and ``wrong_status``.
    """
    fresh = locked_expense(expense)
    post = require(actor, Capability.HANDLE, at=fresh.project.applicant)
    refuse_unless(fresh.project, SPENDING, "修改支出")
    if fresh.status not in _WRITING:
        raise ValidationError(
            f"这笔支出现为“{fresh.get_status_display()}”，不能再修改。", code="wrong_status"
        )
    before = {"amount": f"{fresh.amount}", "purpose": fresh.purpose}
    fresh.entered_by, fresh.entered_at = actor.user, actor.at
    written = _worded(purpose=purpose, payee=payee, contract=contract, meeting=meeting)
    _write(fresh, source=source, category=category, amount=amount, written=written, actor=actor)
    _cite(fresh, attachments, actor=actor)
    after = {"amount": f"{fresh.amount}", "purpose": fresh.purpose}
    _trail("edit", fresh, actor=actor, post=post, before=before, after=after)
    return fresh


@transaction.atomic
def submit_expense(*, expense: Expense, actor: Actor) -> Expense:
    """Hand an expense up to those who decide on its amount (报批); it gets its number.

    The chain is the city's at this moment (审批权限). Where the project's lead entered it, that
    step counts as given by entering. Raises ``PermissionDenied``; ``ValidationError``
    ``not_now``, ``over_budget``, ``no_band``, ``nobody_to_sign``, ``meeting_needed``,
    ``wrong_status``, and what ``enter_expense`` judges.
    """
    fresh = locked_expense(expense)
    refuse_unless(fresh.project, SPENDING, "报批支出")
    line = _refuse_content(fresh, actor=actor)
    refuse_over_line(fresh, line)
    signers = signers_for(fresh, on=actor.on)
    if Signer.COMMITTEE_MEETING in signers and not fresh.meeting:
        raise ValidationError(
            "本笔支出须集体研究决定，请先填写集体研究的会议名称和日期，再报批。",
            code="meeting_needed",
        )
    by_lead = signers[0] == Signer.PROJECT_LEAD and fresh.entered_by_id == fresh.project.lead_id
    asked: dict[str, Any] = {
        "signers": signers,
        "step": int(by_lead),
        "number": fresh.number or _number(fresh),
        "submitted_on": actor.on,
    }
    done = perform(fresh, "submit", table=EXPENSE_MOVES, actor=actor, changes=asked)
    done.project = fresh.project
    if asked["step"]:
        own = actor.user is not None and actor.user.pk == fresh.entered_by_id
        label = actor.post_label if own else ""
        _endorsed(done, Signer.PROJECT_LEAD, by=fresh.entered_by_id, label=label, actor=actor)
    _tell(done, f"支出待审批（{Signer(done.next_signer).label}）", kind=ASKED, actor=actor)
    return done


@keep_own_refusals
@transaction.atomic
def endorse_expense(*, expense: Expense, agreed: bool, opinion: str = "", actor: Actor) -> Expense:
    """Decide the step whose turn it is (审批支出); the last one makes it payable.

    The lead decides as a person; the committee's steps are its head's, the city's its own and
    never for a project of one's own. Who entered it decides nothing, and nobody decides two steps.
    Raises ``PermissionDenied``; ``ValidationError`` ``not_now``, ``wrong_status``,
    ``same_person``, ``own_project``, ``reason_needed``.
    """
    fresh = locked_expense(expense)
    refuse_unless(fresh.project, SPENDING, "审批支出")
    signer = fresh.next_signer
    if not signer:
        raise ValidationError(
            f"这笔支出现为“{fresh.get_status_display()}”，没有待办的审批，请刷新后查看。",
            code="wrong_status",
        )
    post = _signing(fresh, Signer(signer), actor=actor)
    if not agreed:
        done = _sent_back(fresh, Signer(signer), opinion, post=post, actor=actor)
        _tell(done, f"支出被退回（{Signer(signer).label}）", kind=ANSWERED, actor=actor)
        return done
    who = actor.user.pk if actor.user else None
    label = post.label if post else actor.post_label
    _endorsed(fresh, signer, by=who, label=label, opinion=opinion, actor=actor)
    if fresh.step + 1 < len(fresh.signers):
        fresh.step += 1
        fresh.save(update_fields=["step"])
        _trail("endorse", fresh, actor=actor, post=post, after={"step": fresh.step})
        _tell(fresh, f"支出待审批（{Signer(fresh.next_signer).label}）", kind=ASKED, actor=actor)
        return fresh
    final: dict[str, Any] = {"step": fresh.step + 1}
    done = perform(
        fresh, "approve", table=EXPENSE_MOVES, actor=actor, changes=final, allowed_as=post
    )
    done.project = fresh.project
    _tell(done, "支出已获同意，请付款后登记", kind=ANSWERED, actor=actor)
    return done


@transaction.atomic
def send_back_expense(*, expense: Expense, reason: str, actor: Actor) -> Expense:
    """Let what was agreed to be corrected before it is paid (退回更正); all decide on it anew.

    By whoever handles the applicant's money: an invoice that does not agree shows at the payment.
    Raises ``PermissionDenied``; ``ValidationError`` ``not_now``, ``reason_needed``,
    ``wrong_status``.
    """
    fresh = locked_expense(expense)
    post = require(actor, Capability.HANDLE, at=fresh.project.applicant)
    refuse_unless(fresh.project, SPENDING, "退回支出")
    if fresh.status != ExpenseStatus.APPROVED:
        raise ValidationError(
            f"这笔支出现为“{fresh.get_status_display()}”，只有已批准、未支付的才能退回更正。",
            code="wrong_status",
        )
    done = _sent_back(fresh, None, reason, post=post, actor=actor)
    _tell(done, "支出已退回更正", kind=ANSWERED, actor=actor)
    return done


@transaction.atomic
def cancel_expense(*, expense: Expense, reason: str, actor: Actor) -> Expense:
    """Give an expense up before it is paid (取消支出).

    Raises ``PermissionDenied``; ``ValidationError`` ``reason_needed``, ``wrong_status``.
    """
    fresh = locked_expense(expense)
    return perform(fresh, "cancel", table=EXPENSE_MOVES, actor=actor, reason=reason)


def signed_by(expense: Expense) -> set[int | None]:
    """Who agreed to it in the present round: an earlier round ended with its return."""
    rows = expense.endorsements.filter(agreed=True).order_by("-pk")
    return set(rows.values_list("decided_by_id", flat=True)[: expense.step])


def add_files(expense: Expense, files: Iterable[Attachment], *, actor: Actor) -> None:
    """Let the expense cite these files beside those it has. Part of an act."""
    _cite(expense, [*expense.attachments.all(), *files], actor=actor)


def _sent_before(key: UUID | None) -> Expense | None:
    """The draft that the same form set down before; the project is held, so one sees the other."""
    return Expense.objects.filter(once_key=key).first() if key else None


def _worded(**given: str) -> dict[str, str]:
    written = {name: value.strip() for name, value in given.items()}
    if len(written["purpose"]) < 2 or len(written["payee"]) < 2:
        raise ValidationError("请写明支出内容和收款单位。", code="words_needed")
    return written


def _write(
    expense: Expense,
    *,
    source: FundSource,
    category: CatalogueEntry,
    amount: Decimal,
    written: dict[str, str],
    actor: Actor,
) -> None:
    expense.source, expense.category, expense.amount = source, category, checked(amount)
    for name, value in written.items():
        longest = Expense._meta.get_field(name).max_length  # type: ignore[union-attr]
        setattr(expense, name, value[:longest])
    _refuse_content(expense, actor=actor)
    expense.save()


def _refuse_content(expense: Expense, *, actor: Actor) -> Account:
    """Refuse what the budget, the source or the city's list does not allow; its budget line."""
    line = refuse_off_budget(expense.project, expense.source, expense.category)
    refuse_category(expense.source, expense.category, on=actor.on)
    refuse_forbidden(
        tenant=expense.project.tenant,
        texts=(expense.purpose, expense.payee, expense.contract),
        on=actor.on,
    )
    return line


def _cite(expense: Expense, files: Iterable[Attachment], *, actor: Actor) -> None:
    """Let it cite exactly these; new ones only such as the actor may read."""
    wanted = {file.pk: file for file in files}
    if len(wanted) > MOST_FILES:
        raise ValidationError(
            f"一笔支出最多 {MOST_FILES} 个附件，请减少后再保存。", code="too_many_files"
        )
    new = wanted.keys() - set(expense.attachments.values_list("pk", flat=True))
    if new and not actor.is_system:
        readable = Attachment.objects.visible_to(actor).filter(tenant=expense.project.tenant)
        if readable.filter(pk__in=new).count() < len(new):
            raise ValidationError(
                "所选文件不存在或不在您的范围内，请重新选择。", code="foreign_file"
            )
    expense.attachments.set(wanted.values())


def _number(expense: Expense) -> str:
    project = expense.project
    number = take_number(tenant=project.tenant, series=f"expense-{project.pk}")
    return f"{project.number}-{number:03d}"


def _signing(expense: Expense, signer: Signer, *, actor: Actor) -> Post | None:
    """The post as which the actor decides this step; refuses whoever may not."""
    project, user = expense.project, actor.user
    if signer == Signer.PROJECT_LEAD:
        if not actor.is_system and (user is None or user.pk != project.lead_id):
            raise PermissionDenied(f"本步骤由项目负责人{project.lead.name}审批。")
        post = actor.acting
    elif signer == Signer.CITY_LEADER:
        post = require(actor, Capability.ISSUE, at=project.city)
        refuse_own(project, actor)
    else:
        post = require(actor, Capability.ISSUE, at=project.applicant)
    if user is not None and user.pk in {expense.entered_by_id, *signed_by(expense)}:
        raise ValidationError(
            "您已经办或审批过这笔支出，同一人不能再审批另一环节。请由其他有权人员审批。",
            code="same_person",
        )
    return post


def _endorsed(
    expense: Expense, signer: str, *, by: int | None, label: str, opinion: str = "", actor: Actor
) -> None:
    Endorsement.objects.create(
        expense=expense,
        signer=signer,
        agreed=True,
        opinion=opinion.strip()[:400],
        decided_by_id=by,
        decided_as=label[:200],
        decided_at=actor.at,
    )


def _sent_back(
    expense: Expense, signer: Signer | None, opinion: str, *, post: Post | None, actor: Actor
) -> Expense:
    done = perform(
        expense,
        "send_back" if signer else "correct",
        table=EXPENSE_MOVES,
        actor=actor,
        reason=opinion,
        changes={"step": 0},
        allowed_as=post,
    )
    Endorsement.objects.create(
        expense=done,
        signer=signer or "",
        agreed=False,
        opinion=opinion.strip()[:400],
        decided_by=actor.user,
        decided_as=(post.label if post else actor.post_label)[:200],
        decided_at=actor.at,
    )
    done.project = expense.project
    return done


def _tell(expense: Expense, title: str, *, kind: str, actor: Actor) -> None:
    project = expense.project
    city = kind == ASKED and expense.next_signer == Signer.CITY_LEADER
    tell_money(
        expense,
        project=project,
        to=project.city if city else project.applicant,
        kind=kind,
        title=title,
        body=f"{expense.purpose}，{yuan(expense.amount)} 元",
        actor=actor,
    )


def _trail(
    verb: str,
    expense: Expense,
    *,
    actor: Actor,
    post: Post | None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    audit.record(
        verb=f"expense.{verb}",
        target=expense,
        actor=actor,
        organization=expense.project.applicant,
        before=before,
        after=after,
        post=post,
    )
