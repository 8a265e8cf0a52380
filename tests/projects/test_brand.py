"""From a finished project to a brand, its case in the library, and 借鉴 with one press."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from projects.actions.applying import add_paper, edit_project
from projects.actions.branding import (
    adopt_pack,
    ask_brand,
    decline_brand,
    publish_pack,
    recognise_brand,
    renew_brand,
    revoke_brand,
    withdraw_pack,
)
from projects.actions.closing import archive_project, stop_project
from projects.brand_rules import brand_end
from projects.models import Adoption, BrandPack, Project
from projects.terms import PaperKind, ProjectStatus
from tests.projects.grounds import (
    CLOSED,
    a_pack,
    accepted_project,
    archived_project,
    brand_project,
    running_project,
    who,
)
from tests.projects.test_applying import a_file, refused
from tests.world import World
from workflow.models import Notice

UNTIL = dt.date(2028, 12, 10)


def borrow(world: World, pack: BrandPack, body: str, name: str) -> Project:
    """A body takes the case up."""
    return adopt_pack(pack=pack, organization=getattr(world, body), actor=who(world, name, CLOSED))


def test_a_brand_has_a_number_and_stands_for_the_city_s_years(funded: World) -> None:
    project = brand_project(funded)

    assert project.brand_number == "PP-2026-001"
    assert (project.brand_on, project.brand_until) == (CLOSED, UNTIL)
    for day, valid in ((CLOSED, True), (UNTIL, True), (UNTIL + dt.timedelta(days=1), False)):
        assert Project.objects.brands(day).exists() is valid


def test_the_years_of_a_leap_day_end_with_february() -> None:
    assert brand_end(dt.date(2028, 2, 29), 2) == dt.date(2030, 2, 28)
    assert brand_end(dt.date(2028, 2, 29), 4) == dt.date(2032, 2, 29)


def test_only_what_was_accepted_becomes_a_brand(funded: World) -> None:
    stopped = stop_project(
        project=running_project(funded), reason="终止", actor=who(funded, "city_leader", CLOSED)
    )
    filed = archive_project(project=stopped, actor=who(funded, "city_clerk", CLOSED))

    with refused("not_accepted"):
        ask_brand(project=filed, reason="成效明显", actor=who(funded, "mall_clerk", CLOSED))


def test_declined_it_may_be_asked_for_anew(funded: World) -> None:
    project = archived_project(funded)
    clerk = who(funded, "mall_clerk", CLOSED)
    leader = who(funded, "city_leader", CLOSED)
    ask_brand(project=project, reason="成效明显", actor=clerk)
    back = decline_brand(project=project, reason="示范性不足", actor=leader)
    assert back.status == ProjectStatus.ARCHIVED
    ask_brand(project=project, reason="补充了三个点位", actor=clerk)

    assert recognise_brand(project=project, actor=leader).status == ProjectStatus.BRAND


@pytest.mark.parametrize(
    ("day", "until"),
    [
        (dt.date(2028, 6, 10), dt.date(2030, 12, 10)),
        (UNTIL, dt.date(2030, 12, 10)),
        # Late: the years begin on the day of the look.
        (dt.date(2029, 1, 5), dt.date(2031, 1, 5)),
    ],
)
def test_looked_at_again_a_brand_stands_on(funded: World, day: dt.date, until: dt.date) -> None:
    project = brand_project(funded)
    renewed = renew_brand(project=project, actor=who(funded, "city_leader", day))

    assert renewed.brand_until == until
    assert renewed.brand_number == "PP-2026-001"


def test_a_brand_is_not_renewed_long_before_its_end(funded: World) -> None:
    with refused("too_early"):
        renew_brand(
            project=brand_project(funded),
            actor=who(funded, "city_leader", dt.date(2028, 6, 9)),
        )


def test_a_brand_taken_back_counts_no_more_and_its_case_leaves_the_library(
    funded: World,
) -> None:
    pack = a_pack(funded)
    day = dt.date(2027, 5, 6)
    project = revoke_brand(
        project=pack.project, reason="弄虚作假", actor=who(funded, "city_leader", day)
    )

    pack.refresh_from_db()
    assert project.status == ProjectStatus.ARCHIVED
    assert not Project.objects.brands(day).exists()
    assert pack.withdrawn_on == day
    with refused("withdrawn"):
        borrow(funded, pack, "lawyer", "lawyer_clerk")


def test_the_applicant_publishes_a_brand_and_the_city_any_finished_project(
    funded: World,
) -> None:
    said = {"title": "案例", "summary": "做法", "results": "成效", "advice": ""}
    archived = archived_project(funded)
    for name in ("mall_clerk", "lawyer_clerk"):
        with pytest.raises(PermissionDenied):
            publish_pack(project=archived, attachments=[], actor=who(funded, name, CLOSED), **said)
    pack = publish_pack(
        project=archived, attachments=[], actor=who(funded, "city_clerk", CLOSED), **said
    )
    assert pack.published_on == CLOSED

    brand = brand_project(funded, name="第二个")
    again = publish_pack(
        project=brand, attachments=[], actor=who(funded, "mall_clerk", CLOSED), **said
    )
    assert again.project == brand
    with refused("not_finished"):
        publish_pack(
            project=accepted_project(funded, name="第三个", more_reason="试点"),
            attachments=[],
            actor=who(funded, "city_clerk", CLOSED),
            **said,
        )


def test_the_files_of_a_case_are_papers_of_its_project(funded: World) -> None:
    project = archived_project(funded)
    actor = who(funded, "city_clerk", CLOSED)
    said = {"title": "案例", "summary": "做法", "results": "成效", "advice": ""}
    own = a_file(funded)
    with refused("foreign_file"):
        publish_pack(project=project, attachments=[own], actor=actor, **said)
    add_paper(
        project=project,
        kind=PaperKind.BRAND,
        attachment=own,
        actor=who(funded, "mall_clerk", CLOSED),
    )

    pack = publish_pack(project=project, attachments=[own], actor=actor, **said)
    assert list(pack.attachments.all()) == [own]


def test_a_case_taken_out_may_be_put_in_again(funded: World) -> None:
    pack = a_pack(funded)
    actor = who(funded, "city_clerk", CLOSED)
    withdraw_pack(pack=pack, reason="补充材料", actor=actor)
    with refused("withdrawn"):
        withdraw_pack(pack=pack, reason="补充材料", actor=actor)
    again = publish_pack(
        project=pack.project,
        title="新标题",
        summary="做法",
        results="成效",
        advice="",
        attachments=[],
        actor=actor,
    )

    assert (again.pk, again.withdrawn_on, again.title) == (pack.pk, None, "新标题")


def test_a_committee_borrows_a_case_into_a_draft_of_its_own(funded: World) -> None:
    pack = a_pack(funded)
    project = borrow(funded, pack, "lawyer", "lawyer_clerk")

    assert (project.applicant, project.status) == (funded.lawyer, ProjectStatus.DRAFT)
    assert project.adopted_from == pack
    assert project.lead == funded.user("lawyer_clerk")
    for name in ("name", "category", "background", "goals", "measures", "outcomes"):
        assert getattr(project, name) == getattr(pack.project, name)
    assert (project.starts_on, project.ends_on) == (CLOSED, dt.date(2026, 12, 31))
    assert not project.budget.exists()
    assert Adoption.objects.get().organization == funded.lawyer
    assert Notice.objects.filter(
        recipient=funded.user("mall_leader"), title__contains="律师行业党委借鉴了案例"
    ).exists()
    edit_project(
        project=project, content={"name": "律所驿站"}, actor=who(funded, "lawyer_clerk", CLOSED)
    )


def test_pressed_twice_the_first_draft_goes_on(funded: World) -> None:
    pack = a_pack(funded)
    borrow(funded, pack, "lawyer", "lawyer_clerk")

    with refused("adopted"):
        borrow(funded, pack, "lawyer", "lawyer_leader")
    assert Adoption.objects.count() == 1


def test_other_tiers_and_the_case_s_own_body_do_not_borrow(funded: World) -> None:
    pack = a_pack(funded)

    with refused("own_pack"):
        borrow(funded, pack, "mall", "mall_clerk")
    with refused("not_committee"):
        borrow(funded, pack, "lawyer_station", "station_head")
    with pytest.raises(PermissionDenied):
        borrow(funded, pack, "lawyer", "mall_clerk")


def test_a_case_is_read_by_every_tier_of_its_city_alone(funded: World) -> None:
    pack = a_pack(funded)

    for name in ("lawyer_secretary", "secretary", "officer", "town_reader", "city_clerk"):
        assert pack in BrandPack.objects.visible_to(who(funded, name, CLOSED))
    assert not BrandPack.objects.visible_to(who(funded.twin, "city_leader", CLOSED)).exists()
