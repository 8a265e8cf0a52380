"""新版本: an issued list changes only by a new version, and nothing below is overwritten."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from checklists.actions.amending import changed_fields, revise_checklist
from checklists.actions.deciding import accept_assignment, grant_extension, stop_assignment
from checklists.actions.drafting import add_item, allocate, edit_item, remove_item, waive
from checklists.actions.handling import (
    confirm_amendment,
    report_completion,
    request_extension,
    sign_assignment,
)
from checklists.actions.issuing import archive_checklist, issue_checklist
from checklists.models import Assignment, Checklist, Report
from tests.lists import cascade, city_list, completed, content, figure, given_to, signed_by
from tests.world import World
from workflow.models import AuditEntry, Notice

LATER = dt.timedelta(days=1)


def officer_list(world: World) -> Checklist:
    return Checklist.objects.get(issuer=world.officer)


def revised(world: World) -> Checklist:
    """The next version of the officer's list, as a draft."""
    return revise_checklist(checklist=officer_list(world), actor=world.actor("officer"))


def issue(world: World, draft: Checklist, person: str = "officer") -> int:
    actor = world.actor(person, at=world.at + LATER)
    return issue_checklist(checklist=draft, actor=actor)[1]


def owed(world: World, body: str, title: str) -> Assignment:
    return Assignment.objects.get(receiver=getattr(world, body), item__title=title)


def test_a_new_version_starts_as_a_copy_and_changes_nothing_yet(world: World) -> None:
    cascade(world, titles=("甲", "乙"))

    draft = revised(world)

    old = draft.supersedes
    assert old is not None
    assert (draft.version, draft.number, draft.status) == (2, old.number, "draft")
    assert [item.previous for item in draft.items.order_by("serial")] == list(
        old.items.order_by("serial")
    )
    assert not any(changed_fields(item) for item in draft.items.all())
    assert owed(world, "branch", "甲").item.checklist == old


def test_unchanged_changed_dropped_and_new_items(world: World) -> None:
    cascade(world, titles=("甲", "乙", "丙"))
    officer = world.actor("officer")
    same, changed, dropped = (owed(world, "branch", title) for title in "甲乙丙")
    draft = revised(world)
    second, third = draft.items.order_by("serial")[1:3]
    edit_item(item=second, changes={"requirement": "逐户见面"}, actor=officer)
    upper = third.answers
    assert upper is not None
    remove_item(item=third, actor=officer)
    add_item(
        checklist=draft,
        content=content("丁", due_date=dt.date(2026, 9, 1)),
        answers=upper,
        actor=officer,
    )
    Notice.objects.all().delete()

    new = issue(world, draft)

    for row in (same, changed, dropped):
        row.refresh_from_db()
    assert new == 3
    assert (same.item.checklist, same.needs_confirmation) == (draft, False)
    assert (changed.item.requirement, changed.needs_confirmation) == ("逐户见面", True)
    assert (dropped.status, dropped.settled_at) == ("cancelled", world.at + LATER)
    assert owed(world, "branch", "丁").status == "to_sign"
    assert set(Notice.objects.values_list("kind", flat=True)) == {"amended", "stopped"}
    old = draft.supersedes
    assert old is not None
    old.refresh_from_db()
    assert old.status == "archived"


def test_whom_nothing_changed_for_is_not_disturbed(world: World) -> None:
    cascade(world, titles=("甲",), **figure(6))
    draft = revised(world)
    item = draft.items.get()
    shares = {share.receiver: share.target_value for share in item.allocations.all()}
    shares[world.unit] = (shares[world.unit] or Decimal(0)) + 1
    allocate(item=item, shares=shares, actor=world.actor("officer"))
    Notice.objects.all().delete()

    assert issue(world, draft) == 0

    assert owed(world, "unit", "甲").needs_confirmation
    assert not owed(world, "branch", "甲").needs_confirmation
    told = Notice.objects.values_list("recipient_id", flat=True)
    assert set(told) == {world.user("contact").pk}


