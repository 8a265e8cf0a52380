"""The demo city on an ordinary day: whole, lawful and alive for everyone who signs in."""

from __future__ import annotations

import datetime as dt
from io import StringIO
from random import Random

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from checklists.checks import inspect_draft
from checklists.models import (
    Assignment,
    Checklist,
    ChecklistItem,
    Comment,
    LibraryItem,
    Report,
    Review,
    Waiver,
)
from checklists.progress import tallies
from checklists.terms import OPEN_STATUSES, ReportKind
from checklists.todos import AssignmentTodos
from hierarchy.models import Delegation, Organization, OrganizationChange, Position, Tenant
from hierarchy.terms import Kind, Role, Tier
from seeds.logins import demo_logins
from tests.seeds.conftest import DEMO_DAY
from workflow.models import AuditEntry, Notice

HOME = "suzhou"


def in_home(model):
    return model.objects.filter(tenant__code=HOME)


def test_it_has_the_size_of_the_small_scale(demo):
    bodies = in_home(Organization)

    assert bodies.of_tier(Tier.COMMITTEE).count() == 10
    assert bodies.of_tier(Tier.STATION).count() == 12
    assert bodies.of_tier(Tier.OFFICER).count() == 40
    assert bodies.of_tier(Tier.BRANCH).count() == 300
    assert bodies.of_tier(Tier.STATION).values("site").distinct().count() < 12
    assert LibraryItem.objects.filter(tenant__code=HOME, is_example=True).count() == 54


def test_everything_is_marked_as_a_demo(demo):
    assert all(tenant.is_demo and "示例" in tenant.name for tenant in Tenant.objects.all())
    assert in_home(Organization).filter(tier=Tier.COMMITTEE, name__contains="示例").count() == 10


def test_only_party_committees_and_the_city_may_issue_documents(demo):
    may = in_home(Organization).filter(may_issue_documents=True)

    assert {body.kind for body in may} == {Kind.CITY_COMMITTEE, Kind.INDUSTRY_COMMITTEE}
    assert may.count() == 5


def test_eighteen_key_points_go_down_four_hops(demo):
    items = ChecklistItem.objects.filter(checklist__tenant__code=HOME, checklist__year=2026)
    key_points = items.filter(key_point=None)

    assert key_points.count() == 18
    for tier in (Tier.COMMITTEE, Tier.STATION, Tier.OFFICER, Tier.BRANCH):
        assert Assignment.objects.filter(key_point__in=key_points, tier=tier).exists()


def test_last_year_is_filed_with_nothing_open(demo):
    last = Checklist.objects.filter(tenant__code=HOME, year=2025)

    assert set(last.values_list("status", flat=True)) == {"archived"}
    assert not Assignment.objects.filter(
        item__checklist__in=last, status__in=OPEN_STATUSES
    ).exists()


def test_every_state_and_every_kind_of_word_occurs(demo):
    statuses = set(in_home(Assignment).values_list("status", flat=True))
    kinds = set(Report.objects.filter(assignment__tenant__code=HOME).values_list("kind", flat=True))

    assert statuses >= {
        *("to_sign", "objected", "in_progress", "reported", "returned", "paused"),
        *("accepted", "cancelled", "carried_over", "unfulfilled"),
    }
    assert kinds == set(ReportKind.values)
    assert in_home(Assignment).filter(extension_asked=True).count() >= 3
    assert in_home(Assignment).filter(amended_at__isnull=False).exists()
    assert in_home(Assignment).overdue(DEMO_DAY).exists()
    assert Waiver.objects.exists()
    assert Comment.objects.exists()


def test_history_is_alive(demo):
    verbs = set(in_home(OrganizationChange).values_list("verb", flat=True))
    held = Position.objects.filter(appointments__ends_on__isnull=True, appointments__isnull=False)
    vacant = Position.objects.filter(
        organization__tenant__code=HOME, role=Role.OFFICER, is_abolished=False
    ).exclude(pk__in=held)

    assert verbs >= {"found", "rename", "move", "close", "found_branch"}
    assert Delegation.objects.live(DEMO_DAY).exists()
    assert vacant.exists()


@pytest.mark.parametrize("key", ["leader", "committee", "station", "officer", "secretary"])
def test_everyone_in_the_line_has_something_to_do_and_to_read(demo, actor_of, key):
    actor = actor_of(f"{HOME}-{key}")

    assert list(AssignmentTodos().todos(actor))
    assert Notice.objects.visible_to(actor).unread().exists()


