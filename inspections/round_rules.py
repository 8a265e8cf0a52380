"""Judgements about a round (体检轮次): who may hold it, by which scheme, and whom it inspects."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils import timezone

from documents.word.names import chinese_date
from hierarchy.models import Organization
from hierarchy.terms import Kind, Tier
from inspections.models import Appeal, Inspection, Round, Scheme
from inspections.terms import (
    AppealStatus,
    Choice,
    InspectionStatus,
    RoundStatus,
    SchemeStatus,
    Subject,
)

ORGANIZERS: Final = (Tier.CITY, Tier.COMMITTEE)
"""The tiers that hold rounds and judge yearly reviews (articles 12, 17)."""
CONTENT: Final = (
    *("scheme", "name", "year", "period_start", "period_end"),
    *("self_check_until", "scoring_until", "choice", "share", "words"),
)
"""What its organizer writes of a round, beside the bodies it names."""
RUNNING: Final = ("self_check_until", "scoring_until", "words")
"""What may still change once it is under way."""
LAST_DAYS: Final = ("self_check_until", "scoring_until")


def subjects_of(organizer: Organization, scheme: Scheme, *, on: dt.date) -> Any:
    """The open bodies that a round of this organizer and scheme can inspect on a day.

    The city inspects its committees (article 17), or branches as a check of its own; a committee
    its branches (article 12). A unit without a party body (未建单位) is never inspected.
    """
    bodies = Organization.objects.filter(tenant_id=organizer.tenant_id).open(on)
    if scheme.subject == Subject.COMMITTEE:
        return bodies.of_tier(Tier.COMMITTEE)
    branches = bodies.of_tier(Tier.BRANCH).exclude(kind=Kind.UNIT)
    if organizer.tier == Tier.COMMITTEE:
        return branches.filter(committee_id=organizer.pk)
    return branches


def drawn(bodies: Iterable[int], *, share: int, seed: int) -> list[int]:
    """So many per cent of these ids, rounded up, drawn by ``seed``; in the order of the ids.

    The same ids and the same seed give the same draw on any machine and in any year: an id is
    drawn by the digest of seed and id, smallest first.
    """
    every = sorted(bodies)
    count = -(-len(every) * share // 100)
    by_lot = sorted(every, key=lambda pk: hashlib.sha256(f"{seed}:{pk}".encode()).digest())
    return sorted(by_lot[:count])


def inspected_by(round: Round, *, on: dt.date) -> list[int]:
    """The ids that the round inspects when opened on a day: all, drawn, or the chosen still open.

    Reads the round's ``seed``. Two queries at most.
    """
    subjects = subjects_of(round.organizer, round.scheme, on=on)
    if round.choice == Choice.CHOSEN:
        subjects = subjects.filter(pk__in=round.chosen.values("pk"))
    bodies = subjects.order_by("pk").values_list("pk", flat=True)
    if round.choice == Choice.SAMPLE:
        return drawn(bodies, share=round.share or 0, seed=round.seed)
    return list(bodies)


def bodies_left(round: Round) -> list[int]:
    """The ids that a round being opened inspects and has no sheet of yet, as of its first day.

    Asked anew for each batch: what was closed or merged meanwhile gets no sheet.
    """
    day = timezone.localdate(round.opened_at)
    laid = set(Inspection.objects.filter(round=round).values_list("organization_id", flat=True))
    return [pk for pk in inspected_by(round, on=day) if pk not in laid]


def check_organizer(organizer: Organization) -> None:
    """Only the city and a committee hold rounds. Raises ``no_rounds_here``."""
    if organizer.tier not in ORGANIZERS:
        raise ValidationError(
            "体检由市委两新工委或行业党建专委会（党委）组织，其他单位不组织体检。"
            "请切换到工委或专委会的岗位。",
            code="no_rounds_here",
        )


def check_scheme(organizer: Organization, scheme: Scheme) -> None:
    """In use, the organizer's own or the city's, and of bodies that the organizer inspects.

    Raises ``scheme_not_in_use``, ``foreign_scheme``, ``wrong_subject`` beside the field.
    """
    owner = scheme.owner
    is_own = owner.pk == organizer.pk or owner.tier == Tier.CITY
    if scheme.tenant_id != organizer.tenant_id or not is_own:
        raise _beside(
            "scheme",
            "只能选用本单位或市委两新工委制定的体检方案，请重新选择。",
            "foreign_scheme",
        )
    if scheme.status != SchemeStatus.IN_USE:
        raise _beside(
            "scheme",
            f"“{scheme}”{scheme.get_status_display()}，不能用于体检。请选择使用中的方案。",
            "scheme_not_in_use",
        )
    if scheme.subject == Subject.COMMITTEE and organizer.tier != Tier.CITY:
        raise _beside(
            "scheme",
            "对行业党建专委会（党委）的体检由市委两新工委组织。请选用体检两新党组织的方案。",
            "wrong_subject",
        )


def check_name(round: Round) -> None:
    """No other round of the organizer that is not cancelled has the name. Raises ``name_taken``."""
    others = Round.objects.filter(organizer_id=round.organizer_id, name=round.name)
    if others.exclude(status=RoundStatus.CANCELLED).exclude(pk=round.pk).exists():
        raise _beside(
            "name",
            f"本单位已有一轮体检叫“{round.name}”。请换一个名称，例如写明年度和上下半年。",
            "name_taken",
        )


def check_days(round: Round) -> None:
    """The period and the two last days lie in order, and all days in sensible reach of the year.

    Raises ``days_in_order``, ``outside_year`` beside the field.
    """
    if round.period_end < round.period_start:
        raise _beside("period_end", "数据周期止不能早于周期起，请改正。", "days_in_order")
    if round.period_end.year not in (round.year - 1, round.year):
        raise _beside(
            "period_end",
            f"数据周期止须在 {round.year}年或其上一年之内，请核对年度和日期。",
            "outside_year",
        )
    if round.scoring_until < round.self_check_until:
        raise _beside("scoring_until", "核验评分截止不能早于自查截止，请改正。", "days_in_order")
    if round.scoring_until < round.period_start:
        raise _beside(
            "scoring_until", "核验评分截止不能早于数据周期起，请核对日期。", "days_in_order"
        )


def check_choice(round: Round, chosen: Sequence[Organization], *, on: dt.date) -> None:
    """A sample has its share, a named choice its bodies, each of them such as it inspects.

    Raises ``share_needed``, ``nobody_chosen``, ``foreign_body`` beside the field.
    """
    if round.choice == Choice.SAMPLE and not round.share:
        raise _beside("share", "抽样体检须填抽样比例（1～100）。", "share_needed")
    if round.choice != Choice.CHOSEN:
        return
    if not chosen:
        raise _beside("chosen", "请至少选择一个体检对象，或改为全部、抽样。", "nobody_chosen")
    wanted = {body.pk for body in chosen}
    subjects = subjects_of(round.organizer, round.scheme, on=on)
    fitting = set(subjects.filter(pk__in=wanted).values_list("pk", flat=True))
    strange = [body.name for body in chosen if body.pk not in fitting]
    if strange:
        raise _beside(
            "chosen",
            f"“{'”“'.join(strange[:3])}”等 {len(strange)} 个单位不是这一方案的体检对象，"
            "或不属于本单位、已撤销、是未建单位。请取消选择。",
            "foreign_body",
        )


def check_late_edit(round: Round, content: Mapping[str, Any], *, on: dt.date) -> None:
    """Of a round under way nothing changes but ``RUNNING``; of one told or ended nothing at all.

    A last day is moved to no day that is over. Raises ``wrong_status``, ``opened_already``,
    ``day_over``.
    """
    if round.status not in (RoundStatus.SELF_CHECK, RoundStatus.SCORING):
        raise ValidationError(
            f"本轮体检{round.get_status_display()}，不能再修改。"
            "结果有误的，请在申诉期内按申诉更正；需要调整安排的，请另起一轮。",
            code="wrong_status",
        )
    fixed = [name for name in CONTENT if name not in RUNNING and name in content]
    is_other = any(content[name] != getattr(round, name) for name in fixed)
    if "chosen" in content and not is_other:
        named = {body.pk for body in content["chosen"]}
        is_other = named != set(round.chosen.values_list("pk", flat=True))
    if is_other:
        raise ValidationError(
            "体检已启动，只能修改自查截止、核验评分截止和工作要求。"
            "其他内容需要变更的，请取消本轮后重新起草。",
            code="opened_already",
        )
    for name in LAST_DAYS:
        day = content.get(name, getattr(round, name))
        if day != getattr(round, name) and day < on:
            raise _beside(name, "截止日期不能改到今天以前，请重新填写。", "day_over")


def check_opening(round: Round, *, on: dt.date) -> None:
    """The scheme is still in use and the self-check has not run out yet.

    Raises as ``check_scheme``, ``too_late``.
    """
    check_scheme(round.organizer, round.scheme)
    if round.self_check_until < on:
        raise ValidationError(
            f"自查截止 {chinese_date(round.self_check_until)} 已过。请修改截止日期后再启动。",
            code="too_late",
        )


def check_opened(round: Round) -> None:
    """Every inspected body has its sheet. Raises ``still_opening``."""
    if round.is_opening:
        raise ValidationError(
            "体检单还没有全部生成，部分单位还没有收到自查通知，不能转入核验评分。"
            "请等生成完成后再办理。",
            code="still_opening",
        )


def check_all_checked(round: Round) -> None:
    """Every sheet of the round is checked, but for the excused; no reading is under way.

    Raises ``reading_runs``, ``not_all_checked``, ``nobody_left``.
    """
    if round.reading_ticket:
        raise ValidationError(
            "取数还没有完成，不能告知结果。请等取数完成并重新核实后再办理；取数失败的，先重新取数。",
            code="reading_runs",
        )
    sheets = Inspection.objects.filter(round=round).taking_part()
    check_none_left(round, InspectionStatus.CHECKED)
    if not sheets.exists():
        raise ValidationError(
            "所有单位都不参加本轮体检，没有结果可以告知。请取消本轮体检。", code="nobody_left"
        )


def check_none_left(round: Round, status: str) -> None:
    """All sheets of the round have this status, but for the excused. Raises ``not_all_checked``.

    Asked of the checked before they are told, and of the told after: one that was handed back at
    the same moment would stay behind for good.
    """
    sheets = Inspection.objects.filter(round=round).taking_part()
    if left := sheets.exclude(status=status).count():
        raise ValidationError(
            f"还有 {left} 张体检单没有复核，不能告知结果。请先完成评分和复核；"
            "确实不参加的，先办理不参加。",
            code="not_all_checked",
        )


def check_publishing(round: Round, *, on: dt.date) -> None:
    """The days of reply are over and no appeal is open. Raises ``reply_runs``, ``appeals_open``."""
    if round.reply_until is not None and on <= round.reply_until:
        raise ValidationError(
            f"申诉期到 {chinese_date(round.reply_until)} 为止，期满后才能公布。请在次日起办理。",
            code="reply_runs",
        )
    appeals = Appeal.objects.filter(inspection__round=round, status=AppealStatus.RAISED).count()
    if appeals:
        raise ValidationError(
            f"还有 {appeals} 件申诉没有答复。请先逐件答复，再公布结果。", code="appeals_open"
        )


def check_none_appealed(round: Round) -> None:
    """Every sheet went along when the round was published. Raises ``appeals_open``.

    One that was appealed at the last moment of its days would stay behind for good.
    """
    sheets = Inspection.objects.filter(round=round).taking_part()
    if left := sheets.exclude(status=InspectionStatus.PUBLISHED).count():
        raise ValidationError(
            f"刚刚又有 {left} 个单位提出申诉，没有公布。请先逐件答复，再公布结果。",
            code="appeals_open",
        )


def _beside(field: str, words: str, code: str) -> ValidationError:
    return ValidationError({field: ValidationError(words, code=code)})