def test_a_change_is_confirmed_before_the_work_is_settled(world: World) -> None:
    cascade(world, titles=("甲",))
    draft = revised(world)
    edit_item(item=draft.items.get(), changes={"title": "甲（新）"}, actor=world.actor("officer"))
    issue(world, draft)
    row = owed(world, "branch", "甲（新）")
    secretary = world.actor("secretary", at=world.at + 2 * LATER)
    with pytest.raises(ValidationError, match="请先确认调整，再申请销号"):
        report_completion(assignment=row, text="已完成", actor=secretary)

    confirmed = confirm_amendment(assignment=row, actor=secretary)

    assert not confirmed.needs_confirmation
    with pytest.raises(ValidationError, match="没有待确认的调整"):
        confirm_amendment(assignment=row, actor=secretary)
    assert completed(world, row, "secretary").status == "reported"


def test_signing_for_the_changed_item_confirms_it(world: World) -> None:
    city_list(world, titles=("甲",))
    leader = world.actor("city_leader")
    draft = revise_checklist(checklist=Checklist.objects.get(), actor=leader)
    edit_item(item=draft.items.get(), changes={"title": "甲（新）"}, actor=leader)
    issue(world, draft, "city_leader")

    signed = sign_assignment(
        assignment=given_to(world, "mall"),
        actor=world.actor("mall_leader", at=world.at + 2 * LATER),
    )

    assert not signed.needs_confirmation


def test_nothing_below_is_overwritten(world: World) -> None:
    cascade(world, titles=("甲",))
    report = completed(world, given_to(world, "branch"), "secretary").reports.get()
    below = list(Assignment.objects.filter(issuer=world.officer).values().order_by("id"))
    station_list = Checklist.objects.get(issuer=world.station)
    head = world.actor("station_head")
    draft = revise_checklist(checklist=station_list, actor=head)
    edit_item(
        item=draft.items.get(),
        changes={"title": "甲（新）", "due_date": dt.date(2026, 6, 1)},
        actor=head,
    )

    issue(world, draft, "station_head")

    assert list(Assignment.objects.filter(issuer=world.officer).values().order_by("id")) == below
    assert officer_list(world).items.get().title == "甲"
    assert Report.objects.get() == report
    upper = given_to(world, "officer")
    assert (upper.due_date, upper.is_decomposed) == (dt.date(2026, 6, 1), True)


def test_a_granted_extension_outlives_a_change_of_words(world: World) -> None:
    cascade(world, titles=("甲",))
    row = given_to(world, "branch")
    until = row.due_date + dt.timedelta(days=5)
    request_extension(assignment=row, until=until, reason="搬迁", actor=world.actor("secretary"))
    grant_extension(assignment=row, actor=world.actor("officer"))
    draft = revised(world)
    edit_item(item=draft.items.get(), changes={"content": "补充说明"}, actor=world.actor("officer"))

    issue(world, draft)

    row.refresh_from_db()
    assert (row.due_date, row.needs_confirmation) == (until, True)


def test_a_receiver_left_out_is_cancelled(world: World) -> None:
    cascade(world, titles=("甲",))
    officer = world.actor("officer")
    draft = revised(world)
    item = edit_item(item=draft.items.get(), changes={"reach": "chosen"}, actor=officer)
    allocate(item=item, shares={world.branch: None, world.unit: None}, actor=officer)

    issue(world, draft)

    assert given_to(world, "second_branch").status == "cancelled"
    assert given_to(world, "branch").status == "in_progress"


def chosen(world: World, *bodies: str) -> Checklist:
    """The officer's next version for these bodies alone, of 30 户 in equal shares."""
    officer = world.actor("officer")
    draft = revise_checklist(
        checklist=Checklist.objects.get(issuer=world.officer, status="issued"), actor=officer
    )
    item = edit_item(item=draft.items.get(), changes={"reach": "chosen"}, actor=officer)
    share = Decimal(30) / len(bodies)
    allocate(item=item, shares={getattr(world, name): share for name in bodies}, actor=officer)
    return draft


