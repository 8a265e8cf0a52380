"""That a record answers what was owed: confirmed by a person, counted in the same transaction."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from hierarchy.actors import Actor, Post
from routines.kinds import DRAFTED_ELSEWHERE
from routines.matching import count, fits, is_frozen, words_of
from routines.models import Fulfilment, Obligation, Record
from routines.rights import require_recording
from routines.terms import RecordStatus, Source
from workflow import audit


@transaction.atomic
def confirm_answers(
    *, record: Record, obligations: Collection[int], actor: Actor
) -> list[Obligation]:
    """Confirm that a record answers some rows (确认完成对应); returns them, counted.

    What it answered before stays. Raises ``PermissionDenied``, ``ValidationError``
    ``not_kept``, ``not_fitting``, ``frozen``, ``rule_twice``.
    """
    post = require_recording(actor, at=record.organization)
    return write_answers(record=record, obligations=obligations, actor=actor, post=post)


@transaction.atomic
def write_answers(
    *, record: Record, obligations: Collection[int], actor: Actor, post: Post | None
) -> list[Obligation]:
    """The same for whoever was found to be allowed to; raises what ``confirm_answers`` does."""
    fresh = Record.objects.select_for_update(of=("self",)).get(pk=record.pk)
    if fresh.status != RecordStatus.KEPT:
        raise ValidationError("只有已登记的记录才能对应应办事项。", code="not_kept")
    rows = _locked(set(obligations))
    if len(rows) < len(set(obligations)):
        raise ValidationError("所选应办事项已有变动，请刷新后重新勾选。", code="not_fitting")
    new = _new_answers(fresh, rows, on=actor.on)
    if not new:
        return []
    label = (post.label if post else actor.post_label)[:200]
    Fulfilment.objects.bulk_create(
        Fulfilment(record=fresh, obligation=row, by=actor.user, post=label, at=actor.at)
        for row in new
    )
    counted = recount([row.pk for row in new])
    audit.record(
        verb="record.answer",
        target=fresh,
        actor=actor,
        organization=record.organization,
        after={"answers": "、".join(words_of(row) for row in new)},
        post=post,
    )
    return counted


@transaction.atomic
def withdraw_answer(*, record: Record, obligation: Obligation, actor: Actor) -> Obligation:
    """Take back that a record answers a row (撤销对应).

    Raises ``PermissionDenied``, ``ValidationError`` ``frozen``, ``not_answered``, ``of_paper``,
    ``of_round``.
    """
    post = require_recording(actor, at=record.organization)
    fresh = Record.objects.select_for_update(of=("self",)).get(pk=record.pk)
    refuse_of_paper(fresh)
    refuse_of_round(fresh)
    rows = _locked([obligation.pk])
    for row in rows:
        _refuse_frozen_row(row, on=actor.on)
    taken, _ = Fulfilment.objects.filter(record=fresh, obligation__in=rows).delete()
    if not taken:
        raise ValidationError("这条记录没有对应该事项，可能已被撤销，请刷新。", code="not_answered")
    counted = recount([obligation.pk])[0]
    audit.record(
        verb="record.unanswer",
        target=fresh,
        actor=actor,
        organization=record.organization,
        before={"answers": words_of(counted)},
        post=post,
    )
    return counted


def recount(obligations: Iterable[int]) -> list[Obligation]:
    """Count rows again by the records that answer them; inside a transaction. Three queries."""
    rows = _locked(obligations)
    answering: dict[int, list[Any]] = defaultdict(list)
    links = Fulfilment.objects.filter(
        obligation__in=rows, record__status=RecordStatus.KEPT
    ).select_related("record")
    for link in links:
        answering[link.obligation_id].append(link.record)
    changed = []
    for row in rows:
        counted = count(row.rule, needed=row.needed, records=answering[row.pk])
        if (row.done, row.met_on) != (counted.done, counted.met_on):
            row.done, row.met_on = counted.done, counted.met_on
            changed.append(row)
    Obligation.objects.bulk_update(changed, ["done", "met_on"])
    return rows


def release(record: Record) -> None:
    """Take away the answers that a corrected record no longer fits; inside a transaction."""
    links = record.fulfilments.select_related("obligation__rule")
    gone = [link for link in links if not fits(record, link.obligation, link.obligation.rule)]
    if gone:
        Fulfilment.objects.filter(pk__in=[link.pk for link in gone]).delete()
        recount([link.obligation_id for link in gone])


def refuse_frozen(record: Record, *, on: dt.date) -> None:
    """What a frozen row rests on is not changed, unless the row was opened again."""
    for link in record.fulfilments.select_related("obligation__rule"):
        _refuse_frozen_row(link.obligation, on=on)


def refuse_of_paper(record: Record) -> None:
    """The record of a paper changes with its paper alone, which says when it was handed up."""
    if record.kind in DRAFTED_ELSEWHERE:
        raise ValidationError(
            "小结和述职报告的记录随报送生成，不能在这里更正、撤回或撤销对应。"
            "如需修改，请在“小结与述职”中打开，由上级退回后再报送。",
            code="of_paper",
        )


def refuse_of_round(record: Record) -> None:
    """The record of a published round stands as long as the round does: for good."""
    if record.source == Source.INSPECTION:
        raise ValidationError(
            "这条记录随体检轮次公布生成，公布的结果不再变动，不能在这里更正、撤回或撤销对应。"
            "如需了解情况，请从记录打开体检轮次查看。",
            code="of_round",
        )


def _refuse_frozen_row(row: Obligation, *, on: dt.date) -> None:
    if is_frozen(row, on=on):
        day = row.freezes_on
        raise ValidationError(
            f"“{words_of(row)}”已于 {day.year}年{day.month}月{day.day}日 封存，数据不再变动。"
            "确需更正的，请上级重新开放后再办理。",
            code="frozen",
        )


def _locked(obligations: Iterable[int]) -> list[Obligation]:
    """Rows in one order, so that two who confirm at once wait instead of blocking each other."""
    return list(
        Obligation.objects.select_for_update(of=("self",))
        .filter(pk__in=list(obligations))
        .select_related("rule")
        .order_by("pk")
    )


def _new_answers(record: Record, rows: list[Obligation], *, on: dt.date) -> list[Obligation]:
    """The rows not answered by this record yet; each must fit, and each rule only once."""
    present = list(record.fulfilments.select_related("obligation__rule"))
    answered = {link.obligation_id for link in present}
    rules = {link.obligation.rule.code for link in present}
    new = []
    for row in rows:
        if row.pk in answered:
            continue
        if not fits(record, row, row.rule):
            raise ValidationError(
                f"这条记录不符合“{words_of(row)}”的要求（日期、类别或“同时属于”），请取消勾选。",
                code="not_fitting",
            )
        _refuse_frozen_row(row, on=on)
        if row.rule.code in rules:
            raise ValidationError(
                f"一次活动只能计入“{row.rule.name}”的一个周期，请只勾选一项。",
                code="rule_twice",
            )
        rules.add(row.rule.code)
        new.append(row)
    return new
