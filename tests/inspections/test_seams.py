"""What other rooms learn of inspections: due days, figures, matters, files, words."""

from __future__ import annotations

import ast
import datetime as dt
import re
from pathlib import Path

from django.conf import settings

from hierarchy.actors import Actor
from inspections.audit_words import VERBS
from inspections.citations import InspectionCitations
from inspections.due import CorrectionDue, RectificationDue, ReplyDue, ScoringDue, SelfCheckDue
from inspections.figure_source import InspectionFigures
from inspections.matters import InspectionMatters
from inspections.models import Correction, Finding, Inspection, Rectification, Round
from inspections.terms import (
    InspectionStatus,
    Level,
    RectificationKind,
    RectificationStatus,
    ReviewGrade,
    ReviewStatus,
    RoundStatus,
)
from tests.inspections import grounds
from tests.inspections.test_todos import DAY, a_letter, a_review, told_round, who
from tests.world import AT, World
from workflow.figures import Figure
from workflow.models import Attachment

ROOT = Path(settings.BASE_DIR)
VERB = re.compile(r"[a-z_]+\.[a-z_]+")


def published_round(world: World) -> Round:
    """The mall committee's round with the results of two of its three branches."""
    round = told_round(world)
    rows = Inspection.objects.filter(round=round)
    rows.update(status=InspectionStatus.PUBLISHED)
    rows.filter(organization=world.sibling_branch).update(status=InspectionStatus.EXCUSED)
    Round.objects.filter(pk=round.pk).update(status=RoundStatus.PUBLISHED, published_at=AT)
    return round


def figures(world: World, body: str = "mall", person: str = "mall_leader") -> dict[str, Figure]:
    found = InspectionFigures().figures(
        organization=getattr(world, body),
        start=dt.date(2026, 1, 1),
        end=dt.date(2026, 12, 31),
        actor=who(world, person, dt.date(2026, 12, 31)),
    )
    return {figure.label: figure for figure in found}


def test_a_self_check_and_a_visit_are_due_by_the_days_of_their_round(world: World) -> None:
    round = grounds.an_open_round(world.home)
    source = SelfCheckDue()
    rows = source.owed(tenant=world.tenant, only=(), but=())
    due = rows.values_list("pk", source.due_column, source.body_column)

    assert len(due) == 3
    assert {day for _, day, _ in due} == {round.self_check_until}
    subjects = source.subjects([pk for pk, _, _ in due])
    assert {one.organization_id for one in subjects.values()} == {body for _, _, body in due}
    assert not source.owed(tenant=world.twin.tenant, only=(), but=())

    Inspection.objects.filter(round=round).update(status=InspectionStatus.ON_SITE)
    Round.objects.filter(pk=round.pk).update(status=RoundStatus.SCORING)
    assert source.subjects([pk for pk, _, _ in due]) == {}
    visits = ScoringDue()
    found = visits.owed(tenant=world.tenant, only=(), but=())
    assert set(found.values_list(visits.body_column, flat=True)) == {
        world.station.pk,
        world.single.pk,
    }
    assert "观前商城党支部" in str(visits.subjects(list(found.values_list("pk", flat=True))))


def test_a_result_is_urged_until_it_is_signed_for(world: World) -> None:
    round = told_round(world)
    source = ReplyDue()
    ids = list(source.owed(tenant=world.tenant, only=(), but=()).values_list("pk", flat=True))

    assert len(ids) == 3
    Inspection.objects.filter(round=round).update(seen_at=AT)
    assert source.subjects(ids) == {}


def test_a_letter_is_due_until_the_body_hands_in_and_each_kind_may_have_its_plan(
    world: World,
) -> None:
    letter = a_letter(world, RectificationStatus.ISSUED)
    source = RectificationDue()

    assert set(source.codes(tenant=world.tenant)) == set(RectificationKind.values)
    (subject,) = source.subjects([letter.pk]).values()
    assert (subject.due_on, subject.is_binding) == (letter.due_on, True)
    assert letter.number in subject.title
    order = [RectificationKind.ORDER]
    assert source.owed(tenant=world.tenant, only=order, but=()).exists()
    assert not source.owed(tenant=world.tenant, only=(), but=order).exists()

    Rectification.objects.update(status=RectificationStatus.RECHECK)
    assert source.subjects([letter.pk]) == {}
    assert not source.owed(tenant=world.tenant, only=(), but=()).exists()


