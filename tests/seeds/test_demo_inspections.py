"""The demo's inspections: published results, rounds under way, letters in every state, reviews."""

from __future__ import annotations

from hierarchy.terms import Tier
from inspections.models import (
    Appeal,
    DutyReview,
    Finding,
    Inspection,
    InspectionPolicy,
    Rectification,
    ReportDelivery,
    Round,
    Scheme,
    SurveyTally,
)
from inspections.terms import (
    InspectionStatus,
    RectificationKind,
    RectificationStatus,
    ReviewStatus,
    RoundStatus,
    Subject,
)
from inspections.todos import InspectionTodos
from tests.seeds.conftest import DEMO_DAY, ActorOf

CITY = "suzhou"
S, R = InspectionStatus, RoundStatus


def test_both_schemes_and_the_rules_are_there_as_examples(demo: str) -> None:
    schemes = Scheme.objects.filter(tenant__code=CITY).in_use()

    assert set(schemes.values_list("subject", "is_example")) == {
        (Subject.BRANCH, True),
        (Subject.COMMITTEE, True),
    }
    assert InspectionPolicy.objects.get(tenant__code=CITY).is_example


def test_last_years_committees_have_published_results_that_were_handed_over(demo: str) -> None:
    held = Round.objects.get(tenant__code=CITY, year=DEMO_DAY.year - 1)
    sheets = Inspection.objects.filter(round=held)

    assert held.status == R.PUBLISHED
    assert set(sheets.values_list("organization__tier", "status")) == {
        (Tier.COMMITTEE, S.PUBLISHED)
    }
    assert not sheets.filter(total__isnull=True).exists()
    assert Appeal.objects.filter(inspection__round=held, answered_at__isnull=False).exists()
    assert ReportDelivery.objects.filter(inspection__round=held).count() == 2 * sheets.count()


def test_this_half_year_two_committees_are_in_the_middle(demo: str) -> None:
    rounds = Round.objects.filter(tenant__code=CITY, year=DEMO_DAY.year)

    assert set(rounds.values_list("status", flat=True)) == {
        R.PUBLISHED,
        R.SELF_CHECK,
        R.SCORING,
    }
    scoring = Inspection.objects.filter(round=rounds.get(status=R.SCORING))
    assert {S.ON_SITE, S.SCORED, S.CHECKED, S.EXCUSED} <= set(
        scoring.values_list("status", flat=True)
    )
    asked = Inspection.objects.filter(round=rounds.get(status=R.SELF_CHECK))
    assert set(asked.values_list("status", flat=True)) == {S.SELF_CHECK, S.ON_SITE}


def test_letters_stand_in_every_state(demo: str) -> None:
    rows = Rectification.objects.filter(tenant__code=CITY)

    assert set(rows.values_list("status", flat=True)) == set(RectificationStatus)
    assert set(rows.values_list("kind", flat=True)) == set(RectificationKind)
    assert rows.late(DEMO_DAY).exists()
    assert rows.open().filter(second_since__isnull=False).exists()
    assert Finding.objects.filter(tenant__code=CITY, settled_on__isnull=False).exists()
    assert not Finding.objects.filter(tenant__code=CITY, fact="").exists()


def test_last_years_reviews_are_fed_back_and_some_were_surveyed(demo: str) -> None:
    rows = DutyReview.objects.filter(tenant__code=CITY, year=DEMO_DAY.year - 1)

    assert set(rows.values_list("status", flat=True)) == {ReviewStatus.CLOSED}
    assert not rows.filter(figures=[]).exists()
    assert SurveyTally.objects.filter(review__in=rows, count__gt=0).exists()
    assert rows.filter(corrections__done_on__isnull=False).exists()


def test_the_twin_has_its_schemes_and_nothing_under_way(demo: str) -> None:
    assert Scheme.objects.filter(tenant__code="duizhao").in_use().count() == 2
    assert not Round.objects.filter(tenant__code="duizhao").exists()


def test_all_of_it_is_marked_as_an_example(demo: str) -> None:
    assert not Round.objects.exclude(name__contains="示例").exists()
    assert not Rectification.objects.filter(inspection__isnull=True).exclude(title__contains="示例")


def test_somebody_has_something_to_do(actor_of: ActorOf) -> None:
    verbs = {todo.verb for todo in InspectionTodos().todos(actor_of("suzhou-committee"))}

    assert verbs & {"复核", "审定方案", "复查", "下发"}
