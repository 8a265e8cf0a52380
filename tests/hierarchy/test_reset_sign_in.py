"""A person who can't sign in is let in again by whoever appoints, and the trail knows why."""

from __future__ import annotations

import datetime as dt

import pytest
from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from hierarchy.actions.accounts import reset_sign_in
from hierarchy.actions.delegations import delegate
from workflow.models import AuditEntry


def test_the_new_password_works_and_a_lost_second_factor_is_gone(world):
    secretary = world.user("secretary")
    Authenticator.objects.create(user=secretary, type=Authenticator.Type.TOTP, data={})

    password = reset_sign_in(user=secretary, reason="手机丢失", actor=world.actor("administrator"))

    secretary.refresh_from_db()
    assert secretary.check_password(password)
    assert not Authenticator.objects.filter(user=secretary).exists()


def test_the_trail_names_who_did_it_and_why_but_never_the_password(world):
    secretary = world.user("secretary")

    password = reset_sign_in(user=secretary, reason="忘记密码", actor=world.actor("administrator"))

    entry = AuditEntry.objects.about(secretary).order_by("-id").first()
    assert (entry.verb, entry.reason) == ("account.reset_sign_in", "忘记密码")
    assert entry.user == world.user("administrator")
    assert password not in f"{entry.before}{entry.after}{entry.reason}"


def test_who_appoints_elsewhere_resets_nobody_here(world):
    with pytest.raises(PermissionDenied):
        reset_sign_in(
            user=world.user("secretary"), reason="忘记密码", actor=world.actor("lawyer_leader")
        )


def test_who_does_not_appoint_where_a_person_stands_in_does_not_reset_that_person(world):
    stand_in = world.user("sibling_officer")
    delegate(
        appointment=world.appointment("mall_leader"),
        user=stand_in,
        starts_on=world.on,
        ends_on=world.on,
        reason="外出培训",
        actor=world.actor("mall_leader"),
    )

    with pytest.raises(PermissionDenied):
        reset_sign_in(user=stand_in, reason="忘记密码", actor=world.actor("single_head"))
    tomorrow = world.actor("single_head", at=world.home.at + dt.timedelta(days=1))
    assert reset_sign_in(user=stand_in, reason="忘记密码", actor=tomorrow)


def test_nobody_resets_their_own_sign_in(world):
    with pytest.raises(ValidationError) as refused:
        reset_sign_in(
            user=world.user("administrator"),
            reason="忘记密码",
            actor=world.actor("administrator"),
        )

    assert refused.value.code == "own_account"


def test_the_page_shows_the_new_password_once(client, world):
    world.login(client, "administrator")
    secretary = world.user("secretary")

    answer = client.post(
        reverse("hierarchy:account_reset", args=[secretary.pk]), {"reason": "忘记密码"}
    )

    assert answer.status_code == 200
    assert secretary.username in answer.content.decode()
    assert "只显示这一次" in answer.content.decode()
