"""Production refuses to start half configured, and lists every fault at once."""

import os
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import production

GOOD = {
    "DEBUG": "false",
    "SECRET_KEY": "k7-Zq2wXe9RtYu4IoP1aSd6FgH8jKl3zXc5VbNm0QwErTyUiOpLk",
    "ALLOWED_HOSTS": "dangjian.example.gov.cn",
    "DATABASE_URL": "postgres://app@db/city",
    "REDIS_URL": "redis://redis/0",
    "SEED_DEMO": "false",
}


@pytest.fixture
def good(monkeypatch):
    for name, value in GOOD.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def test_a_complete_environment_starts(good):
    production.refuse_unsafe_start()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEBUG", "true"),
        ("SECRET_KEY", ""),
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", "a" * 60),
        ("SECRET_KEY", production.DEVELOPMENT_SECRET),
        ("ALLOWED_HOSTS", " , "),
        ("ALLOWED_HOSTS", "*"),
        ("DATABASE_URL", ""),
        ("REDIS_URL", " "),
        ("SEED_DEMO", "yes"),
    ],
)
def test_one_fault_is_enough_to_refuse(good, name, value):
    good.setenv(name, value)

    with pytest.raises(ImproperlyConfigured, match=f"环境变量 {name}") as refusal:
        production.refuse_unsafe_start()

    assert str(refusal.value).count("环境变量") == 1


def test_all_faults_are_named_at_once(monkeypatch):
    for name in GOOD:
        monkeypatch.delenv(name, raising=False)

    with pytest.raises(ImproperlyConfigured) as refusal:
        production.refuse_unsafe_start()

    for name in ("SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL", "REDIS_URL"):
        assert f"环境变量 {name}" in str(refusal.value)


def test_the_secret_can_be_changed_while_older_ones_still_open():
    shown = subprocess.run(
        [sys.executable, "-c", "from config import settings as s; print(s.SECRET_KEY_FALLBACKS)"],
        env={**os.environ, **GOOD, "SECRET_KEY_FALLBACKS": "before, long-before"},
        capture_output=True,
        text=True,
        check=True,
    )

    assert shown.stdout.strip() == "['before', 'long-before']"


def test_settings_hold_production_to_it():
    result = subprocess.run(
        [sys.executable, "-c", "import config.settings"],
        env={**os.environ, "DJANGO_ENV": "production", "SECRET_KEY": "short"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert result.returncode != 0
    assert "环境变量 SECRET_KEY" in result.stderr
