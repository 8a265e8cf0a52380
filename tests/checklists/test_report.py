"""上报: how far it is, and that it is done; figures, evidence and the tiers below."""

from __future__ import annotations

import datetime as dt
import hashlib
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction

from checklists.actions.deciding import accept_assignment
from checklists.actions.handling import report_completion, report_progress, withdraw_report
from checklists.actions.issuing import issue_checklist
from checklists.models import Assignment, Report
from hierarchy.models import Organization
from tests.lists import (
    BRANCHES,
    cascade,
    city_draft,
    city_list,
    completed,
    figure,
    given_to,
    signed_by,
)
from tests.world import World
from workflow.models import Attachment, Notice


def photo(world: World, owner: Organization, name: str) -> Attachment:
    return Attachment.objects.create(
        tenant=owner.tenant,
        organization=owner,
        name=name,
        content_type="image/jpeg",
        size=1,
        sha256=hashlib.sha256(name.encode()).hexdigest(),
        file=f"evidence/{name}",
        uploaded_at=world.at,
    )


def test_a_summed_figure_cannot_be_typed_in_a_word_on_progress_either(world: World) -> None:
    cascade(world, titles=("党建体检",), **figure(12))
    officer = world.actor("officer")

    with pytest.raises(ValidationError, match="汇总值不能手改") as refused:
        report_progress(
            assignment=given_to(world, "officer"),
            text="手改",
            actual_value=Decimal(99),
            actor=officer,
        )

    assert refused.value.code == "summed_figure"
    assert given_to(world, "officer").actual_value is None
    report = report_progress(assignment=given_to(world, "officer"), text="在推进", actor=officer)
    assert report.actual_value == 0


def test_progress_keeps_the_status_and_the_last_figures(world: World) -> None:
    cascade(world, titles=("党建体检",), **figure(12))

    report = report_progress(
        assignment=given_to(world, "branch"),
        text="已走访两户",
        actual_value=Decimal(2),
        progress=40,
        problems="一户不配合",
        next_steps="再上门",
        actor=world.actor("secretary"),
    )

    owed = given_to(world, "branch")
    assert (owed.status, owed.progress, owed.actual_value) == ("in_progress", 40, Decimal(2))
    assert owed.last_report_at == world.at
    assert (report.user_name, report.post) == ("云支一", "观前商城党支部 书记")


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"text": " "}, "words_needed"),
        ({"progress": 101}, "progress_range"),
        ({"progress": -1}, "progress_range"),
        ({"actual_value": Decimal(-1)}, "negative_figure"),
    ],
)
def test_a_report_that_can_not_be_is_refused(
    world: World, wrong: dict[str, object], code: str
) -> None:
    cascade(world, titles=("党建体检",))
    said: dict[str, object] = {"text": "已走访", **wrong}

    with pytest.raises(ValidationError) as refusal:
        report_progress(
            assignment=given_to(world, "branch"),
            actor=world.actor("secretary"),
            **said,  # type: ignore[arg-type]
        )
    assert refusal.value.code == code
    assert not Report.objects.exists()


def test_what_is_not_signed_for_is_not_reported_on(world: World) -> None:
    city_list(world)
    owed = given_to(world, "mall")
    actor = world.actor("mall_leader")

    with pytest.raises(ValidationError, match="待签收的请先签收"):
        report_progress(assignment=owed, text="在办", actor=actor)
    with pytest.raises(ValidationError, match=r"现为“待签收”|当前状态为“待签收”"):
        report_completion(assignment=owed, text="办完", actor=actor)


def test_a_branch_needs_its_evidence(world: World) -> None:
    cascade(world, titles=("党建体检",), evidence_minimum=2, evidence_types="照片、记录")
    owed = given_to(world, "branch")
    first = photo(world, world.branch, "会议.jpg")

    with pytest.raises(
        ValidationError, match=r"佐证材料至少 2 份（照片、记录），现有 1 份"
    ) as refusal:
        completed(world, owed, "secretary", evidence=[first, first])
    assert refusal.value.code == "evidence_missing"

    second = photo(world, world.branch, "签到.jpg")
    done = completed(world, owed, "secretary", evidence=[first, second])
    assert done.status == "reported"
    assert done.reports.get().evidence.count() == 2


def test_evidence_of_others_is_no_evidence(world: World) -> None:
    cascade(world, titles=("党建体检",))
    for owner in (world.second_branch, world.twin.branch):
        foreign = photo(world, owner, f"{owner.pk}.jpg")

        with pytest.raises(ValidationError, match="所选佐证材料不存在"):
            completed(world, given_to(world, "branch"), "secretary", evidence=[foreign])
    assert not Report.objects.exists()


