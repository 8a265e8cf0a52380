"""Around every request: an id, a content policy, a session that ends when idle."""

import pytest
import time_machine

from config.middleware import SEEN_AT


def test_a_request_without_an_id_gets_one(client):
    first, second = (client.get("/livez")["X-Request-ID"] for _ in range(2))

    assert len(first) == 32
    assert first != second


def test_the_proxys_id_is_kept(client):
    response = client.get("/livez", headers={"X-Request-ID": "proxy-0123456789"})

    assert response["X-Request-ID"] == "proxy-0123456789"


@pytest.mark.parametrize("forged", ["short", "x" * 65, 'id"}\n{"level": "info'])
def test_an_id_that_could_forge_a_log_line_is_replaced(client, forged):
    response = client.get("/livez", headers={"X-Request-ID": forged})

    assert response["X-Request-ID"] != forged


def test_the_portal_runs_no_inline_script(client):
    policy = client.get("/livez")["Content-Security-Policy"]

    assert "script-src 'self';" in policy
    assert "unsafe-eval" not in policy


@pytest.mark.django_db
def test_only_the_admin_may_evaluate(client):
    policy = client.get("/admin/")["Content-Security-Policy"]

    assert "script-src 'self' 'unsafe-eval';" in policy


@pytest.mark.django_db
def test_use_slides_the_end_of_the_session_at_most_once_a_minute(client, django_user_model):
    client.force_login(django_user_model.objects.create(username="liming"))

    with time_machine.travel("2026-03-02T09:00:00+08:00", tick=False) as clock:
        client.get("/livez")
        start = client.session[SEEN_AT]
        clock.shift(59)
        client.get("/livez")
        unmoved = client.session[SEEN_AT]
        clock.shift(1)
        client.get("/livez")

        assert (unmoved, client.session[SEEN_AT]) == (start, start + 60)


@pytest.mark.django_db
def test_an_idle_session_ends(client, django_user_model, settings):
    with time_machine.travel("2026-03-02T09:00:00+08:00", tick=False) as clock:
        client.force_login(django_user_model.objects.create(username="liming"))
        client.get("/livez")
        clock.shift(settings.SESSION_COOKIE_AGE + 1)

        assert not client.session.get("_auth_user_id")
