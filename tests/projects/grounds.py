"""What the tests of projects stand on: a city with its rules and money, and a project at any step.

Everything is built through the actions, as the people of ``tests.world`` would do it: the
clerk of the mall committee writes, its leader signs, the city's clerk and leader decide, the
head of the station leads the project. Days run on from ``DAY``: the notice ends on 9 March.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from accounts.models import User
from hierarchy.actors import Actor
from projects.actions.applying import (
    draft_project,
    set_budget_lines,
    set_milestones,
    submit_project,
)
from projects.actions.branding import ask_brand, publish_pack, recognise_brand
from projects.actions.budgets import set_budget
from projects.actions.checking import accept_project, ask_acceptance, waive_midterm
from projects.actions.closing import archive_project, settle_project
from projects.actions.deciding import (
    approve_project,
    countersign_book,
    publish_project,
    sign_book,
)
from projects.actions.reviewing import pass_form, score_project
from projects.actions.rules import seed_project_rules
from projects.actions.working import hand_in_midterm, reach_milestone
from projects.models import BrandPack, CatalogueEntry, FundSource, Project
from projects.review_rules import criteria_of
from projects.terms import Catalogue
from projects.wishes import BudgetWish
from tests.snapshots import laid_down, named, rung
from tests.world import AT, FOUNDED, City, World

YEAR = 2026
DAY = dt.date(2026, 3, 2)
"""When applications are written, reviewed and put on notice; a Monday."""
DECIDED = dt.date(2026, 3, 10)
"""The first day after the notice: approval, both signatures."""
HALFWAY = dt.date(2026, 7, 20)
ENDED = dt.date(2026, 11, 20)
CLOSED = dt.date(2026, 12, 10)
REVIEWERS = ("city_leader", "lawyer_leader", "lawyer_clerk")
LINES = (("city", "training", "20000.00"), ("city", "print", "10000.00"))
"""Source, category and amount of each line, unless a test says otherwise."""
PANEL = ("陆市书", "朱市办")


def at(day: dt.date, hour: int = 9) -> dt.datetime:
    """A moment of a day, as the world counts it."""
    return dt.datetime.combine(day, dt.time(hour), tzinfo=AT.tzinfo)


def home_of(world: World | City) -> City:
    """The city itself, of a world its first."""
    return world.home if isinstance(world, World) else world


def who(world: World | City, name: str, day: dt.date = DAY) -> Actor:
    """A person on a day."""
    return home_of(world).actor(name, at=at(day))


def with_rules(world: World | City) -> None:
    """The city's default lists and rules of projects, from its beginning."""
    city = home_of(world)

    def seed() -> list[int]:
        return [seed_project_rules(tenant=city.tenant, on=FOUNDED, actor=city.system)]

    laid_down(("project rules", named(city)), seed)


def entry(world: World | City, catalogue: Catalogue, code: str) -> CatalogueEntry:
    """One name of one of the city's lists."""
    return CatalogueEntry.objects.get(tenant=home_of(world).tenant, catalogue=catalogue, code=code)


def source(world: World | City, code: str = "city") -> FundSource:
    """One of the city's sources of money."""
    return FundSource.objects.get(tenant=home_of(world).tenant, code=code)


def wishes(world: World | City, lines: Sequence[tuple[str, str, str]] = LINES) -> list[BudgetWish]:
    """Lines of a budget by codes."""
    return [
        BudgetWish(
            source(world, of), entry(world, Catalogue.EXPENSE_CATEGORY, what), Decimal(amount)
        )
        for of, what, amount in lines
    ]


def with_budget(
    world: World | City, amount: str = "500000.00", *, code: str = "city", year: int = YEAR
) -> None:
    """Money for the year from one source."""
    city = home_of(world)

    def decide() -> list[int]:
        set_budget(
            organization=city.city,
            year=year,
            source=source(city, code),
            amount=Decimal(amount),
            paper_number="示例财〔2026〕1号",
            decided_on=DAY - dt.timedelta(days=30),
            actor=who(city, "city_leader"),
        )
        return []

    laid_down(("budget", named(city), amount, code, year), decide)


def content(world: World | City, **given: Any) -> dict[str, Any]:
    """What an application says, unless a test says otherwise."""
    city = home_of(world)
    return {
        "name": "商圈红色驿站",
        "category": entry(city, Catalogue.PROJECT_CATEGORY, "venue"),
        "lead": city.user("station_head"),
        "members": [city.user("officer")],
        "participants": [city.station],
        "background": "商圈党员流动大，缺少活动场所。",
        "goals": "建成商圈红色驿站 1 处，服务党员 300 人次。",
        "measures": "选址共建，轮值开放，按月开展主题党日。",
        "outcomes": "驿站 1 处，制度 1 套，案例 1 个。",
        "starts_on": dt.date(YEAR, 3, 15),
        "ends_on": dt.date(YEAR, 11, 30),
        "year": YEAR,
        **given,
    }


@rung(Project)
def a_project(
    world: World | City,
    *,
    lines: Sequence[tuple[str, str, str]] = LINES,
    applicant: str = "mall",
    by: str = "mall_clerk",
    day: dt.date = DAY,
    **given: Any,
) -> Project:
    """A complete draft, ready to be handed up."""
    city = home_of(world)
    actor = who(city, by, day)
    project = draft_project(
        applicant=getattr(city, applicant), content=content(city, **given), actor=actor
    )
    set_budget_lines(project=project, lines=wishes(city, lines), actor=actor)
    middle, end = dt.date(YEAR, 7, 15), dt.date(YEAR, 11, 15)
    steps = [("驿站建成开放", middle), ("总结推广", end)]
    set_milestones(project=project, milestones=steps, actor=actor)
    return project


