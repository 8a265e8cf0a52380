"""Files of full-time workers (专职党务工作者, S-01): from hiring, through changes, to leaving."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from accounts.models import User
from documents.word.names import chinese_date
from hierarchy.actors import Actor, Post
from hierarchy.models import Organization
from hierarchy.names import pinyin_key
from hierarchy.roles import require
from hierarchy.terms import Capability
from people.actions.assessments import tell_anew
from people.actions.recruitments import refuse_no_employer
from people.models import Entrant, Worker
from workflow import audit

CONTENT: Final = (
    *("name", "phone", "is_member", "employment"),
    *("hired_on", "contract_until", "pay_grade"),
)
"""What is written of a worker."""


@transaction.atomic
def register_worker(
    *, organization: Organization, content: Mapping[str, Any], actor: Actor
) -> Worker:
    """Begin the file of a worker who is there already (登记专职党务工作者).

    Raises ``PermissionDenied``, ``ValidationError`` ``no_employer``, ``hired_ahead``,
    ``contract_short``, ``registered_twice`` and of the fields.
    """
    post = require(actor, Capability.HANDLE, at=organization)
    refuse_no_employer(organization)
    # Two people registering the same worker at once: the second finds the first's row.
    Organization.objects.select_for_update(of=("self",), no_key=True).get(pk=organization.pk)
    return lay_worker(
        organization=organization, facts=content, entrant=None, actor=actor, post=post
    )


def lay_worker(
    *,
    organization: Organization,
    facts: Mapping[str, Any],
    entrant: Entrant | None,
    actor: Actor,
    post: Post | None,
) -> Worker:
    """Write the file of a new worker with its entry on the trail. Part of an action.

    Raises ``ValidationError`` as ``register_worker`` does.
    """
    row = Worker(tenant=organization.tenant, organization=organization, entrant=entrant)
    _fill(row, facts)
    _refuse_days(row, on=actor.on)
    if entrant is None and _is_there_already(row, on=actor.on):
        raise _at(
            "name",
            f"“{row.name}”已在本单位登记在岗，请勿重复登记；重名的请填写办公电话以区分。",
            "registered_twice",
        )
    row.full_clean()
    row.save(force_insert=True)
    _record("register", row, actor, post, after=_plain(row, CONTENT))
    return row


@transaction.atomic
def edit_worker(*, worker: Worker, content: Mapping[str, Any], actor: Actor) -> Worker:
    """Change what is known of a worker (修改档案): a new contract, another pay grade.

    Raises ``PermissionDenied``, ``ValidationError`` ``left``, ``nothing_changed``,
    ``hired_ahead``, ``contract_short`` and of the fields.
    """
    fresh, post = _locked(worker, actor)
    _refuse_left(fresh)
    was = _plain(fresh, CONTENT)
    _fill(fresh, content)
    changed = [name for name in CONTENT if getattr(fresh, name) != was[name]]
    if not changed:
        raise ValidationError("没有改动，无需保存。", code="nothing_changed")
    _refuse_days(fresh, on=actor.on)
    fresh.full_clean()
    fresh.save(update_fields=[*changed, "name_key"])
    before = {name: was[name] for name in changed}
    _record("edit", fresh, actor, post, before=before, after=_plain(fresh, tuple(changed)))
    return fresh


@transaction.atomic
def link_account(
    *,
    worker: Worker,
    user: User | None,
    actor: Actor,
    reason: str = "",
    is_same_person: bool = False,
) -> Worker:
    """Say which account is the worker's own (关联账号), by which the own assessment is read.

    Nobody does it for himself. Another account than before, or none, needs its ``reason``, also
    after the worker left; an account under another name needs ``is_same_person``. What was told
    to the wrong person is told anew. Raises ``PermissionDenied``, ``ValidationError`` ``left``,
    ``nothing_changed``, ``reason_needed``, ``account_taken``, ``name_differs``.
    """
    fresh, post = _locked(worker, actor)
    _refuse_own_account(fresh, user, actor)
    was = fresh.user
    if was is None:
        _refuse_left(fresh)
    if was == user:
        raise ValidationError("没有改动，无需保存。", code="nothing_changed")
    if was is not None and not reason.strip():
        raise _at("reason", "请写明更正的原因，如原来关联了他人的账号。", "reason_needed")
    if user is not None:
        _refuse_account(fresh, user, is_same_person=is_same_person, on=actor.on)
    fresh.user = user
    fresh.save(update_fields=["user"])
    before, after = ({"user": one.name if one else ""} for one in (was, user))
    _record("link", fresh, actor, post, before=before, after=after, reason=reason.strip()[:200])
    if user is not None:
        tell_anew(fresh, restarts=was is not None, actor=actor, post=post)
    return fresh


@transaction.atomic
def end_worker(*, worker: Worker, left_on: dt.date, reason: str, actor: Actor) -> Worker:
    """A worker leaves (离岗): ``left_on`` is the first day without.

    Raises ``PermissionDenied``, ``ValidationError`` ``left``, ``reason_needed``,
    ``left_ahead`` and of the days' order.
    """
    fresh, post = _locked(worker, actor)
    _refuse_left(fresh)
    if not reason.strip():
        raise _at("reason", "请写明离岗原因，如合同期满、调离、辞职。", "reason_needed")
    if left_on > actor.on:
        raise _at("left_on", "离岗日期不能晚于今天，请到离岗当天再登记。", "left_ahead")
    if left_on < fresh.hired_on:
        raise _at("left_on", "离岗日期不能早于到岗日期，请核对。", "days_wrong")
    fresh.left_on, fresh.leaving_reason = left_on, reason.strip()[:200]
    fresh.full_clean()
    fresh.save(update_fields=["left_on", "leaving_reason"])
    _record("end", fresh, actor, post, after={"left_on": left_on}, reason=fresh.leaving_reason)
    return fresh


@transaction.atomic
def undo_leaving(*, worker: Worker, reason: str, actor: Actor) -> Worker:
    """Take back a leaving that was entered wrongly (撤销离岗): the file goes on as before.

    Raises ``PermissionDenied``, ``ValidationError`` ``serving``, ``reason_needed``,
    ``registered_twice``, ``account_taken``.
    """
    fresh, post = _locked(worker, actor)
    if fresh.left_on is None:
        raise ValidationError(f"{fresh.name}没有登记离岗，不需要撤销。", code="serving")
    if not reason.strip():
        raise _at("reason", "请写明撤销的原因，如登记错人、没有离岗。", "reason_needed")
    if _is_there_already(fresh, on=actor.on):
        raise ValidationError(
            f"“{fresh.name}”已在本单位重新登记在岗，不能再撤销离岗。请在新的档案中办理。",
            code="registered_twice",
        )
    if _is_taken(fresh, fresh.user, on=actor.on):
        raise ValidationError(
            f"{fresh.name}的账号已关联其他在岗的专职党务工作者。请先更正账号，再撤销离岗。",
            code="account_taken",
        )
    before = _plain(fresh, ("left_on", "leaving_reason"))
    fresh.left_on, fresh.leaving_reason = None, ""
    fresh.save(update_fields=["left_on", "leaving_reason"])
    _record("undo_leaving", fresh, actor, post, before=before, reason=reason.strip()[:200])
    return fresh


def _is_there_already(worker: Worker, *, on: dt.date) -> bool:
    """Whether another file of the body tells of the same person, in post."""
    same = Worker.objects.filter(
        organization=worker.organization, name=worker.name, phone=worker.phone
    )
    return bool(same.exclude(pk=worker.pk).serving(on).exists())


def _is_taken(worker: Worker, user: User | None, *, on: dt.date) -> bool:
    """Whether the account is another worker's, in post."""
    if user is None:
        return False
    taken = Worker.objects.filter(tenant=worker.tenant, user=user).serving(on)
    return bool(taken.exclude(pk=worker.pk).exists())


