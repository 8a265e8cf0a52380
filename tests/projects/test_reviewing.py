"""Review: three scores free of conflict, averaged to two places; who belongs has no say."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from projects.actions.deciding import publish_project
from projects.actions.reviewing import name_reviewers, pass_form, recuse, score_project
from projects.models import Appraisal, CatalogueEntry, Project
from projects.review_rules import criteria_of
from projects.scores import average_of
from projects.terms import AppraisalStatus, Catalogue, ProjectStatus
from tests.projects.grounds import (
    DAY,
    REVIEWERS,
    points,
    reviewed_project,
    scored_project,
    submitted_project,
    who,
)
from tests.projects.test_applying import refused
from tests.world import World
from workflow.audit_words import in_words
from workflow.models import AuditEntry, Notice


def of(project: Project, world: World, name: str) -> Appraisal:
    """One person's part in a review."""
    return Appraisal.objects.get(project=project, reviewer=world.user(name))


def scored(world: World, project: Project, name: str, lost: int) -> Appraisal:
    """A person's score, so many points below the most for each of the five criteria."""
    return score_project(
        appraisal=of(project, world, name),
        points=points(project, lost),
        opinion="可行",
        actor=who(world, name),
    )


@pytest.mark.parametrize(
    ("names", "code"),
    [
        (("city_leader", "lawyer_leader"), "reviewers_few"),
        (("city_leader", "lawyer_leader", "lawyer_leader"), "reviewers_few"),
        (("city_leader", "lawyer_leader", "mall_leader"), "conflicted_reviewer"),
        (("city_leader", "lawyer_leader", "station_head"), "conflicted_reviewer"),
        (("city_leader", "lawyer_leader", "secretary"), "conflicted_reviewer"),
        (("city_leader", "lawyer_leader", "stranger"), "foreign_reviewer"),
        (("city_leader", "lawyer_leader", "expired"), "foreign_reviewer"),
        (("city_leader", "lawyer_leader", "auditor"), "foreign_reviewer"),
        (("city_leader", "lawyer_leader", "twin.city_leader"), "foreign_reviewer"),
    ],
)
def test_three_people_of_the_city_without_a_part_in_it_review(
    ruled: World, names: tuple[str, ...], code: str
) -> None:
    project = submitted_project(ruled)

    with refused(code):
        pass_form(
            project=project,
            reviewers=[ruled.user(name) for name in names],
            due_on=DAY,
            actor=who(ruled, "city_clerk"),
        )

    project.refresh_from_db()
    assert project.status == ProjectStatus.SUBMITTED


def test_each_reviewer_is_asked_with_a_day_and_sees_the_project(ruled: World) -> None:
    project = reviewed_project(ruled)

    for name in REVIEWERS:
        appraisal = of(project, ruled, name)
        assert appraisal.due_on == DAY + dt.timedelta(days=7)
        assert project in Project.objects.visible_to(who(ruled, name))
        assert Notice.objects.filter(
            recipient=ruled.user(name),
            path=reverse("projects:appraisal_detail", args=[appraisal.pk]),
            body__contains="3月9日 前评分",
        ).exists()


def test_a_day_gone_by_is_no_day_to_score_by(ruled: World) -> None:
    with refused("day_past"):
        pass_form(
            project=submitted_project(ruled),
            reviewers=[ruled.user(name) for name in REVIEWERS],
            due_on=DAY - dt.timedelta(days=1),
            actor=who(ruled, "city_clerk"),
        )


def test_only_the_reviewer_scores(ruled: World) -> None:
    project = reviewed_project(ruled)

    for name in ("city_clerk", "lawyer_clerk", "mall_leader", "stranger"):
        with pytest.raises(PermissionDenied):
            score_project(
                appraisal=of(project, ruled, "lawyer_leader"),
                points=points(project),
                opinion="可行",
                actor=who(ruled, name),
            )


def test_points_make_the_score_and_may_be_put_right_while_the_review_runs(ruled: World) -> None:
    project = reviewed_project(ruled)
    given = {**points(project), "need": Decimal("17.55")}
    appraisal = score_project(
        appraisal=of(project, ruled, "lawyer_leader"),
        points=given,
        opinion=" 可行 ",
        actor=who(ruled, "lawyer_leader"),
    )

    assert appraisal.status == AppraisalStatus.SCORED
    assert appraisal.score == Decimal("89.55")
    assert appraisal.points["need"] == "17.55"
    assert appraisal.opinion == "可行"
    assert scored(ruled, project, "lawyer_leader", 4).score == Decimal("80.00")


def test_the_trail_keeps_each_criterions_points_by_its_name(ruled: World) -> None:
    project = reviewed_project(ruled)
    scored(ruled, project, "lawyer_leader", 2)
    scored(ruled, project, "lawyer_leader", 4)

    appraisal = of(project, ruled, "lawyer_leader")
    first, second = AuditEntry.objects.about(appraisal).filter(verb="appraisal.mark").order_by("pk")
    names = {one.name for one in criteria_of(project, on=DAY)}
    assert first.before == {}
    assert set(first.after["points"]) == names
    assert second.before["points"] == first.after["points"]
    (fact,) = in_words([second])[0].facts
    assert fact.label == "分项得分"
    assert fact.before != fact.after


@pytest.mark.parametrize("value", ["-0.01", "20.01", "1.005", "NaN", None])
def test_points_stay_within_their_criterion(ruled: World, value: str | None) -> None:
    project = reviewed_project(ruled)
    given = points(project)
    del given["need"]
    if value is not None:
        given["need"] = Decimal(value)

    with refused("points_missing" if value is None else "points_out_of_range"):
        score_project(
            appraisal=of(project, ruled, "lawyer_leader"),
            points=given,
            opinion="可行",
            actor=who(ruled, "lawyer_leader"),
        )


