"""A sheet at any step of its life, by the people of the world, and opening its pages as them.

The station's head goes and scores, the committee's leader checks, the secretary answers for the
branch. What is read comes from the made-up room of ``tests.inspections.told``.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from inspections.actions.checking import check_inspection
from inspections.actions.rounds import tell_results
from inspections.actions.scheme_copying import lay_parts
from inspections.actions.schemes import draft_scheme
from inspections.actions.scoring import confirm_all, set_scores, submit_scores
from inspections.models import Inspection, Round, Scheme, Score
from inspections.scheme_data import DimensionData, LimitData, SchemeData, manual, ratio
from inspections.score_rules import ScoreAnswer
from inspections.terms import Comparison, Grade, SchemeStatus, Subject
from tests.inspections.grounds import a_scoring_round, an_open_round, sheet_of
from tests.world import AT, City, World
from workflow.indicators import Reading, RowBehind

SCORER, CHECKER, SECRETARY = "station_head", "mall_leader", "secretary"


def reading(value: int, of: int) -> Reading:
    """So many of so many, with one row behind it."""
    rows = (RowBehind("2025年7月党员大会", dt.date(2025, 7, 10), counts=True),)
    return Reading(Decimal(value), Decimal(of), rows=rows)


def said_of(city: City, said: dict[str, dict[int, Reading]], value: int = 3, of: int = 6) -> None:
    """Let the made-up room say the same of the mall's branches and of the committees."""
    bodies = (city.branch, city.second_branch, city.sibling_branch, city.mall, city.lawyer)
    for key in ("times", "members"):
        said[key] = {body.pk: reading(value, of) for body in bodies}


def told_scheme(city: City, subject: Subject = Subject.BRANCH) -> Scheme:
    """30 and 30 points read, 25 and 15 given; one limit read, one set by a person."""
    data = SchemeData(
        name="测试方案",
        subject=subject,
        dimensions=(
            DimensionData(
                "A",
                "基本活动",
                (
                    ratio("A1", "党员大会", 30, "told.times"),
                    ratio("A2", "清单签收", 30, "told.members"),
                ),
            ),
            DimensionData(
                "B",
                "基本阵地",
                (
                    manual("B1", "固定场所与标识", 25, "现场核验。", evidence="现场照片"),
                    manual("B2", "作用发挥", 15, "评分须写明依据。"),
                ),
            ),
        ),
        limits=(
            LimitData("全年没有党员大会", Grade.FAIR, "told.times", Comparison.BELOW, Decimal(1)),
            LimitData("弄虚作假", Grade.POOR),
        ),
    )
    scheme = draft_scheme(
        owner=city.city,
        subject=data.subject,
        name=data.name,
        content={},
        actor=city.actor("city_clerk"),
    )
    lay_parts(data, scheme)
    Scheme.objects.filter(pk=scheme.pk).update(status=SchemeStatus.IN_USE, adopted_on=city.on)
    return Scheme.objects.get(pk=scheme.pk)


def self_checking(city: City, body: str = "branch") -> Inspection:
    """A sheet that waits for its self-check."""
    return sheet_of(an_open_round(city, scheme=told_scheme(city)), city, body)


def scoring(city: City, body: str = "branch") -> Inspection:
    """A sheet that waits to be scored; what the room says has been read."""
    return sheet_of(a_scoring_round(city, scheme=told_scheme(city)), city, body)


def score(sheet: Inspection, code: str) -> Score:
    """One score of a sheet, fresh."""
    return Score.objects.select_related("indicator", "inspection").get(
        inspection=sheet, indicator__code=code
    )


def given(sheet: Inspection, city: City, *, by: str = SCORER, b1: str = "20") -> Inspection:
    """B1 short of full with its ground, B2 in full; saved."""
    answers = {
        score(sheet, "B1").pk: ScoreAnswer(Decimal(b1), reason="标识不全"),
        score(sheet, "B2").pk: ScoreAnswer(Decimal(15)),
    }
    return set_scores(
        inspection=sheet, answers=answers, visited_on=city.on, words="已看", actor=city.actor(by)
    )


def submitted(sheet: Inspection, city: City, *, by: str = SCORER) -> Inspection:
    """Scored, confirmed and handed in."""
    given(sheet, city, by=by)
    confirm_all(inspection=sheet, actor=city.actor(by))
    return submit_scores(inspection=sheet, actor=city.actor(by))


def told_sheet(
    city: City, *, on: dt.datetime = AT, more: Callable[[Inspection], object] | None = None
) -> Inspection:
    """Every sheet of the round scored, checked and told; ``more`` is done to the branch's first."""
    sheet = scoring(city)
    if more is not None:
        more(sheet)
    held = sheet.round
    for one in held.inspections.order_by("pk"):
        by = "single_head" if one.examiner == city.single else SCORER
        check_inspection(inspection=submitted(one, city, by=by), actor=city.actor(CHECKER))
    tell_results(round=Round.objects.get(pk=held.pk), actor=city.actor(CHECKER, at=on))
    return Inspection.objects.get(pk=sheet.pk)


def refused(code: str) -> Any:
    """That a business refusal of this code comes."""
    return pytest.raises(ValidationError, check=lambda raised: code in codes(raised))


def codes(raised: ValidationError) -> set[str]:
    """The codes of a refusal, of all its fields."""
    lists = raised.error_dict.values() if hasattr(raised, "error_dict") else [raised.error_list]
    return {str(one.code) for errors in lists for one in errors}


@contextmanager
def as_person(world: World, name: str, at: dt.datetime = AT) -> Iterator[Client]:
    """A person signed in at a moment."""
    with time_machine.travel(at, tick=False):
        yield world.login(Client(), name)


def page(name: str, *args: Any) -> str:
    """The address of a page of inspections."""
    return reverse(f"inspections:{name}", args=args)


def said_by(answer: Any) -> str:
    """What the page said after something was sent."""
    return " ".join(str(one) for one in get_messages(answer.wsgi_request))


def plain(answer: Any) -> str:
    """The words of a page, without tags and breaks."""
    text = re.sub(r"<(script|style)\b.*?</\1>", " ", answer.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))