def _locked(worker: Worker, actor: Actor) -> tuple[Worker, Post | None]:
    rows = Worker.objects.select_for_update(of=("self",))
    fresh: Worker = rows.select_related("organization__tenant", "tenant", "user").get(pk=worker.pk)
    return fresh, require(actor, Capability.HANDLE, at=fresh.organization)


def names_differ(worker: Worker, user: User) -> bool:
    """Whether an account goes by another name than the file."""
    return "".join(user.name.split()) != "".join(worker.name.split())


def _refuse_own_account(worker: Worker, user: User | None, actor: Actor) -> None:
    own = actor.user.pk if actor.user else None
    if own is not None and own in (worker.user_id, user.pk if user else None):
        raise PermissionDenied(
            "不能为自己关联或者更正账号：考核意见由关联的账号阅读。请由本单位其他人员办理。"
        )


def _refuse_account(worker: Worker, user: User, *, is_same_person: bool, on: dt.date) -> None:
    if worker.left_on is None and _is_taken(worker, user, on=on):
        raise _at(
            "username",
            f"账号“{user.username}”已关联其他在岗的专职党务工作者，请核对登录名。",
            "account_taken",
        )
    if names_differ(worker, user) and not is_same_person:
        raise _at(
            "is_same_person",
            f"账号“{user.username}”的姓名是“{user.name}”，与档案姓名“{worker.name}”不一致。"
            "不是本人的请改正登录名；确是本人的请勾选后保存。",
            "name_differs",
        )


def _refuse_left(worker: Worker) -> None:
    if worker.left_on is not None:
        raise ValidationError(
            f"{worker.name}已于 {chinese_date(worker.left_on)}离岗，档案不能再改。"
            "再次到岗的请重新登记，离岗登记错了的请先撤销离岗。",
            code="left",
        )


def _refuse_days(worker: Worker, *, on: dt.date) -> None:
    if not worker.name:
        raise _at("name", "请填写姓名。", "name_needed")
    if worker.hired_on > on:
        raise _at("hired_on", "到岗日期不能晚于今天，请到岗后再登记。", "hired_ahead")
    if worker.contract_until is not None and worker.contract_until <= worker.hired_on:
        raise _at("contract_until", "合同到期日期应在到岗日期之后，请核对。", "contract_short")


def _fill(row: Worker, content: Mapping[str, Any]) -> None:
    for name in CONTENT:
        if name in content:
            value = content[name]
            setattr(row, name, value.strip() if isinstance(value, str) else value)
    row.name_key = pinyin_key(row.name)[:160]


def _plain(row: Worker, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _record(verb: str, row: Worker, actor: Actor, post: Post | None, **facts: Any) -> None:
    audit.record(
        verb=f"worker.{verb}",
        target=row,
        actor=actor,
        organization=row.organization,
        post=post,
        **facts,
    )


def _at(field: str, words: str, code: str) -> ValidationError:
    return ValidationError({field: ValidationError(words, code=code)})