def test_without_criteria_nobody_can_score_and_is_told_whom_to_ask(ruled: World) -> None:
    project = reviewed_project(ruled)
    CatalogueEntry.objects.filter(catalogue=Catalogue.CRITERION).delete()

    with refused("no_criteria"):
        scored(ruled, project, "lawyer_leader", 2)


def test_the_average_is_of_those_who_scored_rounded_half_up(ruled: World) -> None:
    project = reviewed_project(ruled)
    assert average_of(project) == (None, 0)

    scored(ruled, project, "lawyer_leader", 2)
    assert average_of(project) == (Decimal("90.00"), 1)
    scored(ruled, project, "city_leader", 3)
    scored(ruled, project, "lawyer_clerk", 3)
    assert average_of(project) == (Decimal("86.67"), 3)

    score_project(
        appraisal=of(project, ruled, "lawyer_clerk"),
        points={**points(project, 3), "need": Decimal("17.01")},
        opinion="可行",
        actor=who(ruled, "lawyer_clerk"),
    )
    # 90 + 85 + 85.01 = 260.01; a third of it is 86.67.
    assert average_of(project) == (Decimal("86.67"), 3)
    Appraisal.objects.filter(reviewer=ruled.user("city_leader")).delete()
    # 90 + 85.01 = 175.01; half of it is 87.505.
    assert average_of(project) == (Decimal("87.51"), 2)


def test_who_came_to_belong_to_the_project_counts_no_more(ruled: World) -> None:
    project = scored_project(ruled)
    assert average_of(project) == (Decimal("90.00"), 3)

    project.members.add(ruled.user("lawyer_clerk"))

    assert average_of(project) == (Decimal("90.00"), 2)
    with refused("scores_few"):
        publish_project(project=project, actor=who(ruled, "city_clerk"))


def test_who_came_to_belong_to_the_project_scores_no_more(ruled: World) -> None:
    project = reviewed_project(ruled)
    project.members.add(ruled.user("lawyer_clerk"))

    with refused("own_project"):
        scored(ruled, project, "lawyer_clerk", 2)


def test_a_reviewer_who_stands_aside_counts_no_more_and_another_is_named(ruled: World) -> None:
    project = scored_project(ruled)
    gone = recuse(
        appraisal=of(project, ruled, "lawyer_clerk"),
        reason="与项目负责人有亲属关系",
        actor=who(ruled, "lawyer_clerk"),
    )

    assert gone.status == AppraisalStatus.RECUSED
    assert average_of(project) == (Decimal("90.00"), 2)
    with refused("scores_few"):
        publish_project(project=project, actor=who(ruled, "city_clerk"))
    with refused("named"):
        name_reviewers(
            project=project,
            reviewers=[ruled.user("lawyer_officer"), ruled.user("lawyer_clerk")],
            actor=who(ruled, "city_clerk"),
        )
    [new] = name_reviewers(
        project=project, reviewers=[ruled.user("lawyer_officer")], actor=who(ruled, "city_clerk")
    )
    assert new.due_on == DAY + dt.timedelta(days=7)
    scored(ruled, project, "lawyer_officer", 2)
    assert publish_project(project=project, actor=who(ruled, "city_clerk")).notice_from == DAY


def test_the_city_lets_a_reviewer_stand_aside_with_a_reason(ruled: World) -> None:
    project = reviewed_project(ruled)
    appraisal = of(project, ruled, "lawyer_clerk")

    with pytest.raises(PermissionDenied):
        recuse(appraisal=appraisal, reason="理由", actor=who(ruled, "mall_leader"))
    with refused("reason_needed"):
        recuse(appraisal=appraisal, reason=" ", actor=who(ruled, "city_clerk"))
    recuse(appraisal=appraisal, reason="有人反映关联", actor=who(ruled, "city_clerk"))

    assert Notice.objects.filter(
        recipient=ruled.user("lawyer_clerk"), title__startswith="评审人回避"
    ).exists()
    with refused("wrong_status"):
        scored(ruled, project, "lawyer_clerk", 2)


def test_after_the_review_no_score_changes(ruled: World) -> None:
    project = scored_project(ruled)
    publish_project(project=project, actor=who(ruled, "city_clerk"))

    for act in (
        lambda: scored(ruled, project, "lawyer_clerk", 9),
        lambda: recuse(
            appraisal=of(project, ruled, "lawyer_clerk"),
            reason="理由",
            actor=who(ruled, "lawyer_clerk"),
        ),
        lambda: name_reviewers(
            project=project,
            reviewers=[ruled.user("lawyer_officer")],
            actor=who(ruled, "city_clerk"),
        ),
    ):
        with pytest.raises(ValidationError) as told:
            act()
        assert told.value.code == "not_in_review"


def test_a_project_below_the_pass_mark_can_only_be_turned_down(ruled: World) -> None:
    """Fifty lost in all: five criteria, ten each."""
    with pytest.raises(ValidationError, match=r"平均分 50\.00 分") as told:
        publish_project(project=scored_project(ruled, lost=10), actor=who(ruled, "city_clerk"))

    assert told.value.code == "score_low"


def test_exactly_the_pass_mark_passes(ruled: World) -> None:
    project = scored_project(ruled, lost=8)

    assert average_of(project) == (Decimal("60.00"), 3)
    publish_project(project=project, actor=who(ruled, "city_clerk"))
