"""The pages of signing in and account security, in Chinese and in the house look."""

import re

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.urls import reverse
from django.utils.translation import gettext

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


def test_who_forgot_the_password_is_led_to_staff_and_no_mail_is_sent(
    client, django_user_model, mailoutbox
):
    django_user_model.objects.create(username="10086", name="王建国", email="wang@example.com")
    address = reverse("account_reset_password")

    assert f'href="{address}"' in client.get(reverse("account_login")).content.decode()
    assert "请联系本单位系统管理员" in client.get(address).content.decode()
    assert client.post(address, {"email": "wang@example.com"}).status_code == 405
    assert mailoutbox == []


def test_a_wrong_password_is_told_in_chinese(client):
    response = client.post(reverse("account_login"), {"login": "10086", "password": "wrong"})

    assert "还不能提交" in response.content.decode()
    assert_chinese(response)


@pytest.fixture
def signed_in(client, django_user_model):
    """Somebody who has just typed the password, so that no page asks for it again."""
    user = django_user_model.objects.create(username="10086", name="王建国")
    user.set_password("Gusu-2026-station")
    user.save()
    client.force_login(user)
    client.post(reverse("account_reauthenticate"), {"password": "Gusu-2026-station"})
    return client


def test_a_second_factor_is_set_up_and_used_in_our_own_words(signed_in):
    page = signed_in.get(reverse("mfa_activate_totp"))
    words = visible_words(page.content.decode())
    assert "动态码" in words
    assert "认证器代码" not in words

    wrong = signed_in.post(reverse("mfa_activate_totp"), {"code": "000000"})
    assert "动态码不正确或已过期。请核对手机时间" in wrong.content.decode()

    code = totp.format_hotp_value(
        totp.hotp_value(wrong.context["form"].secret, next(totp.yield_hotp_counters_from_time()))
    )
    codes = signed_in.post(reverse("mfa_activate_totp"), {"code": code}, follow=True)
    assert "备用码" in codes.content.decode()
    assert gettext("Authenticator app activated.") == "已开启两步验证，下次登录时须输入动态码。"

    signed_in.post(reverse("account_logout"))
    login = {"login": "10086", "password": "Gusu-2026-station"}
    asked = signed_in.post(reverse("account_login"), login, follow=True)
    assert_chinese(asked)
    assert "请输入手机验证器上的 6 位动态码" in asked.content.decode()
    refused = signed_in.post(reverse("mfa_authenticate"), {"code": "123456"})
    assert "动态码不正确或已过期" in refused.content.decode()


def test_the_libraries_own_page_of_addresses_leads_to_ones_own_page(signed_in):
    answer = signed_in.get(reverse("account_email"))

    assert answer.headers["Location"] == reverse("accounts:profile")
