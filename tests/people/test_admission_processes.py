"""Versions of the rules: seeded once, copied, put right while nobody was begun under them."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from people.actions.processes import copy_process, edit_process_step, seed_processes
from people.models import AdmissionProcess, ProcessStep
from tests.people.files import a_file, approving
from tests.people.refused import refused
from tests.world import World

pytestmark = pytest.mark.django_db
D = dt.date
NEW = {"name": "2028年版程序", "regulation": "示例规定", "effective_from": D(2028, 1, 1)}


def newest(world: World) -> AdmissionProcess:
    found = AdmissionProcess.objects.filter(tenant=world.tenant).order_by("effective_from").last()
    assert found is not None
    return found


def test_a_city_gets_both_versions_once(world: World) -> None:
    assert seed_processes(tenant=world.tenant, actor=world.actor("city_leader")) == 2
    assert seed_processes(tenant=world.tenant, actor=world.actor("city_leader")) == 0
    assert ProcessStep.objects.filter(tenant=world.tenant).count() == 50
    with pytest.raises(PermissionDenied):
        seed_processes(tenant=world.tenant, actor=world.actor("mall_leader"))


def test_a_copy_follows_with_all_steps_and_ends_the_last(world: World) -> None:
    approving(world.home)
    last = newest(world)
    made = copy_process(source=last, content=NEW, actor=world.actor("city_leader"))
    last.refresh_from_db()
    assert last.effective_to == D(2027, 12, 31)
    assert made.steps.count() == 25
    assert made.steps.get(number=17).longest == 6
    assert made.steps.get(number=17).needs_flag
    with refused("not_later", "2028-01-01"):
        copy_process(source=last, content=NEW, actor=world.actor("city_leader"))


def test_steps_of_a_version_in_use_are_only_read(world: World) -> None:
    approving(world.home)
    a_file(world.home)
    step = newest(world).steps.get(number=2)
    leader = world.actor("city_leader")
    with refused("process_in_use", "增加新的一版"):
        edit_process_step(step=step, changes={"latest": 2}, actor=leader)
    fresh = copy_process(source=newest(world), content=NEW, actor=leader).steps.get(number=2)
    assert edit_process_step(step=fresh, changes={"latest": 2}, actor=leader).latest == 2
    with refused("unit_needed", "最早"):
        edit_process_step(step=fresh, changes={"earliest": 2}, actor=leader)
    with refused("nothing_changed", "没有需要保存"):
        edit_process_step(step=fresh, changes={"latest": 2}, actor=leader)


def test_the_administration_pages_copy_a_version(world: World, client: Client) -> None:
    approving(world.home)
    login = world.login(client, "city_leader")
    assert "2026年版程序" in login.get("/admin/people/admissionprocess/").content.decode()
    given = {**NEW, "effective_from": "2028-01-01", "source": newest(world).pk}
    sent = login.post("/admin/people/admissionprocess/add/", given)
    assert sent.status_code == 302, sent.content.decode()[-3000:]
    step = newest(world).steps.get(number=2)
    path = f"/admin/people/processstep/{step.pk}/change/"
    assert "谈话" in login.get(path).content.decode()