@pytest.mark.parametrize("key", ["leader", "committee", "station", "officer"])
def test_every_issuer_has_something_to_decide(demo, actor_of, key):
    actor = actor_of(f"{HOME}-{key}")
    verbs = {todo.verb for todo in AssignmentTodos().todos(actor)}

    assert "审核" in verbs


def test_the_secretary_signs_confirms_and_completes(demo, actor_of):
    verbs = {todo.verb for todo in AssignmentTodos().todos(actor_of(f"{HOME}-secretary"))}

    assert {"签收", "确认调整"} <= verbs


def test_the_thread_has_breaks_and_figures(demo, actor_of):
    leader = actor_of(f"{HOME}-leader")
    key_points = Assignment.objects.filter(
        tier=Tier.COMMITTEE, tenant__code=HOME, item__checklist__year=2026
    ).values_list("key_point_id", flat=True)
    root = Organization.objects.get(tenant__code=HOME, tier=Tier.CITY)

    found = [
        tallies(key_point=point, below=root, actor=leader, on=DEMO_DAY)[None]
        for point in set(key_points)
    ]

    assert len(found) == 18
    assert all(tally.breaks and tally.reached < tally.targets for tally in found)
    assert any(0 < tally.accepted < tally.due for tally in found)


def test_the_twin_is_another_world(demo, actor_of):
    home, twin = actor_of(f"{HOME}-leader"), actor_of("duizhao-leader")
    seen = Organization.objects.visible_to(home)
    other = Organization.objects.visible_to(twin)

    assert not set(seen.values_list("pk", flat=True)) & set(other.values_list("pk", flat=True))
    assert set(seen.values_list("code", flat=True)) & set(other.values_list("code", flat=True))
    assert home.user.name == twin.user.name


def test_every_role_has_a_login(demo):
    logins = demo_logins()

    assert len(logins) == 12
    for login in logins:
        user = User.objects.get(username=login.username)
        assert user.check_password(login.password), login.role


def test_the_rows_obey_the_models(demo):
    sample = Random(7).sample
    for model in (Organization, Assignment, ChecklistItem, Report, Review, Notice, AuditEntry):
        for pk in sample(sorted(model.objects.values_list("pk", flat=True)), 25):
            row = model.objects.get(pk=pk)
            row.full_clean(
                exclude=["key_point", "previous", *_blank_not_null(row)],
                validate_unique=False,
                validate_constraints=True,
            )


def _blank_not_null(row):
    """Columns that code fills and forms never ask for: blank there is not an error."""
    return [field.name for field in row._meta.fields if getattr(row, field.name) in (None, "", {})]


def test_issued_lists_would_be_issued_again(demo):
    """The targets add up and no day lies after the superior's (issue rules)."""
    lists = Checklist.objects.filter(tenant__code=HOME, year=2026, version=1, status="issued")
    for checklist in lists.select_related("issuer", "tenant")[:40]:
        state = inspect_draft(checklist, on=checklist.issued_at.date())
        codes = {problem.code for problem in state.problems if problem.blocks}
        # What has been settled since can't be answered any more.
        assert codes <= {"upper_not_workable"}, checklist


def test_no_superior_reported_before_all_below_was_settled(demo):
    open_below = Assignment.objects.filter(status__in=OPEN_STATUSES).values("parent_id")
    done = in_home(Assignment).filter(status__in=("reported", "accepted"), pk__in=open_below)

    assert not done.exists()


def test_nothing_happened_in_the_future(demo):
    tomorrow = DEMO_DAY + dt.timedelta(days=1)

    assert not Report.objects.filter(at__date__gte=tomorrow).exists()
    assert not Review.objects.filter(at__date__gte=tomorrow).exists()
    assert not Assignment.objects.filter(issued_at__date__gte=tomorrow).exists()


def test_the_tree_is_sound(demo):
    said = StringIO()

    call_command("check_tree", stdout=said)

    assert "未发现错误" in said.getvalue()


def test_a_second_run_changes_nothing_and_says_so(demo):
    before = (Organization.objects.count(), Assignment.objects.count(), AuditEntry.objects.count())
    said = StringIO()

    call_command("seed_demo", stdout=said)

    assert "已有演示城市“苏州（示例）”，未作改动。" in said.getvalue()
    after = (Organization.objects.count(), Assignment.objects.count(), AuditEntry.objects.count())
    assert before == after


def test_a_real_city_is_never_mixed_with_demo_data(demo):
    Tenant.objects.filter(code=HOME).update(is_demo=False)

    with pytest.raises(CommandError, match="已由正式城市"):
        call_command("seed_demo", stdout=StringIO())