def test_a_correction_is_due_until_it_is_done(world: World) -> None:
    review = a_review(world, ReviewStatus.CLOSED, grade=ReviewGrade.FAIR)
    correction = Correction.objects.create(review=review, words="补齐党课记录", due_on=DAY)
    source = CorrectionDue()

    (subject,) = source.subjects([correction.pk]).values()
    assert subject.organization_id == world.branch.pk
    assert subject.title == "补齐党课记录（2025年度述职评议）"
    Correction.objects.update(done_on=DAY)
    assert not source.owed(tenant=world.tenant, only=(), but=()).exists()


def test_a_summary_tells_who_was_inspected_of_how_many(world: World) -> None:
    published_round(world)

    found = figures(world)["党建体检覆盖"]

    assert (found.value, found.of) == (2, 3)
    assert "未建单位不计" in found.note
    assert figures(world, "city", "city_leader")["党建体检覆盖"].of == 4
    assert figures(world, "lawyer", "lawyer_leader") == {}


def test_a_summary_tells_what_was_found_and_put_right_in_time(world: World) -> None:
    in_time = a_letter(world, RectificationStatus.CLOSED, reported_on=DAY, closed_on=DAY)
    a_letter(
        world,
        RectificationStatus.CLOSED,
        number="ZG-2026-0002",
        reported_on=DAY,
        closed_on=DAY,
        second_since=DAY,
    )
    a_letter(world, RectificationStatus.REVOKED, number="ZG-2026-0003")
    for letter, settled in ((in_time, DAY), (None, None)):
        Finding.objects.create(
            tenant=world.tenant,
            organization=world.branch,
            rectification=letter,
            level=Level.RED,
            fact="缺会议记录。",
            found_on=DAY,
            settled_on=settled,
        )

    found = figures(world)

    assert (found["整改按期完成"].value, found["整改按期完成"].of) == (1, 2)
    assert (found["体检问题已销号"].value, found["体检问题已销号"].of) == (1, 2)
    assert all(one.of and one.note and one.path for one in found.values())
    assert set(figures(world, "station", "station_head")) == set(found)


def test_a_meeting_may_talk_of_rounds_red_findings_and_late_letters(world: World) -> None:
    grounds.an_open_round(world.home)
    a_letter(world, RectificationStatus.WORKING, due_on=DAY)
    Finding.objects.create(
        tenant=world.tenant,
        organization=world.branch,
        level=Level.RED,
        fact="缺书记。",
        found_on=DAY,
    )
    found = list(
        InspectionMatters().matters(organization=world.mall, actor=who(world, "mall_leader"))
    )

    assert [matter.title for matter in found] == [
        "党建体检：2025年下半年党建体检",
        "整改：关于规范组织生活的整改通知书",
        "红项：缺书记。",
    ]
    others = InspectionMatters().matters(
        organization=world.lawyer, actor=who(world, "lawyer_leader")
    )
    assert list(others) == []


def test_evidence_is_read_by_whoever_sees_what_cites_it(world: World) -> None:
    letter = a_letter(world, RectificationStatus.RECHECK)
    file = Attachment.objects.create(
        tenant=world.tenant,
        organization=world.branch,
        name="示例.pdf",
        content_type="application/pdf",
        size=1,
        sha256="0" * 64,
        file="none.pdf",
        uploaded_at=AT,
    )
    letter.attachments.add(file)

    def reads(actor: Actor) -> bool:
        cited = InspectionCitations().cited(actor)
        return Attachment.objects.filter(cited, pk=file.pk).exists()

    assert all(reads(who(world, name)) for name in ("secretary", "mall_clerk", "town_reader"))
    assert not any(reads(who(world, name)) for name in ("lawyer_clerk", "second_secretary"))
    assert not reads(world.twin.actor("mall_clerk"))


def test_every_verb_of_the_room_has_a_chinese_word() -> None:
    used = {
        node.value.value
        for path in (ROOT / "inspections" / "actions").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.keyword)
        and node.arg == "verb"
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
        and VERB.fullmatch(node.value.value)
    }

    assert used
    assert used - set(VERBS) == set()
    assert all(not word.isascii() for word in VERBS.values())