def test_a_superior_cites_what_its_branches_uploaded(world: World) -> None:
    cascade(world, titles=("党建体检",))
    for body, person in BRANCHES:
        owed = completed(world, given_to(world, body), person)
        accept_assignment(assignment=owed, actor=world.actor("officer"))

    report = report_completion(
        assignment=given_to(world, "officer"),
        text="三户均已完成",
        evidence=[photo(world, world.branch, "会议.jpg")],
        actor=world.actor("officer"),
    )

    assert report.evidence.count() == 1


def test_a_figure_is_asked_for_at_the_last_tier(world: World) -> None:
    cascade(world, titles=("党建体检",), **figure(12))

    with pytest.raises(ValidationError, match="请填写“建成数”的实际值"):
        completed(world, given_to(world, "branch"), "secretary")


def test_open_work_below_blocks_and_then_its_sum_goes_up(world: World) -> None:
    cascade(world, titles=("党建体检",), **figure(12))
    officer = world.actor("officer")
    with pytest.raises(ValidationError, match="还有 3 项下级任务未销号"):
        completed(world, given_to(world, "officer"), "officer")
    for value, (body, person) in zip((4, 5, 2), BRANCHES, strict=True):
        owed = completed(world, given_to(world, body), person, actual_value=Decimal(value))
        accept_assignment(assignment=owed, actor=officer)

    with pytest.raises(ValidationError, match="下级已销号合计 11，汇总值不能手改"):
        completed(world, given_to(world, "officer"), "officer", actual_value=Decimal(12))
    done = completed(world, given_to(world, "officer"), "officer")

    assert (done.status, done.actual_value, done.progress) == ("reported", Decimal(11), 100)


def test_a_ratio_is_not_summed_but_reported(world: World) -> None:
    cascade(world, titles=("党建体检",), **figure(95, unit="%", indicator_kind="ratio"))
    for body, person in BRANCHES:
        owed = completed(world, given_to(world, body), person, actual_value=Decimal(98))
        accept_assignment(assignment=owed, actor=world.actor("officer"))

    done = completed(world, given_to(world, "officer"), "officer", actual_value=Decimal(97))

    assert done.actual_value == Decimal(97)


def test_what_was_not_decomposed_is_not_done(world: World) -> None:
    signed_by(world, city_list(world), "mall", "mall_leader")

    with pytest.raises(ValidationError, match="请先把这一事项分解下发给下级"):
        completed(world, given_to(world, "mall"), "mall_leader")


def test_a_request_to_settle_is_taken_back_and_sent_again(world: World) -> None:
    cascade(world, titles=("党建体检",))
    owed = completed(world, given_to(world, "branch"), "secretary")
    later = world.actor("secretary", at=world.at + dt.timedelta(hours=1))

    taken = withdraw_report(assignment=owed, actor=later)
    assert taken.status == "in_progress"
    with pytest.raises(ValidationError, match=r"已由 云支一 于 3月2日 10:00 撤回申请"):
        accept_assignment(assignment=owed, actor=world.actor("officer"))

    assert completed(world, taken, "secretary").status == "reported"


def test_the_issuer_is_told_and_nobody_else(world: World) -> None:
    cascade(world, titles=("党建体检",))
    Notice.objects.all().delete()

    completed(world, given_to(world, "branch"), "secretary")

    told = set(Notice.objects.values_list("recipient_id", flat=True))
    assert told == {world.user("officer").pk, world.user("delegate").pk}


def test_nobody_reports_for_another_body(world: World) -> None:
    cascade(world, titles=("党建体检",))
    owed = given_to(world, "branch")

    for person in ("officer", "second_secretary", "city_leader", "twin.secretary", "town_reader"):
        with pytest.raises(PermissionDenied):
            report_progress(assignment=owed, text="已办", actor=world.actor(person))
        with pytest.raises(PermissionDenied):
            completed(world, owed, person)
    assert Assignment.objects.get(pk=owed.pk).status == "in_progress"


def test_what_a_report_cites_can_not_be_taken_away(world: World) -> None:
    cascade(world, titles=("党建体检",))
    file = photo(world, world.branch, "会议.jpg")
    completed(world, given_to(world, "branch"), "secretary", evidence=[file])
    report = Report.objects.get()

    for take_away in (lambda: report.evidence.remove(file), report.evidence.clear, file.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            take_away()
    assert report.evidence.get() == file


def test_an_attachment_leaves_a_draft_but_not_an_issued_list(world: World) -> None:
    draft = city_draft(world)
    kept, dropped = (photo(world, world.city, name) for name in ("依据.jpg", "误传.jpg"))
    draft.attachments.add(kept, dropped)
    draft.attachments.remove(dropped)
    issue_checklist(checklist=draft, actor=world.actor("city_leader"))

    with pytest.raises(DatabaseError), transaction.atomic():
        draft.attachments.remove(kept)
    assert draft.attachments.get() == kept
