"""What the examiner photographs opens to the inspected with the result, not before."""

from __future__ import annotations

import io
from typing import Any

import pytest

from inspections.actions.enclosing import enclose_more
from inspections.models import Inspection
from inspections.terms import InspectionStatus
from tests.inspections.scored import (
    CHECKER,
    SCORER,
    SECRETARY,
    as_person,
    page,
    plain,
    said_of,
    scoring,
)
from tests.world import City, World
from workflow.actions import store_attachment
from workflow.models import Attachment

Said = dict[str, dict[int, Any]]


@pytest.fixture
def sheet(world: World, said: Said, settings: Any, tmp_path: Any) -> Inspection:
    """One file of the branch and one of the station that scores it."""
    settings.MEDIA_ROOT = tmp_path
    said_of(world.home, said)
    found = scoring(world.home)
    for person, body, name in (
        (SECRETARY, "branch", "自查照片.txt"),
        (SCORER, "station", "评分底稿.txt"),
    ):
        actor = world.actor(person)
        stored = store_attachment(
            organization=getattr(world, body),
            name=name,
            stream=io.BytesIO(name.encode()),
            size=len(name.encode()),
            actor=actor,
        )
        enclose_more(found, [stored], actor=actor)
    return found


def opens(city: City, name: str) -> set[str]:
    """The files that a person opens."""
    return set(Attachment.objects.visible_to(city.actor(name)).values_list("name", flat=True))


def listed(world: World, name: str, sheet: Inspection) -> set[str]:
    """The files that stand on the page of the sheet."""
    with as_person(world, name) as client:
        shown = plain(client.get(page("inspection_detail", sheet.pk)))
    return {one for one in ("自查照片.txt", "评分底稿.txt") if one in shown}


def test_before_the_result_is_told_the_inspected_reads_its_own_files(
    sheet: Inspection, world: World
) -> None:
    both, own = {"自查照片.txt", "评分底稿.txt"}, {"自查照片.txt"}

    for name in (SECRETARY, "officer"):
        assert opens(world.home, name) == own
        assert listed(world, name, sheet) == own
    for name in (SCORER, CHECKER):
        assert opens(world.home, name) == both
        assert listed(world, name, sheet) == both


def test_with_the_result_the_inspected_reads_all_of_them(sheet: Inspection, world: World) -> None:
    Inspection.objects.filter(pk=sheet.pk).update(status=InspectionStatus.TOLD)

    assert opens(world.home, SECRETARY) == {"自查照片.txt", "评分底稿.txt"}
    assert listed(world, SECRETARY, sheet) == {"自查照片.txt", "评分底稿.txt"}
