"""Which findings a letter tells, by whom and when; and that it calls itself by its right name."""

from __future__ import annotations

from typing import Any

import pytest

from inspections.actions.rectifications import (
    draft_for_round,
    draft_rectification,
    edit_rectification,
    issue_rectification,
    issue_rectifications,
    note_verbal,
)
from inspections.letter_words import DEMANDS
from inspections.matters import InspectionMatters
from inspections.models import Finding, Inspection, Rectification, Round
from inspections.terms import InspectionStatus, Level, RectificationKind, RoundStatus
from tests.inspections.letters import (
    CONTENT,
    a_finding,
    a_letter,
    a_round,
    an_inspection,
    found,
)
from tests.inspections.scored import CHECKER, as_person, page, plain, refused
from tests.world import City, World

SPOKEN = {"title": "会议记录不全", "demands": "当场补齐签到。"}


@pytest.fixture
def city(world: World) -> City:
    return world.home


def told(city: City, *, organizer: str = "mall", **given: Any) -> list[Finding]:
    """What a round that is in its days of reply found of the branch."""
    held = a_round(city, organizer=organizer, status=RoundStatus.REPLY, name="申诉期内的体检")
    given = {"earned": {"A1": "16"}, "status": InspectionStatus.TOLD, **given}
    return found(city, an_inspection(city, held, **given))


def published(findings: list[Finding]) -> None:
    """Their round is published."""
    Inspection.objects.filter(findings__in=findings).update(status=InspectionStatus.PUBLISHED)
    Round.objects.filter(inspections__findings__in=findings).update(status=RoundStatus.PUBLISHED)


def test_no_letter_tells_what_an_appeal_may_still_take_back(city: City) -> None:
    findings, leader = told(city), city.actor(CHECKER)
    letter = a_letter(city, findings=findings)

    with refused("result_open"):
        issue_rectification(rectification=letter, actor=leader)

    published(findings)
    issue_rectification(rectification=letter, actor=leader)


def test_nothing_of_an_open_result_is_settled_on_the_spot(city: City, world: World) -> None:
    findings = told(city)
    given: dict[str, Any] = {
        "organization": city.branch,
        "issuer": city.mall,
        "content": SPOKEN,
        "findings": findings,
        "closed": True,
    }
    address = f"{page('rectification_new')}?kind=verbal&body={city.branch.pk}"

    with refused("finding_taken"):
        note_verbal(**given, actor=city.actor("mall_clerk"))
    with as_person(world, "mall_clerk") as client:
        assert findings[0].fact not in plain(client.get(address))

    published(findings)
    with as_person(world, "mall_clerk") as client:
        assert findings[0].fact in plain(client.get(address))
    note_verbal(**given, actor=city.actor("mall_clerk"))
    assert Finding.objects.get(pk=findings[0].pk).settled_on == city.on


def test_what_a_round_found_its_organizer_tells(city: City, world: World) -> None:
    findings = told(city, organizer="city")
    published(findings)
    own = a_finding(city)
    given: dict[str, Any] = {"organization": city.branch, "kind": "order", "content": CONTENT}

    with refused("finding_taken"):
        draft_rectification(
            **given, issuer=city.mall, findings=findings, actor=city.actor("mall_clerk")
        )
    with as_person(world, "mall_clerk") as client:
        shown = plain(client.get(f"{page('rectification_new')}?body={city.branch.pk}"))
    assert own.fact in shown
    assert findings[0].fact not in shown
    letter = draft_rectification(
        **given, issuer=city.city, findings=findings, actor=city.actor("city_clerk")
    )
    assert list(letter.findings.all()) == findings


def test_a_draft_that_an_appeal_left_without_ground_is_not_issued(city: City) -> None:
    findings = told(city)
    held = Round.objects.get(inspections__findings__in=findings)
    draft_for_round(round=held, actor=city.actor("mall_clerk"))
    letter = Rectification.objects.get()
    Finding.objects.all().delete()
    Inspection.objects.update(status=InspectionStatus.PUBLISHED)

    with refused("nothing_to_tell") as raised:
        issue_rectifications(rectifications=Rectification.objects.all(), actor=city.actor(CHECKER))
    assert "观前商城党支部" in raised.value.messages[0]

    Inspection.objects.update(grade="fair")
    issue_rectification(rectification=letter, actor=city.actor(CHECKER))


def test_a_letter_calls_itself_by_its_way_of_telling(city: City) -> None:
    standing = {**CONTENT, "demands": DEMANDS[RectificationKind.ORDER].replace("\n", "\r\n")}
    letter = a_letter(city, kind="reminder", **standing)

    assert letter.title == "关于党务公开的批评指正函"
    assert letter.demands == DEMANDS[RectificationKind.REMINDER]
    changed = edit_rectification(
        rectification=letter, changes={"kind": "order"}, actor=city.actor("mall_clerk")
    )
    assert changed.title == "关于党务公开的整改通知书"
    assert changed.demands == DEMANDS[RectificationKind.ORDER]


def test_own_words_stay_whatever_the_way_of_telling(city: City) -> None:
    letter = a_letter(city, kind="reminder", title="关于公开栏的函", demands="每月更新。")

    assert (letter.title, letter.demands) == ("关于公开栏的函", "每月更新。")


def test_nobody_is_asked_to_write_to_a_body_that_is_closed(city: City, world: World) -> None:
    finding = a_finding(city, level=Level.RED)
    actor = city.actor("mall_clerk")

    def waits() -> tuple[bool, bool, bool]:
        matters = InspectionMatters().matters(organization=city.mall, actor=actor)
        with as_person(world, "mall_clerk") as client:
            whole = client.get(page("finding_list"))
            listed = client.get(f"{page('finding_list')}?state=free")
        tile = next(one for one in whole.context["tiles"] if one["label"] == "未列入整改")
        return (
            any(finding.fact in one.title for one in matters),
            bool(tile["value"]),
            finding.fact in plain(listed),
        )

    assert waits() == (True, True, True)
    type(city.branch).objects.filter(pk=city.branch.pk).update(closed_on=city.on)
    assert waits() == (False, False, False)
    with as_person(world, "mall_clerk") as client:
        assert finding.fact in plain(client.get(page("finding_list")))
