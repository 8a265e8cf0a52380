"""/livez and /readyz tell the truth, and /livez needs nothing."""

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder


def test_livez_answers_without_a_database(client):
    response = client.get("/livez")

    assert (response.status_code, response.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
def test_readyz_names_every_check(client):
    response = client.get("/readyz")

    assert response.status_code == 200
    assert response.json()["checks"] == {"database": "ok", "migrations": "ok", "broker": "ok"}


@pytest.mark.django_db
def test_readyz_refuses_an_old_schema(client):
    MigrationRecorder(connection).migration_qs.filter(app="sessions").delete()

    response = client.get("/readyz")

    assert response.status_code == 503
    assert "还有 1 个迁移未执行" in response.json()["checks"]["migrations"]


@pytest.mark.django_db
def test_readyz_refuses_a_dead_broker_without_naming_its_address(client, settings, tmp_path):
    settings.REDIS_URL = f"unix://{tmp_path}/nobody.sock"

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["checks"]["broker"] == "无法连接，详见日志。"


def test_readyz_refuses_writing_methods(client):
    assert client.post("/readyz").status_code == 405
