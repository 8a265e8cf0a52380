"""Cases worked by hand in a workbook: the arithmetic and the whole engine come to the same."""

from __future__ import annotations

from decimal import Decimal

import pytest

from inspections.actions.reading import take_readings
from inspections.actions.results import settle_result, settle_results
from inspections.actions.rounds import start_scoring
from inspections.actions.scheme_copying import lay_parts
from inspections.actions.schemes import draft_scheme
from inspections.models import Adjustment, GradeLimit, Indicator, Inspection, LimitHit, Scheme
from inspections.reading import line_of
from inspections.scoring import bites, grade_of, total_of
from inspections.terms import SchemeStatus
from tests.inspections import golden
from tests.inspections.golden import Golden
from tests.inspections.grounds import an_open_round, sheet_of
from tests.world import AT, World
from workflow.indicators import Reading

Said = dict[str, dict[int, Reading]]


def of_case(case: Golden) -> dict[str, Indicator]:
    """The indicators of the scheme as unsaved rows, by code."""
    rows = [one for part in golden.scheme().dimensions for one in part.indicators]
    return {
        row.code: Indicator(
            code=row.code,
            points=row.points,
            formula=row.formula,
            step=row.step,
            target=row.target,
            may_be_absent=row.may_be_absent,
        )
        for row in rows
    }


@pytest.mark.parametrize("case", golden.cases(), ids=lambda case: case.name)
def test_each_line_and_total_is_as_worked_by_hand(case: Golden) -> None:
    indicators = of_case(case)
    lines: list[tuple[Decimal, Decimal | None]] = []
    for answer in case.answers:
        indicator = indicators[answer.code]
        got = answer.given
        if indicator.is_automatic:
            line = line_of(indicator, answer.reading)
            assert line.is_absent == answer.is_absent, answer.code
            got = line.earned
        assert got == answer.earned, answer.code
        lines.append((indicator.points, got))

    total = total_of(lines, adjustments=case.adjustments, adjust_most=Decimal(5))

    assert (total.points, total.full, total.total) == (case.points, case.full, case.total)
    assert grade_of(case.total, Scheme(), limits=_limits(case)) == case.grade


def _limits(case: Golden) -> list[str]:
    said = {"told.silent": case.silent, "told.life": case.life}
    found = []
    for limit in golden.scheme().limits:
        value = said.get(limit.source)
        by_hand = limit.name in case.limits
        read = value is not None and limit.bound is not None
        if by_hand or (read and bites(limit.comparison, limit.bound, Reading(value))):
            found.append(limit.grade)
    return found


@pytest.mark.parametrize("case", golden.cases(), ids=lambda case: case.name)
def test_the_engine_comes_to_the_same_from_reading_to_grade(
    world: World, said: Said, case: Golden
) -> None:
    sheet = _scored(world, said, case)

    settle_result(sheet)

    kept = Inspection.objects.get(pk=sheet.pk)
    assert (kept.points, kept.full, kept.total) == (case.points, case.full, case.total)
    assert (kept.grade, kept.limited_by) == (case.grade, case.limited_by)
    lines = dict(kept.scores.values_list("indicator__code", "earned"))
    assert lines == {answer.code: answer.earned for answer in case.answers}


def test_many_sheets_are_settled_as_one_by_one(world: World, said: Said) -> None:
    case = next(one for one in golden.cases() if one.name.startswith("14"))
    sheet = _scored(world, said, case)

    settle_results(list(Inspection.objects.order_by("pk").values_list("pk", flat=True)))

    kept = Inspection.objects.get(pk=sheet.pk)
    assert (kept.total, kept.grade, kept.limited_by) == (case.total, case.grade, case.limited_by)
    others = Inspection.objects.exclude(pk=sheet.pk)
    assert set(others.values_list("total", "grade")) == {(None, "")}, "nobody scored by hand yet"


def test_the_workbook_shows_every_sum_and_no_formula_hides_one() -> None:
    for case in golden.cases():
        assert all(case.texts), case.name
        assert not any(text.startswith("=") for text in case.texts), case.name
    assert len(golden.cases()) >= 18


def _scored(world: World, said: Said, case: Golden) -> Inspection:
    """A sheet of the case: read from the made-up room, the rest given by hand."""
    body = world.home.branch.pk
    _tell(said, case, body)
    round = an_open_round(world.home, scheme=_scheme(world))
    started = start_scoring(round=round, actor=world.actor("mall_leader"))
    take_readings(round_id=round.pk, ticket=started.reading_ticket, actor=world.home.system)
    sheet = sheet_of(round, world.home)
    for answer in case.answers:
        if answer.code.startswith("C"):
            row = sheet.scores.filter(indicator__code=answer.code)
            assert row.update(earned=answer.given, is_absent=answer.is_absent) == 1
    for points in case.adjustments:
        Adjustment.objects.create(inspection=sheet, points=points, reason="示例", added_at=AT)
    for name in case.limits:
        limit = GradeLimit.objects.get(scheme=round.scheme, name=name)
        LimitHit.objects.create(inspection=sheet, limit=limit, reason="示例", added_at=AT)
    return sheet


def _tell(said: Said, case: Golden, body: int) -> None:
    sources = {
        one.code: one.source for part in golden.scheme().dimensions for one in part.indicators
    }
    for answer in case.answers:
        if answer.reading is not None:
            said[sources[answer.code].removeprefix("told.")] = {body: answer.reading}
    for key, value in (("silent", case.silent), ("life", case.life)):
        if value is not None:
            said[key] = {body: Reading(value)}


def _scheme(world: World) -> Scheme:
    data = golden.scheme()
    scheme = draft_scheme(
        owner=world.home.city,
        subject=data.subject,
        name=data.name,
        content={},
        actor=world.actor("city_clerk"),
    )
    lay_parts(data, scheme)
    Scheme.objects.filter(pk=scheme.pk).update(status=SchemeStatus.IN_USE, adopted_on=AT.date())
    return Scheme.objects.get(pk=scheme.pk)
