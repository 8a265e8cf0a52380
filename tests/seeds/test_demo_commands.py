"""The two commands around the demo: what they refuse, and what they print."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from hierarchy.models import Tenant


@pytest.mark.parametrize("command", ["seed_demo", "demo_logins"])
def test_production_refuses(db, settings, command):
    settings.IN_PRODUCTION = True

    with pytest.raises(CommandError, match="正式环境"):
        call_command(command)

    assert not Tenant.objects.filter(is_demo=True, code="duizhao").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--year", "2019", "--on", "2019-06-01"], "年度 2019"),
        (["--year", "2024", "--on", "2026-06-01"], "不相配"),
        (["--on", "20260601x"], "无法识别"),
        (["--cities", "0"], "1 至 20"),
    ],
)
def test_a_day_or_size_that_makes_no_sense_is_refused(db, arguments, words):
    with pytest.raises(CommandError, match=words):
        call_command("seed_demo", *arguments)


def test_logins_say_how_to_get_some_when_there_are_none(db):
    said = StringIO()

    call_command("demo_logins", stdout=said)

    assert "seed_demo" in said.getvalue()


def test_logins_are_readable_by_programs(db):
    said = StringIO()

    call_command("demo_logins", "--json", stdout=said)

    assert json.loads(said.getvalue()) == []