def test_a_receiver_left_out_and_named_again_gets_it_anew(world: World) -> None:
    cascade(world, titles=("甲",), **figure(30))
    issue(world, chosen(world, "branch", "second_branch"))
    Assignment.objects.filter(receiver=world.unit).update(has_objected=True, progress=50)
    draft = chosen(world, "branch", "second_branch", "unit")
    Notice.objects.all().delete()
    later = world.actor("officer", at=world.at + 2 * LATER)

    version, _ = issue_checklist(checklist=draft, actor=later)

    row = given_to(world, "unit")
    assert (row.status, row.target_value, row.item.checklist) == ("to_sign", Decimal(10), version)
    assert (row.issued_at, row.sign_due_date) == (later.at, version.sign_due_date)
    assert (row.signed_at, row.settled_at, row.has_objected, row.progress) == (None, None, False, 0)
    told = Notice.objects.filter(recipient=world.user("contact"))
    assert [notice.kind for notice in told] == ["issued"]
    assert AuditEntry.objects.about(row).latest("id").verb == "assignment.reissue"


def test_what_the_issuer_cancelled_one_by_one_stays_cancelled(world: World) -> None:
    cascade(world, titles=("甲",))
    stop_assignment(
        assignment=given_to(world, "unit"),
        verb="cancel",
        reason="误发",
        actor=world.actor("officer"),
    )

    issue(world, revised(world))

    assert given_to(world, "unit").status == "cancelled"


def test_what_changed_after_the_report_is_settled_once_the_receiver_confirmed(
    world: World,
) -> None:
    cascade(world, titles=("甲",))
    row = completed(world, given_to(world, "branch"), "secretary")
    draft = revised(world)
    edit_item(item=draft.items.get(), changes={"title": "甲（新）"}, actor=world.actor("officer"))
    issue(world, draft)
    later = world.at + 2 * LATER

    with pytest.raises(ValidationError, match=r"还没有确认.*退回补充"):
        accept_assignment(assignment=row, actor=world.actor("officer", at=later))

    row.refresh_from_db()
    assert row.status == "reported"
    confirm_amendment(assignment=row, actor=world.actor("secretary", at=later))
    done = accept_assignment(assignment=row, actor=world.actor("officer", at=later))
    assert done.status == "accepted"


def test_a_dropped_upper_item_is_answered_or_waived_anew(world: World) -> None:
    cascade(world, titles=("甲", "乙"))
    officer = world.actor("officer")
    draft = revised(world)
    gone = draft.items.get(serial=2)
    upper = gone.answers
    assert upper is not None
    remove_item(item=gone, actor=officer)

    with pytest.raises(ValidationError, match="“乙”还没有承接"):
        issue(world, draft)

    waive(checklist=draft, answers=upper, reason="联系单位均已完成", actor=officer)
    issue(world, draft)


def test_what_is_settled_is_left_alone(world: World) -> None:
    cascade(world, titles=("甲",))
    row = given_to(world, "branch")
    Assignment.objects.filter(pk=row.pk).update(status="accepted")
    draft = revised(world)
    edit_item(item=draft.items.get(), changes={"title": "甲（新）"}, actor=world.actor("officer"))

    issue(world, draft)

    row.refresh_from_db()
    assert (row.status, row.amended_at) == ("accepted", None)


def test_one_next_version_at_a_time_and_of_an_issued_list_only(world: World) -> None:
    cascade(world, titles=("甲",))
    draft = revised(world)

    with pytest.raises(ValidationError, match="已有新版本"):
        revise_checklist(checklist=draft.supersedes, actor=world.actor("officer"))  # type: ignore[arg-type]
    with pytest.raises(ValidationError, match="只有已下发的清单才能出新版本"):
        revise_checklist(checklist=draft, actor=world.actor("officer"))
    with pytest.raises(PermissionDenied):
        revise_checklist(
            checklist=Checklist.objects.get(issuer=world.mall), actor=world.actor("officer")
        )


def test_a_list_is_filed_away_once_nothing_is_open(world: World) -> None:
    issued = city_list(world, titles=("甲",))
    leader = world.actor("city_leader")
    with pytest.raises(ValidationError, match="还有 2 项任务未销号"):
        archive_checklist(checklist=issued, actor=leader)
    signed_by(world, issued, "mall", "mall_leader")
    Assignment.objects.update(status="accepted")

    assert archive_checklist(checklist=issued, actor=leader).status == "archived"
