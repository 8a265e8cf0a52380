"""The pages of whole lists: the list of lists, one list, its moves, signing, changes."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from checklists.actions.amending import revise_checklist
from checklists.actions.drafting import edit_item
from checklists.actions.issuing import issue_checklist, submit_checklist
from checklists.models import Assignment, Checklist
from tests.lists import city_draft, city_list, owed, signed_by


@pytest.fixture(autouse=True)
def _in_the_worlds_time(world):
    with time_machine.travel(world.home.at, tick=False):
        yield


def page(client, name, *args, **query):
    return client.get(reverse(f"checklists:{name}", args=args), query)


def post(client, name, *args, **data):
    return client.post(reverse(f"checklists:{name}", args=args), data)


def told(response):
    return [str(message) for message in response.wsgi_request._messages]


def test_issued_lists_stand_under_the_issuers_tab_with_their_counts(client, world):
    checklist = city_list(world)
    signed_by(world, checklist, "mall", "mall_leader")

    text = page(world.login(client, "city_clerk"), "checklist_list").text

    assert checklist.title in text
    assert "3/6" in text  # two committees, three items each; one has signed
    assert "起草清单" in text


def test_a_receiver_finds_the_list_under_its_own_tab(client, world):
    checklist = city_list(world)
    world.login(client, "mall_clerk")

    assert checklist.title in page(client, "checklist_list", tab="received").text
    assert checklist.title not in page(client, "checklist_list", tab="issued").text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"year": "2026"}, True),
        ({"year": "2024"}, False),
        ({"kind": "key_points"}, True),
        ({"kind": "tasks"}, False),
        ({"status": "issued"}, True),
        ({"status": "draft"}, False),
        ({"q": "要点"}, True),
        ({"issuer": "liangxin"}, True),
        ({"issuer": "没有这个单位"}, False),
        ({"year": "abc"}, True),
        ({"after": "nonsense"}, True),
    ],
)
def test_filters_narrow_and_nonsense_does_not_break(client, world, query, found):
    checklist = city_list(world)

    text = page(world.login(client, "city_clerk"), "checklist_list", **query).text

    assert (f">{checklist.title}</a>" in text) is found


def test_the_list_of_lists_asks_few_queries(client, world, django_assert_max_num_queries):
    for _ in range(3):
        city_list(world)
    world.login(client, "city_clerk")

    page(client, "checklist_list")  # the session's end slides at most once a minute

    with django_assert_max_num_queries(12):
        assert page(client, "checklist_list").status_code == 200


def test_another_city_sees_neither_list_nor_detail(client, world):
    checklist = city_list(world)
    world.login(client, "twin.city_leader")

    assert f"/checklists/{checklist.pk}/" not in page(client, "checklist_list", tab="all").text
    assert page(client, "checklist_detail", checklist.pk).status_code == 404
    assert page(client, "checklist_changes", checklist.pk).status_code == 404
    assert post(client, "checklist_move", checklist.pk, "archive").status_code == 404
    assert post(client, "checklist_sign", checklist.pk).status_code == 404


def test_a_stranger_sees_nothing_and_a_visitor_is_asked_to_sign_in(client, world):
    checklist = city_list(world)

    assert page(client, "checklist_detail", checklist.pk).status_code == 302
    assert page(world.login(client, "stranger"), "checklist_list").status_code == 200
    assert page(client, "checklist_detail", checklist.pk).status_code == 404


def test_a_draft_is_seen_at_home_only(client, world):
    draft = city_draft(world)

    home = page(world.login(client, "city_leader"), "checklist_detail", draft.pk)
    assert home.status_code == 200
    assert page(world.login(client, "mall_leader"), "checklist_detail", draft.pk).status_code == 404


def test_the_leader_issues_with_the_counts_in_the_question(client, world):
    draft = city_draft(world)
    world.login(client, "city_leader")

    assert "3 条 × 2 个下级 = 6 项" in page(client, "checklist_detail", draft.pk).text
    response = post(client, "checklist_move", draft.pk, "issue", seen_status="draft")

    draft.refresh_from_db()
    assert response.url == reverse("checklists:checklist_detail", args=[draft.pk])
    assert draft.status == "issued"
    assert "共 6 项新任务" in told(response)[0]


def test_the_clerk_submits_and_may_not_issue(client, world):
    draft = city_draft(world)
    world.login(client, "city_clerk")

    assert post(client, "checklist_move", draft.pk, "issue").status_code == 403
    assert post(client, "checklist_move", draft.pk, "submit").status_code == 302
    draft.refresh_from_db()
    assert draft.status == "in_review"


def test_sending_back_needs_a_reason(client, world):
    draft = city_draft(world)
    post(world.login(client, "city_clerk"), "checklist_move", draft.pk, "submit")
    world.login(client, "city_leader")

    refused = post(client, "checklist_move", draft.pk, "send_back")
    assert told(refused)[-1] == "请填写退回修改的理由。"
    post(client, "checklist_move", draft.pk, "send_back", reason="指标偏低")
    draft.refresh_from_db()
    assert draft.status == "draft"


def test_a_stale_button_moves_nothing(client, world):
    draft = city_draft(world)
    world.login(client, "city_leader")

    response = post(client, "checklist_move", draft.pk, "issue", seen_status="in_review")

    draft.refresh_from_db()
    assert draft.status == "draft"
    assert "页面已过期" in told(response)[0]


def test_archiving_waits_for_open_work_and_an_unknown_move_is_no_page(client, world):
    checklist = city_list(world)
    world.login(client, "city_leader")

    assert "还有 6 项任务未销号" in told(post(client, "checklist_move", checklist.pk, "archive"))[0]
    assert post(client, "checklist_move", checklist.pk, "explode").status_code == 404


def test_a_receiver_signs_for_everything_at_once(client, world):
    checklist = city_list(world)
    world.login(client, "mall_leader")

    text = page(client, "checklist_detail", checklist.pk).text
    assert "一键签收 3 项" in text
    assert "律师行业党委" not in text.split("接收单位签收情况")[-1]
    response = post(client, "checklist_sign", checklist.pk, receiver=world.mall.pk)

    assert "已签收 3 项" in told(response)[0]
    assert Assignment.objects.filter(receiver=world.mall, signed_at__isnull=False).count() == 3
    assert "分解到下级" in page(client, "checklist_detail", checklist.pk).text


def test_nobody_signs_for_another_body(client, world):
    checklist = city_list(world)
    world.login(client, "city_leader")

    assert post(client, "checklist_sign", checklist.pk, receiver=world.mall.pk).status_code == 404
    assert post(client, "checklist_sign", checklist.pk, receiver="x").status_code == 404


def test_the_page_of_a_list_asks_few_queries(client, world, django_assert_max_num_queries):
    checklist = city_list(world)
    world.login(client, "mall_leader")

    page(client, "checklist_detail", checklist.pk)

    with django_assert_max_num_queries(12):
        assert page(client, "checklist_detail", checklist.pk).status_code == 200


def test_changes_show_old_and_new_and_who_has_confirmed(client, world):
    checklist = city_list(world)
    signed_by(world, checklist, "mall", "mall_leader")
    clerk = world.actor("city_clerk")
    draft = revise_checklist(checklist=checklist, actor=clerk)
    edit_item(item=draft.items.get(serial=1), changes={"requirement": "全部清零"}, actor=clerk)
    issue_checklist(checklist=draft, actor=world.actor("city_leader"))

    text = page(world.login(client, "city_leader"), "checklist_changes", draft.pk).text

    assert "目标要求" in text
    assert "（空）" in text
    assert "全部清零" in text
    assert "待确认" in text
    assert "未变动 2 条" in text


def test_the_first_version_has_nothing_to_compare(client, world):
    checklist = city_list(world)

    response = page(world.login(client, "city_leader"), "checklist_changes", checklist.pk)

    assert response.url == reverse("checklists:checklist_detail", args=[checklist.pk])


def test_pages_turn_by_the_last_row(client, world):
    for _ in range(3):
        city_draft(world, titles=())
    newest = Checklist.objects.order_by("-id").first()
    world.login(client, "city_clerk")

    text = page(client, "checklist_list", after=f"2026~{newest.pk}").text

    assert f"/checklists/{newest.pk}/" not in text
    assert f"before=2026~{newest.pk - 1}" in text


def test_an_item_counts_days_only_while_a_receiver_still_owes_it(client, world):
    checklist = city_list(world, titles=("甲",))
    assignments = Assignment.objects.filter(item__checklist=checklist)
    with time_machine.travel(world.home.at + dt.timedelta(days=400), tick=False):
        world.login(client, "city_clerk")
        owed = page(client, "checklist_detail", checklist.pk).text
        for status in ("accepted", "paused", "reported"):
            assignments.update(status=status)
            assert "逾期" not in page(client, "checklist_detail", checklist.pk).text, status
    assert "逾期" in owed


def test_who_reviews_a_draft_reads_all_that_would_be_issued(client, world):
    wanted = {
        "content": "逐户走访，建立名册",
        "requirement": "应建尽建",
        "evidence_types": "走访记录",
        "evidence_minimum": 2,
        "lead_unit": "组织科",
        "milestones": [{"due": "2026-06-30", "text": "完成摸底"}],
    }
    draft = city_draft(world, titles=("甲",), **wanted)
    submit_checklist(checklist=draft, actor=world.actor("city_clerk"))

    text = page(world.login(client, "city_leader"), "checklist_detail", draft.pk).text

    for words in ("逐户走访，建立名册", "应建尽建", "走访记录，至少 2 份", "组织科", "完成摸底"):
        assert words in text
    assert "6月30日(周二)</time> 完成摸底" in text
    assert "灯色" not in text
    assert reverse("checklists:burden", args=[draft.pk]) in text
    back = page(client, "burden", draft.pk).text
    assert reverse("checklists:checklist_detail", args=[draft.pk]) in back


def test_what_one_signs_for_at_once_is_named_and_may_be_objected_to(client, world):
    checklist = city_list(world, titles=("甲", "乙"))
    first, second = owed(checklist, world.mall)
    world.login(client, "mall_leader")

    text = page(client, "checklist_detail", checklist.pk).text.partition("一键签收")[0]

    for waiting in (first, second):
        assert reverse("checklists:assignment_move", args=[waiting.pk, "object"]) in text
        assert waiting.item.title in text
    assert text.count("完成时限") == 2


def test_a_status_is_no_button(client, world):
    checklist = city_list(world, titles=("甲",))
    (signed,) = signed_by(world, checklist, "mall", "mall_leader")

    text = page(world.login(client, "mall_leader"), "checklist_detail", checklist.pk).text
    button = text[text.index(reverse("checklists:assignment_detail", args=[signed.pk])) :]

    assert f"<span>{signed.get_status_display()}</span>" in text
    assert button.partition("</a>")[0].count("查看") == 1


def test_who_issues_nothing_has_no_tab_for_what_it_issued(client, world):
    city_list(world)

    assert "我下发的" not in page(world.login(client, "secretary"), "checklist_list").text
    assert "我下发的" in page(world.login(client, "officer"), "checklist_list").text


def test_a_folded_filter_tells_what_was_chosen(client, world):
    city_list(world)

    text = page(world.login(client, "city_clerk"), "checklist_list", kind="tasks", q="要点").text

    summary = text[text.index("filter-fold") :].partition("</summary>")[0]
    assert "筛选：要点，工作任务清单" in summary
