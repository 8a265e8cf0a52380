"""Around every request: an id, a content policy, a session that ends when idle."""

from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.urls import reverse

from config.middleware import SEEN_AT, SIGNED_OUT


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


def next_of(address):
    return parse_qs(urlsplit(address).query)["next"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("came_from", "back_to"),
    [
        ("http://testserver/checklists/83/?tab=all", "/checklists/83/?tab=all"),
        ("http://elsewhere.example/checklists/83/", "/"),
        ("", "/"),
    ],
)
def test_a_press_after_the_session_ended_leads_back_to_its_page(client, came_from, back_to):
    sign = reverse("checklists:checklist_sign", args=[83])

    response = client.post(sign, headers={"Referer": came_from})

    assert response.status_code == 302
    assert urlsplit(response["Location"]).path == reverse("account_login")
    assert next_of(response["Location"]) == [back_to]
    assert SIGNED_OUT in client.get(response["Location"]).content.decode()


@pytest.mark.django_db
def test_a_page_asked_for_without_a_session_is_still_the_one_to_come_back_to(client):
    response = client.get("/checklists/83/", headers={"Referer": "http://testserver/inbox/"})

    assert next_of(response["Location"]) == ["/checklists/83/"]


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
def test_htmx_leads_the_whole_window_to_the_sign_in_page(client, method):
    page = "http://testserver/thread/4/?below=9"
    headers = {"HX-Request": "true", "HX-Current-URL": page}

    response = getattr(client, method)(reverse("checklists:remind", args=[7]), headers=headers)

    assert (response.status_code, response.content) == (401, b"")
    assert next_of(response["HX-Redirect"]) == ["/thread/4/?below=9"]


@pytest.mark.django_db
def test_signing_out_is_no_expired_session(client, django_user_model):
    client.force_login(django_user_model.objects.create(username="liming"))

    page = client.post(reverse("account_logout"), follow=True)

    assert SIGNED_OUT not in page.content.decode()


@pytest.mark.django_db
def test_an_address_that_is_no_page_says_so_in_chinese(client, django_user_model):
    client.force_login(django_user_model.objects.create(username="liming"))

    page = client.get(reverse("checklists:checklist_sign", args=[83]))

    assert (page.status_code, page["Allow"]) == (405, "POST")
    assert "回到我的待办" in page.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        "/search/?q=%00",
        "/organizations/?q=a&after=%00~1",
        "/imports/1/?tab=refused&column=%00",
        "/a%00b/",
    ],
)
def test_an_address_that_no_text_can_hold_is_refused_with_a_page(client, address):
    answer = client.get(address)

    assert answer.status_code == 400
    assert "提交的内容无法识别" in answer.content.decode()


@pytest.mark.django_db
def test_a_cookie_of_no_session_begins_none(client, settings):
    client.cookies[settings.SESSION_COOKIE_NAME] = "ended-or-invented-by-someone-012"

    client.get("/livez")

    assert not Session.objects.exists()
