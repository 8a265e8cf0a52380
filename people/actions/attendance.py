"""Who attended a course (参加人员): ticked by their own body, listed by name, or by oneself.

It says that somebody took part and nothing else: neither when one came nor where one was.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from hierarchy.actors import Actor
from hierarchy.models import Organization
from hierarchy.terms import Capability
from people.actions.courses import check_open
from people.attendance_sheet import shortened
from people.free_words import for_the_trail
from people.learners import COLUMN, in_order, learners_of, matched, own_learner
from people.models import Course, StudyRecord
from people.policy import refuse_without_register
from people.terms import Learner
from workflow import audit


class Registered(NamedTuple):
    """What a registration changed: how many were added, how many taken off."""

    added: int
    removed: int


@transaction.atomic
def register_attendance(
    *, course: Course, learners: Iterable[Any], actor: Actor, known: Collection[int] = ()
) -> Registered:
    """Let these have attended, and take off who else is among ``known`` (登记参加人员).

    ``known`` are the ids of those registered when the choice was made: whoever was added
    meanwhile, by a colleague or by the own sign-in, stays. So does a record with a certificate,
    which is withdrawn by itself. Raises ``PermissionDenied`` for who may register nobody,
    ``ValidationError`` ``course_closed``, ``not_begun``, ``register_off``, ``foreign_learner``,
    ``nothing_changed``.
    """
    fresh = _locked(course)
    check_open(fresh)
    check_begun(fresh, actor.on)
    _check_register(fresh, actor.on)
    own = _own_learners(fresh, actor)
    wanted = {row.pk for row in learners}
    if wanted - own.keys():
        raise ValidationError(
            "所选人员不存在或不在您可以登记的范围内，请重新选择。", code="foreign_learner"
        )
    column = f"{COLUMN[fresh.learner]}_id"
    rows = fresh.records.select_for_update().filter(**{f"{column}__in": own})
    there = {getattr(row, column): row for row in rows}
    added = [own[pk] for pk in own if pk in wanted and pk not in there]
    gone = there.keys() & set(known) - wanted
    removed = [row for pk, row in there.items() if pk in gone and not row.certificate_id]
    if not added and not removed:
        raise ValidationError("登记情况没有变化。", code="nothing_changed")
    StudyRecord.objects.bulk_create(record_of(fresh, learner, actor) for learner in added)
    StudyRecord.objects.filter(pk__in=[row.pk for row in removed]).delete()
    _leave_trail(fresh, added=added, removed=removed, actor=actor)
    return Registered(len(added), len(removed))


@transaction.atomic
def register_names(
    *, course: Course, names: Iterable[str], actor: Actor, rows: Sequence[tuple[int, str]] = ()
) -> Registered:
    """Add those of one's own scope who bear these names (按名单登记); nobody is taken off.

    ``rows`` are names of a spreadsheet under their numbers there. All or nothing. Raises
    ``ValidationError`` ``names_unknown`` with the names that nobody, or more than one, bears,
    those of a spreadsheet by row, ``no_names``, and what ``register_attendance`` raises.
    """
    fresh = _locked(course)
    given = [name.strip() for name in names if name.strip()]
    if not given and not rows:
        raise ValidationError("请粘贴参加人员姓名，一行一个。", code="no_names")
    own = _own_learners(fresh, actor)
    found, unknown = matched(own.values(), given)
    listed, missed = matched(own.values(), [name for _, name in rows])
    _refuse_unknown(unknown, [row for row in rows if row[1] in missed])
    return register_attendance(course=fresh, learners=[*found, *listed], known=(), actor=actor)


@transaction.atomic
def sign_in(*, course: Course, code: str, actor: Actor) -> StudyRecord:
    """Say of oneself that one attended (自行登记), where the course is open for that.

    A second time changes nothing. Raises ``ValidationError`` ``no_sign_in``, ``not_begun``,
    ``register_off``, ``not_a_learner``.
    """
    fresh = _locked(course)
    if fresh.is_closed or not fresh.sign_code or code != fresh.sign_code:
        raise ValidationError(
            "这门课程没有开启自行登记，或链接已失效。请由所在单位登记。", code="no_sign_in"
        )
    check_begun(fresh, actor.on)
    _check_register(fresh, actor.on)
    learner = own_learner(fresh, actor)
    if learner is None:
        raise ValidationError(
            "没有找到与您的账号对应的人员档案，不能自行登记。请由所在单位登记。",
            code="not_a_learner",
        )
    known: StudyRecord | None = fresh.records.filter(**{COLUMN[fresh.learner]: learner}).first()
    if known is not None:
        return known
    record = record_of(fresh, learner, actor)
    record.save(force_insert=True)
    audit.record(
        verb="course.sign_in", target=fresh, actor=actor, organization=learner.organization
    )
    return record


def check_begun(course: Course, on: dt.date) -> None:
    """Nobody attended what has not begun. Raises ``ValidationError`` ``not_begun``."""
    if on < course.starts_on:
        day = course.starts_on
        raise ValidationError(
            f"课程 {day.month}月{day.day}日 开始，还没有到，不能登记参加人员。", code="not_begun"
        )


def record_of(course: Course, learner: Any, actor: Actor) -> StudyRecord:
    """The unsaved hours of one who attended."""
    return StudyRecord(
        tenant_id=course.tenant_id,
        organization_id=learner.organization_id,
        course=course,
        title=course.title,
        kind=course.kind,
        studied_on=course.ends_on,
        hours=course.hours,
        recorded_by=actor.user,
        **{COLUMN[course.learner]: learner},
    )


def _refuse_unknown(names: Sequence[str], rows: Sequence[tuple[int, str]]) -> None:
    """Raise ``names_unknown`` where a name pasted, or one in a row of a file, fits nobody alone."""
    told = []
    if names:
        told.append(
            f"以下姓名在可登记的人员中没有，或有同名：{'、'.join(names[:20])}。"
            "请核对后再提交；同名的请改用勾选登记。没有登记任何人。"
        )
    if rows:
        faults = [
            f"第 {number} 行“{for_the_trail(name)}”：在可登记的人员中没有，或有同名。"
            for number, name in rows
        ]
        told += shortened(faults)
        told.append("请在表格中改正后重新选择文件；同名的请改用勾选登记。没有登记任何人。")
    if told:
        raise ValidationError([ValidationError(text, code="names_unknown") for text in told])


def _locked(course: Course) -> Course:
    rows = Course.objects.select_for_update(of=("self",)).select_related("organization", "tenant")
    return rows.get(pk=course.pk)


def _check_register(course: Course, on: dt.date) -> None:
    if course.learner == Learner.MEMBER:
        refuse_without_register(course.tenant, on)


def _own_learners(course: Course, actor: Actor) -> dict[int, Any]:
    own = {row.pk: row for row in in_order(learners_of(course, actor), course.learner)}
    if not own:
        raise PermissionDenied(
            "您当前的岗位没有可以登记的人员：由参加人员所在单位或主办单位登记。"
            "如需办理，请切换到相应岗位。"
        )
    return own


def _leave_trail(
    course: Course, *, added: list[Any], removed: list[StudyRecord], actor: Actor
) -> None:
    """One entry a body, with numbers alone: the names stand in the records."""
    counts: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for learner in added:
        counts[learner.organization_id][0] += 1
    for row in removed:
        counts[row.organization_id][1] += 1
    bodies = Organization.objects.select_related("parent").in_bulk(counts)
    for pk, (more, less) in counts.items():
        places = (bodies[pk], bodies[pk].parent, course.organization)
        posts = (actor.post_for(Capability.HANDLE, at=place) for place in places if place)
        audit.record(
            verb="course.attend",
            target=course,
            actor=actor,
            organization=bodies[pk],
            after={"learners_added": more, "learners_removed": less},
            post=next(filter(None, posts), None),
        )
