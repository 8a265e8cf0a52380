"""Projects, brand cases and venues in the one search, each in the reader's scope."""

from __future__ import annotations

from tests.projects import fronts, grounds
from tests.projects.grounds import CLOSED, at, who
from tests.world import World
from workbench.finding import Group, find


def found(world: World, text: str, person: str) -> Group | None:
    groups = find(text, actor=who(world, person, CLOSED))
    return next((group for group in groups if group.label == "项目"), None)


def test_a_project_is_found_by_name_and_number_by_its_own_line_only(ruled: World) -> None:
    project = grounds.submitted_project(ruled)

    for text in ("红色驿站", project.number):
        group = found(ruled, text, "mall_leader")
        assert group is not None
        assert [hit.title for hit in group.hits] == [project.name]
        assert project.applicant.name in group.hits[0].note
        assert found(ruled, text, "lawyer_leader") is None
        twin = ruled.twin.actor("city_leader", at=at(CLOSED))
        assert [group.label for group in find(text, actor=twin)] == []


def test_a_case_in_the_library_is_found_by_every_tier(funded: World) -> None:
    pack = grounds.a_pack(funded)

    for person in ("secretary", "officer", "lawyer_leader"):
        group = found(funded, "轮值开放", person)
        assert group is not None
        assert [hit.title for hit in group.hits] == [pack.title]


def test_a_venue_is_found_by_name_and_address_by_the_whole_city(ruled: World) -> None:
    venue = fronts.a_venue(ruled.home)

    group = found(ruled, venue.name, "lawyer_leader")

    assert group is not None
    assert venue.name in [hit.title for hit in group.hits]
