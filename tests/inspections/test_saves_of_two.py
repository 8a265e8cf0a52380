"""Two people score one sheet: what one did not touch stays, and nothing is overwritten unseen."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from inspections.actions.scoring import set_scores
from inspections.models import Inspection
from inspections.score_marks import mark_of_score, mark_of_visit
from inspections.score_rules import ScoreAnswer
from tests.inspections.scored import (
    SCORER,
    as_person,
    codes,
    given,
    page,
    plain,
    said_of,
    score,
    scoring,
)
from tests.world import City, World

Said = dict[str, dict[int, Any]]
CODES = ("B1", "B2")


@pytest.fixture
def city(world: World, said: Said, settings: Any, tmp_path: Any) -> City:
    settings.MEDIA_ROOT = tmp_path
    said_of(world.home, said)
    return world.home


def form_of(answer: Any, sheet: Inspection, **lines: dict[str, Any]) -> dict[str, Any]:
    """What the browser sends of a page as it was opened, with some lines filled in otherwise."""
    form = answer.context["form"]
    found: dict[str, Any] = {"then": "save"}
    names = ["seen", "visited_on", "words"]
    for code in CODES:
        pk = score(sheet, code).pk
        names += [f"s{pk}-{name}" for name in ("choice", "points", "reason", "seen")]
    for name in names:
        found[name] = form[name].value() or ""
    for code, fields in lines.items():
        pk = score(sheet, code).pk
        found |= {f"s{pk}-{name}": value for name, value in fields.items()}
    return found


def test_the_later_save_of_one_line_is_told_who_saved_what(world: World, city: City) -> None:
    sheet = scoring(city)
    address = page("inspection_score", sheet.pk)
    with as_person(world, SCORER) as client:
        opened = client.get(address)
        given(sheet, city, b1="20")
        data = form_of(opened, sheet, B1={"choice": "zero", "reason": "没有场所"})
        answer = client.post(address, data)
    shown = plain(answer)

    assert answer.status_code == 422
    assert f"您打开本页后，{world.user(SCORER).name}于 3月2日" in shown
    assert "已将 B1 固定场所与标识 评为“20 分，依据：标识不全”" in shown
    assert "没有场所" in shown, "what was entered stays on the page"
    assert score(sheet, "B1").earned == 20


def test_saving_once_more_is_a_decision_and_goes_through(world: World, city: City) -> None:
    sheet = scoring(city)
    address = page("inspection_score", sheet.pk)
    with as_person(world, SCORER) as client:
        opened = client.get(address)
        given(sheet, city, b1="20")
        lines = {"B1": {"choice": "zero", "reason": "没有场所"}}
        refused = client.post(address, form_of(opened, sheet, **lines))
        answer = client.post(address, form_of(refused, sheet))

    assert answer.status_code == 302
    assert (score(sheet, "B1").earned, score(sheet, "B1").reason) == (0, "没有场所")
    assert score(sheet, "B2").earned == 15, "which this person never touched"


def test_lines_that_a_person_did_not_touch_keep_what_another_gave(world: World, city: City) -> None:
    sheet = scoring(city)
    address = page("inspection_score", sheet.pk)
    with as_person(world, SCORER) as client:
        opened = client.get(address)
        set_scores(
            inspection=sheet,
            answers={score(sheet, "B1").pk: ScoreAnswer(Decimal(20), reason="标识不全")},
            visited_on=city.on,
            words="已看",
            actor=city.actor(SCORER),
        )
        answer = client.post(address, form_of(opened, sheet, B2={"choice": "full"}))
    fresh = Inspection.objects.get(pk=sheet.pk)

    assert answer.status_code == 302
    assert (score(sheet, "B1").earned, score(sheet, "B2").earned) == (20, 15)
    assert (fresh.visited_on, fresh.visit_words) == (city.on, "已看")


def test_words_of_the_visit_are_not_overwritten_unseen(world: World, city: City) -> None:
    sheet = scoring(city)
    address = page("inspection_score", sheet.pk)
    with as_person(world, SCORER) as client:
        opened = client.get(address)
        given(sheet, city)
        data = form_of(opened, sheet) | {"words": "没有见到人"}
        answer = client.post(address, data)
        kept = Inspection.objects.get(pk=sheet.pk).visit_words
        again = client.post(address, form_of(answer, sheet) | {"words": "没有见到人"})

    assert answer.status_code == 422
    assert "已改了核验日期或核验情况，现为“2026-03-02，已看”" in plain(answer)
    assert "没有见到人" in plain(answer)
    assert kept == "已看"
    assert again.status_code == 302
    assert Inspection.objects.get(pk=sheet.pk).visit_words == "没有见到人"


def test_who_saved_the_same_is_not_held_up(world: World, city: City) -> None:
    sheet = scoring(city)
    address = page("inspection_score", sheet.pk)
    with as_person(world, SCORER) as client:
        opened = client.get(address)
        given(sheet, city, b1="12.5")
        lines = {"B1": {"choice": "half", "reason": "标识不全"}, "B2": {"choice": "full"}}
        data = form_of(opened, sheet, **lines) | {"visited_on": "2026-03-02", "words": "已看"}
        answer = client.post(address, data)

    assert answer.status_code == 302


def test_after_a_refused_submit_ones_own_save_is_no_other_persons(world: World, city: City) -> None:
    sheet = scoring(city)
    address = page("inspection_score", sheet.pk)
    with as_person(world, SCORER) as client:
        opened = client.get(address)
        data = form_of(opened, sheet, B1={"choice": "full"}) | {"then": "submit", "words": "已看"}
        refused = client.post(address, data)
        lines = {"B1": {"choice": "zero", "reason": "没有场所"}}
        answer = client.post(address, form_of(refused, sheet, **lines) | {"words": "已看完"})

    assert (refused.status_code, answer.status_code) == (422, 302)
    assert "已办 1 / 4 项" in plain(refused)
    assert score(sheet, "B1").earned == 0
    assert Inspection.objects.get(pk=sheet.pk).visit_words == "已看完"


def test_every_line_that_collides_is_told_at_once_and_nothing_is_written(city: City) -> None:
    sheet = scoring(city)
    before = {code: mark_of_score(score(sheet, code)) for code in CODES}
    given(sheet, city)

    with pytest.raises(ValidationError) as refused:
        set_scores(
            inspection=sheet,
            answers={
                score(sheet, code).pk: ScoreAnswer(Decimal(5), reason="另有看法", seen=seen)
                for code, seen in before.items()
            },
            visited_on=city.on,
            words="已看",
            actor=city.actor(SCORER),
            seen=mark_of_visit(None, ""),
        )

    assert codes(refused.value) == {"saved_meanwhile"}
    assert len(refused.value.error_dict) == 2
    assert [score(sheet, code).earned for code in CODES] == [20, 15]


def test_line_breaks_that_a_browser_sends_are_no_change(city: City) -> None:
    sheet = scoring(city)

    assert mark_of_visit(city.on, "一\r\n二") == mark_of_visit(city.on, "一\n二")
    assert mark_of_score(score(sheet, "B1")) == mark_of_score(score(sheet, "B2"))
