"""Findings: drawn from scores, drawn again after an appeal, or noted where somebody saw one."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inspections.actions.findings import findings_of, note_finding
from inspections.models import Finding, LimitHit, Score
from inspections.terms import Grade, Level
from tests.inspections.letters import a_finding, a_letter, a_round, an_inspection, found, issued
from tests.world import AT, World
from workflow.models import AuditEntry

pytestmark = pytest.mark.django_db


def test_a_score_below_the_bounds_is_a_red_or_a_yellow_finding(world: World) -> None:
    round_ = a_round(world.home)
    # 16 of 30 is 53 %: yellow below 60. 4 of 25 is 16 %: red below 20. 10 of 15 is 67 %: none.
    inspection = an_inspection(
        world.home, round_, earned={"A1": "16", "B1": "4", "B2": "10"}, reason="现场未见标识。"
    )

    findings = found(world.home, inspection)

    assert [(one.code, one.level) for one in findings] == [
        ("A1", Level.YELLOW),
        ("B1", Level.RED),
    ]
    assert findings[1].lost == Decimal("21.0000")
    assert findings[1].fact == "固定场所与标识：现场未见标识。"
    assert findings[1].organization == world.branch


def test_a_reading_is_told_with_what_was_due_and_what_was_done(world: World) -> None:
    inspection = an_inspection(
        world.home,
        a_round(world.home),
        earned={"A1": "15"},
        value=Decimal(1),
        of=Decimal(2),
    )

    (finding,) = found(world.home, inspection)

    assert finding.fact == "党员大会：应达 2 期，实际 1 期（50%）。"


@pytest.mark.parametrize(
    ("formula", "target", "said"),
    [
        ("threshold", "1", "党员大会：应达 1 期，实际 0 期。"),
        ("ratio", "4", "党员大会：应达 4 期，实际 0 期。"),
        ("deduction", None, "党员大会：发现 0 期。"),
    ],
)
def test_a_count_is_told_as_what_is_missing_unless_each_one_costs(
    world: World, formula: str, target: str | None, said: str
) -> None:
    round_ = a_round(world.home)
    rows = round_.scheme.indicators.filter(code="A1")
    rows.update(formula=formula, target=None if target is None else Decimal(target))
    sheet = an_inspection(world.home, round_, earned={"A1": "0"}, value=Decimal(0), of=None)

    (finding,) = found(world.home, sheet)

    assert finding.fact == said


def test_what_does_not_apply_is_no_finding(world: World) -> None:
    inspection = an_inspection(world.home, a_round(world.home), earned={"A1": None})

    assert found(world.home, inspection) == []


def test_a_limit_that_kept_the_grade_down_is_a_finding_without_points(world: World) -> None:
    inspection = an_inspection(world.home, a_round(world.home))
    limit = inspection.round.scheme.limits.get()
    LimitHit.objects.create(
        inspection=inspection, limit=limit, reason="台账与事实不符。", added_at=AT
    )

    (finding,) = found(world.home, inspection)

    assert limit.grade == Grade.POOR
    assert (finding.level, finding.lost) == (Level.RED, None)
    assert finding.fact == "弄虚作假：台账与事实不符，等次最高为“较差”。"


def test_drawing_again_follows_an_upheld_appeal(world: World) -> None:
    inspection = an_inspection(world.home, a_round(world.home), earned={"A1": "10", "A2": "12"})
    first, second = found(world.home, inspection)
    Score.objects.filter(pk=first.score_id).update(earned=Decimal(30))
    Score.objects.filter(pk=second.score_id).update(earned=Decimal(15))

    (left,) = found(world.home, inspection)

    assert (left.pk, left.lost) == (second.pk, Decimal("15.0000"))


def test_what_a_letter_told_is_not_rewritten(world: World) -> None:
    inspection = an_inspection(world.home, a_round(world.home), earned={"A1": "10"})
    findings = found(world.home, inspection)
    issued(world.home, findings=findings, inspection=inspection)
    Score.objects.filter(inspection=inspection).update(earned=Decimal(30))

    assert [one.lost for one in found(world.home, inspection)] == [Decimal("20.0000")]


def test_a_draft_follows_what_is_drawn_again(world: World) -> None:
    inspection = an_inspection(world.home, a_round(world.home), earned={"A1": "10"})
    findings = found(world.home, inspection)
    letter = a_letter(world.home, findings=findings, inspection=inspection)
    Score.objects.filter(inspection=inspection).update(earned=Decimal("15"))

    found(world.home, inspection)

    assert [one.lost for one in letter.findings.all()] == [Decimal("15.0000")]


def test_drawing_twice_changes_nothing(world: World) -> None:
    inspection = an_inspection(world.home, a_round(world.home), earned={"A1": "10", "B1": "2"})
    before = [one.pk for one in found(world.home, inspection)]

    assert findings_of([inspection.pk], on=world.home.on) == 2
    assert [one.pk for one in found(world.home, inspection)] == before


def test_queries_do_not_grow_with_the_inspections(world: World) -> None:
    round_ = a_round(world.home)
    one = an_inspection(world.home, round_, earned={"A1": "10"})
    two = an_inspection(world.home, round_, "second_branch", earned={"A1": "10"})
    with CaptureQueriesContext(connection) as single:
        findings_of([one.pk], on=world.home.on)
    Finding.objects.all().delete()
    with CaptureQueriesContext(connection) as double:
        findings_of([one.pk, two.pk], on=world.home.on)

    assert len(double) == len(single)


def test_personal_numbers_in_a_reason_never_reach_a_finding(world: World) -> None:
    inspection = an_inspection(
        world.home,
        a_round(world.home),
        earned={"B1": "1"},
        reason="联系人 13800000000，证件 320500199001011234 未核实",
    )

    (finding,) = found(world.home, inspection)

    assert "1380000" not in finding.fact
    assert "199001" not in finding.fact
    assert "未核实" in finding.fact


@pytest.mark.parametrize(
    "person", ["officer", "station_head", "mall_clerk", "mall_leader", "city_clerk"]
)
def test_whoever_works_above_a_branch_notes_what_was_seen(world: World, person: str) -> None:
    finding = a_finding(world.home, person=person)

    assert finding.organization == world.branch
    entry = AuditEntry.objects.about(finding).get()
    assert (entry.verb, entry.user) == ("finding.note", world.user(person))


@pytest.mark.parametrize(
    "person", ["secretary", "second_secretary", "lawyer_leader", "district_reader", "single_head"]
)
def test_nobody_else_notes_anything(world: World, person: str) -> None:
    with pytest.raises(PermissionDenied):
        a_finding(world.home, person=person)


def test_the_twin_city_notes_nothing_here(world: World) -> None:
    with pytest.raises(PermissionDenied):
        note_finding(
            organization=world.branch,
            content={"level": Level.RED, "fact": "越界。"},
            actor=world.actor("twin.mall_leader"),
        )


def test_a_unit_without_party_organisation_has_no_findings(world: World) -> None:
    with pytest.raises(ValidationError) as refused:
        a_finding(world.home, "unit")

    assert refused.value.code == "no_inspection_here"


def test_nothing_is_found_tomorrow(world: World) -> None:
    with pytest.raises(ValidationError) as refused:
        a_finding(world.home, found_on=world.home.on + dt.timedelta(days=1))

    assert "found_on" in refused.value.error_dict


def test_a_noted_fact_names_no_identity_number(world: World) -> None:
    with pytest.raises(ValidationError) as refused:
        a_finding(world.home, fact="党员 32050019900101123X 未参加活动。")

    assert refused.value.error_dict["fact"][0].code == "personal_data"
