"""The frame of every page: who sees which menu, and what it shows without an actor."""

import re
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.urls import include, path

from workbench.context import Frame


def page(request):
    return HttpResponse()


def room(name, *pages):
    patterns = [path(f"{page_name}/", page, name=page_name) for page_name in pages]
    return path(f"{name}/", include((patterns, name)))


urlpatterns = [
    path("", include(([path("", page, name="todo")], "workbench"))),
    room("checklists", "checklist_list", "assignment_list", "review_queue"),
    room("workflow", "inbox"),
    room("accounts", "profile"),
    room("admin", "index"),
    room("hierarchy", "switch_post"),
    room("routines", "life"),
]
pytestmark = pytest.mark.urls(__name__)


def post(pk, label):
    return SimpleNamespace(pk=pk, label=label)


def actor(**more):
    posts = [post(1, "姑苏站 站长"), post(2, "商圈市场专委会 联络员")]
    defaults = {
        "post_label": posts[0].label,
        "acting": posts[0],
        "posts": posts,
        "tenant": SimpleNamespace(name="苏州（示例）"),
    }
    return SimpleNamespace(**defaults | more)


@pytest.fixture
def ask(rf):
    def ask(address="/", *, user, **more):
        request = rf.get(address)
        request.user = user
        request.actor = actor(**more)
        return request

    return ask


def labels(request):
    return [link.entry.label for link in Frame(request).menu]


def test_a_visitor_has_no_menu(ask):
    assert labels(ask(user=AnonymousUser())) == []


def test_only_staff_see_the_administration(ask, reader, staff):
    assert "管理" not in labels(ask(user=reader))
    assert "管理" in labels(ask(user=staff))


def test_a_room_that_is_not_installed_has_no_entry(ask, reader):
    assert "组织" not in labels(ask(user=reader))


def test_the_actor_decides_what_is_shown(ask, reader):
    request = ask(user=reader, can_see=lambda key: key != "review")

    assert "审核" not in labels(request)
    assert "任务" in labels(request)


@pytest.mark.parametrize(
    ("address", "key"),
    [("/", "todo"), ("/checklists/assignment_list/3/", "assignments"), ("/elsewhere/", None)],
)
def test_the_entry_in_use_is_marked(ask, reader, address, key):
    menu = Frame(ask(address, user=reader)).menu

    assert next((link.entry.key for link in menu if link.is_current), None) == key


def test_a_phone_has_five_places(ask, reader):
    phone = [link.entry.label for link in Frame(ask(user=reader)).phone_menu]

    assert phone == ["我的待办", "清单", "组织生活", "消息", "我的"]


@pytest.mark.parametrize(("unread", "text"), [(0, "0"), (lambda: 12, "12"), (100, "99+")])
def test_unread_notices_fit_the_badge(ask, reader, unread, text):
    assert Frame(ask(user=reader, unread_notices=unread)).unread_text == text


def test_the_acting_post_is_shown_and_can_be_switched(ask, reader):
    html = render_to_string("base.html", request=ask(user=reader))

    assert "以 <b>姑苏站 站长</b> 的身份" in html
    switches = re.findall(r'name="post"\s+value="(\d+)"', html)
    assert switches == ["2"]


def test_someone_without_a_post_is_told_so(ask, reader):
    html = render_to_string("base.html", request=ask(user=reader, post_label="", posts=[]))

    assert "尚未任职" in html


def test_a_request_without_an_actor_still_has_a_frame(rf, reader):
    request = rf.get("/")
    request.user = reader

    assert "严禁处理、存储涉密信息" in render_to_string("base.html", request=request)


def test_an_error_stays_in_the_frame_for_those_signed_in(ask, reader):
    inside = render_to_string("errors/404.html", request=ask(user=reader))
    outside = render_to_string("errors/404.html", request=ask(user=AnonymousUser()))

    assert 'class="rail"' in inside
    assert 'class="rail"' not in outside
