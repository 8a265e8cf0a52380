"""Settings from the environment: sense passes, nonsense is named."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import environment


@pytest.mark.parametrize(
    ("value", "meaning"), [("true", True), ("Yes", True), ("1", True), ("off", False), ("", False)]
)
def test_flag_reads_yes_and_no(monkeypatch, value, meaning):
    monkeypatch.setenv("A_FLAG", value)

    assert environment.flag("A_FLAG", default=False) is meaning


@pytest.mark.parametrize(
    "read",
    [
        lambda: environment.flag("ODD", default=False),
        lambda: environment.integer("ODD", default=1, minimum=1, maximum=9),
        lambda: environment.choice("ODD", options=("a", "b"), default="a"),
        lambda: environment.url("ODD", schemes=("redis",)),
        lambda: environment.database("ODD", default=""),
    ],
)
def test_nonsense_is_refused_with_the_name_of_the_variable(monkeypatch, read):
    monkeypatch.setenv("ODD", "flase")

    with pytest.raises(ImproperlyConfigured, match="环境变量 ODD") as refusal:
        read()

    assert "\nODD: " in str(refusal.value)


@pytest.mark.parametrize("value", ["0", "10", "-1", "1.5", "三", "٣"])
def test_integer_refuses_what_is_out_of_range_or_no_number(monkeypatch, value):
    monkeypatch.setenv("ODD", value)

    with pytest.raises(ImproperlyConfigured, match="1 到 9"):
        environment.integer("ODD", default=1, minimum=1, maximum=9)


def test_a_refused_url_does_not_repeat_its_password(monkeypatch):
    monkeypatch.setenv("ODD", "mysql://root:hunter2@db/name")

    with pytest.raises(ImproperlyConfigured) as refusal:
        environment.url("ODD", schemes=("postgres",))

    assert "hunter2" not in str(refusal.value)


def test_database_takes_a_socket_folder_as_host(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://postgres@/city?host=/run/sockets")

    described = environment.database("DATABASE_URL", default="")

    assert (described["NAME"], described["HOST"]) == ("city", "/run/sockets")


def test_database_without_a_name_is_refused(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://postgres@db/")

    with pytest.raises(ImproperlyConfigured, match="没有数据库名"):
        environment.database("DATABASE_URL", default="")


def test_folder_refuses_a_file(monkeypatch, tmp_path: Path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "file"))

    with pytest.raises(ImproperlyConfigured, match="不是文件夹"):
        environment.folder("DATA_DIR", default=tmp_path)


@pytest.mark.parametrize(
    ("redis_url", "broker"),
    [
        ("redis://host/0", "redis://host/0"),
        ("unix:///run/v.sock", "redis+socket:///run/v.sock"),
        ("", "filesystem://"),
    ],
)
def test_broker_follows_redis_url(tmp_path: Path, redis_url, broker):
    address, _options = environment.broker(redis_url, folder=tmp_path)

    assert address == broker
