"""Change of the key: everything opens under the new one, numbers are found, nothing is lost."""

from __future__ import annotations

import datetime as dt
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from people.actions import resealing
from people.forms.member_searches import with_number
from people.models import Dues, Member
from people.sealed import first_box
from tests.people.grounds import ADDRESS, IDENTITY, PHONE, member, register_on
from tests.world import World
from workflow.models import AuditEntry
from workflow.sealing import BrokenSealError

OLD, NEW = "old-key-for-tests-" * 3, "new-key-for-tests-" * 3


def run() -> str:
    out = StringIO()
    call_command("reseal_people", stdout=out, stderr=out)
    return out.getvalue()


def sealed_under(settings: Any, key: str, *before: str) -> None:
    settings.PEOPLE_KEY, settings.PEOPLE_KEY_FALLBACKS = key, list(before)


def test_a_change_of_the_key_loses_nothing(world: World, settings: Any) -> None:
    sealed_under(settings, OLD)
    register_on(world.home)
    one = member(world.branch, income="5000")
    dues = Dues.objects.create(
        member=one,
        tenant=world.tenant,
        organization=world.branch,
        month=dt.date(2026, 1, 1),
        percent=1,
        owed="50.00",
    )

    sealed_under(settings, NEW, OLD)
    assert with_number(PHONE, actor=world.actor("secretary")).exists()
    said = run()
    sealed_under(settings, NEW)

    assert "党员：共 1 条，重新加密 1 条，无法解密 0 条" in said
    one = Member.objects.get(pk=one.pk)
    found = (one.identity, one.phone, one.address, one.income)
    assert tuple(secret.plain() for secret in found) == (IDENTITY, PHONE, ADDRESS, "5000")
    assert Dues.objects.get(pk=dues.pk).owed.plain() == "50.00"
    actor = world.actor("secretary")
    assert with_number(PHONE, actor=actor).get() == one
    assert with_number(IDENTITY.lower(), actor=actor).get() == one


def test_a_second_run_has_nothing_to_do(world: World, settings: Any) -> None:
    sealed_under(settings, OLD)
    member(world.branch)
    sealed_under(settings, NEW, OLD)

    run()

    assert "重新加密 1 条" not in run()
    assert AuditEntry.objects.filter(verb="register.reseal", tenant=world.tenant).count() == 1


def test_a_run_that_stopped_half_way_goes_on(
    world: World, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealed_under(settings, OLD)
    for _ in range(5):
        member(world.branch, identity="")
    sealed_under(settings, NEW, OLD)
    monkeypatch.setattr(resealing, "BATCH", 2)
    updates = []

    def stop(execute: Any, sql: str, *rest: Any) -> Any:
        if sql.startswith('UPDATE "people_member"'):
            updates.append(sql)
            if len(updates) > 1:
                raise InterruptedError
        return execute(sql, *rest)

    with connection.execute_wrapper(stop), pytest.raises(InterruptedError):
        run()
    box = first_box()
    opened = []
    for secret in Member.objects.order_by("pk").values_list("phone", flat=True):
        try:
            opened.append(box.unseal(secret.sealed))
        except BrokenSealError:
            opened.append("")
    assert opened == [PHONE, PHONE, "", "", ""]

    assert "重新加密 3 条" in run()


def test_what_no_key_opens_is_told_and_left_alone(world: World, settings: Any) -> None:
    sealed_under(settings, "a-lost-key-for-tests-" * 3)
    lost = member(world.branch)
    before = Member.objects.values_list("phone", flat=True).get(pk=lost.pk).sealed
    sealed_under(settings, NEW, OLD)

    with pytest.raises(SystemExit):
        run()

    assert Member.objects.values_list("phone", flat=True).get(pk=lost.pk).sealed == before
    assert str(Member.objects.get(pk=lost.pk).phone) == "无法解密"
