"""The pages of signing in and account security, in Chinese and in the house look."""

import re

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db
LATIN = re.compile(r"[A-Za-z]{3,}")
ALLOWED = {"Cookie", "Esc", "example", "com", "PNG", "PDF"}


def visible_words(html):
    body = re.sub(r"<(script|style|svg|template)\b.*?</\1>", " ", html, flags=re.DOTALL)
    return re.sub(r"<[^>]+>", " ", body)


def assert_chinese(response):
    html = response.content.decode()
    assert response.status_code == 200
    assert "严禁处理、存储涉密信息" in html
    assert set(LATIN.findall(visible_words(html))) <= ALLOWED


@pytest.mark.parametrize("name", ["account_login", "account_signup", "account_reset_password"])
def test_pages_before_signing_in(client, name):
    assert_chinese(client.get(reverse(name)))


@pytest.mark.parametrize("name", ["account_change_password", "mfa_index", "account_logout"])
def test_pages_after_signing_in(client, django_user_model, name):
    user = django_user_model.objects.create(username="10086", name="王建国")
    user.set_password("Gusu-2026-station")
    user.save()
    client.force_login(user)

    assert_chinese(client.get(reverse(name)))


def test_a_wrong_password_is_told_in_chinese(client):
    response = client.post(reverse("account_login"), {"login": "10086", "password": "wrong"})

    assert "还不能提交" in response.content.decode()
    assert_chinese(response)