@rung(Project)
def submitted_project(world: World | City, *, by: str = "mall_clerk", **given: Any) -> Project:
    """Handed up, waiting for the city to look at its form."""
    project = a_project(world, by=by, **given)
    return submit_project(project=project, actor=who(world, by))


@rung(Project)
def reviewed_project(
    world: World | City, *, reviewers: Sequence[str] = REVIEWERS, **given: Any
) -> Project:
    """In review, nobody has scored."""
    city = home_of(world)
    return pass_form(
        project=submitted_project(city, **given),
        reviewers=[city.user(name) for name in reviewers],
        due_on=DAY + dt.timedelta(days=7),
        actor=who(city, "city_clerk"),
    )


def points(project: Project, lost: int = 2, *, on: dt.date = DAY) -> dict[str, Decimal]:
    """So many points below the most for each criterion of the city: with 2, 90 in all."""
    return {one.code: Decimal(one.points - lost) for one in criteria_of(project, on=on)}


@rung(Project)
def scored_project(world: World | City, *, lost: int = 2, **given: Any) -> Project:
    """In review, everybody asked has scored."""
    project = reviewed_project(world, **given)
    for appraisal in project.appraisals.select_related("reviewer").order_by("pk"):
        score_project(
            appraisal=appraisal,
            points=points(project, lost),
            opinion="目标明确，预算合理。",
            actor=_as(world, appraisal.reviewer),
        )
    return project


@rung(Project)
def noticed_project(world: World | City, **given: Any) -> Project:
    """On public notice until 9 March."""
    return publish_project(project=scored_project(world, **given), actor=who(world, "city_clerk"))


@rung(Project)
def approved_project(world: World | City, **given: Any) -> Project:
    """Approved, its money arranged; the year's budget must be there (``with_budget``)."""
    return approve_project(
        project=noticed_project(world, **given),
        approval_number="示例两新工委〔2026〕8号",
        actor=who(world, "city_leader", DECIDED),
    )


@rung(Project)
def signed_project(world: World | City, *, signer: str = "mall_leader", **given: Any) -> Project:
    """Its task book signed by the applicant."""
    return sign_book(
        project=approved_project(world, **given),
        terms="按期完成，专款专用。",
        actor=who(world, signer, DECIDED),
    )


@rung(Project)
def running_project(
    world: World | City, *, shares: Sequence[int] = (50, 30, 20), **given: Any
) -> Project:
    """Under way: signed by both, its tranches planned (15000, 9000 and 6000 by default)."""
    return countersign_book(
        project=signed_project(world, **given),
        shares=shares,
        actor=who(world, "city_leader", DECIDED),
    )


@rung(Project)
def checked_project(world: World | City, **given: Any) -> Project:
    """Under mid-term check."""
    return hand_in_midterm(
        project=running_project(world, **given),
        report="驿站已建成，服务 160 人次。",
        actor=who(world, "mall_clerk", HALFWAY),
    )


@rung(Project)
def advancing_project(world: World | City, **given: Any) -> Project:
    """Past the mid-term check, which was waived."""
    return waive_midterm(
        project=running_project(world, **given),
        reason="项目周期短",
        actor=who(world, "city_leader", HALFWAY),
    )


@rung(Project)
def finished_project(world: World | City, **given: Any) -> Project:
    """Waiting for acceptance, all milestones reached."""
    project = advancing_project(world, **given)
    reach_all(world, project)
    return ask_acceptance(
        project=project,
        closing_report="驿站建成，服务党员 320 人次。",
        actor=who(world, "mall_clerk", ENDED),
    )


def reach_all(world: World | City, project: Project, day: dt.date = ENDED) -> None:
    """Say of every milestone that it stands."""
    for milestone in project.milestones.filter(done_on__isnull=True):
        reach_milestone(
            milestone=milestone,
            done_on=day,
            words="已按期完成",
            actor=who(world, "mall_clerk", day),
        )


@rung(Project)
def accepted_project(world: World | City, **given: Any) -> Project:
    """Accepted by the city."""
    return accept_project(
        project=finished_project(world, **given),
        opinion="达到任务书要求，同意验收。",
        panel=PANEL,
        actor=who(world, "city_leader", ENDED),
    )


@rung(Project)
def settled_project(world: World | City, **given: Any) -> Project:
    """Accounts settled; nothing was ever paid out."""
    return settle_project(
        project=accepted_project(world, **given), actor=who(world, "city_leader", CLOSED)
    )


@rung(Project)
def archived_project(world: World | City, **given: Any) -> Project:
    """Filed away."""
    return archive_project(
        project=settled_project(world, **given), actor=who(world, "city_clerk", CLOSED)
    )


@rung(Project)
def brand_project(world: World | City, **given: Any) -> Project:
    """Recognised as a brand until 10 December 2028."""
    asked = ask_brand(
        project=archived_project(world, **given),
        reason="成效明显，可复制推广。",
        actor=who(world, "mall_clerk", CLOSED),
    )
    return recognise_brand(project=asked, actor=who(world, "city_leader", CLOSED))


@rung(BrandPack)
def a_pack(world: World | City, **given: Any) -> BrandPack:
    """A brand's case in the library."""
    return publish_pack(
        project=brand_project(world, **given),
        title="商圈红色驿站的做法",
        summary="选址共建，轮值开放。",
        results="服务党员 320 人次。",
        advice="先定轮值表，再开放。",
        attachments=[],
        actor=who(world, "city_clerk", CLOSED),
    )


def _as(world: World | City, user: User, day: dt.date = DAY) -> Actor:
    city = home_of(world)
    name = next(key for key, one in city.users.items() if one.pk == user.pk)
    return who(city, name, day)
