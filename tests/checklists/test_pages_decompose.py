"""The pages on which a list is drafted and decomposed: start, board, items, shares, waivers."""

import pytest
import time_machine
from django.urls import reverse

from checklists.actions.decomposing import start_decomposition
from checklists.models import Checklist, ChecklistItem, LibraryItem
from tests.lists import YEAR, city_draft, city_list, figure, signed_by


@pytest.fixture(autouse=True)
def _in_the_worlds_time(world):
    with time_machine.travel(world.home.at, tick=False):
        yield


@pytest.fixture
def draft(world):
    """The mall committee's decomposition of three items of 30 households each."""
    checklist = city_list(world, **figure(30))
    signed_by(world, checklist, "mall", "mall_leader")
    return start_decomposition(
        receiver=world.mall, year=YEAR, source="upper", actor=world.actor("mall_leader")
    )


def page(client, name, *args, **query):
    return client.get(reverse(f"checklists:{name}", args=args), query)


def post(client, name, *args, headers=None, **data):
    return client.post(reverse(f"checklists:{name}", args=args), data, headers=headers)


def item_form(**changes):
    """What the item form sends."""
    return {
        "title": "逐户走访",
        "category": "coverage",
        "starts_on": "2026-03-02",
        "due_date": "2026-09-30",
        "frequency": "monthly",
        "direction": "at_least",
        "evidence_minimum": "0",
        "milestones-TOTAL_FORMS": "1",
        "milestones-INITIAL_FORMS": "0",
        "milestones-0-due": "2026-06-30",
        "milestones-0-text": "完成走访",
        **changes,
    }


def test_starting_makes_one_item_for_each_upper_item_and_opens_the_board(client, world):
    checklist = city_list(world)
    signed_by(world, checklist, "mall", "mall_leader")
    world.login(client, "mall_clerk")

    assert "2026年有 3 项已签收、未分解" in page(client, "decompose_start").text
    response = post(client, "decompose_start", receiver=world.mall.pk, year=YEAR, source="upper")

    made = Checklist.objects.get(issuer=world.mall)
    assert response.url == reverse("checklists:decompose_board", args=[made.pk])
    assert made.items.count() == 3


def test_starting_says_what_to_sign_first(client, world):
    city_list(world)
    world.login(client, "mall_leader")

    assert "待签收 3 项" in page(client, "decompose_start").text
    refused = post(client, "decompose_start", receiver=world.mall.pk, year=YEAR, source="upper")
    assert refused.status_code == 422
    assert "请先签收" in refused.text


def test_where_nothing_waits_the_page_names_the_next_step_instead_of_a_form(client, world):
    for person, way in (
        ("city_clerk", reverse("checklists:checklist_create")),
        ("lawyer_clerk", reverse("checklists:checklist_list") + "?tab=received"),
    ):
        text = page(world.login(client, person), "decompose_start").text

        assert "生成草稿" not in text
        assert way in text


def test_the_figures_say_what_an_empty_one_means(client, world, draft):
    item = draft.items.get(serial=1)
    world.login(client, "mall_leader")

    text = " ".join(page(client, "decompose_board", draft.pk, item=item.pk).text.split())

    assert 'placeholder="30"' in text
    assert "都不填的，每个单位各按 30 户 下达" in text


def test_nobody_starts_for_a_foreign_body_nor_without_the_right(client, world):
    world.login(client, "mall_leader")
    foreign = post(client, "decompose_start", receiver=world.lawyer.pk, year=YEAR, source="upper")

    assert foreign.status_code == 422
    assert page(world.login(client, "secretary"), "decompose_start").status_code == 403


def test_the_board_says_asked_given_and_gap(client, world, draft):
    item = draft.items.get(serial=1)
    world.login(client, "mall_leader")
    stations = {f"target_{world.station.pk}": "20", f"target_{world.single.pk}": "9"}
    post(client, "item_allocate", item.pk, reach="all", **stations)

    text = " ".join(page(client, "decompose_board", draft.pk, item=item.pk).text.split())

    assert "目标 30 户，已分 29，差 1" in text
    assert "3 条中 3 条已分解或说明" in text
    assert "请补足后再下发" in text


def test_the_board_of_a_big_draft_asks_few_queries(
    client, world, draft, django_assert_max_num_queries
):
    world.login(client, "mall_leader")
    item = draft.items.first()
    page(client, "decompose_board", draft.pk)

    with django_assert_max_num_queries(12):
        page(client, "decompose_board", draft.pk, item=item.pk)


def test_the_board_refuses_outsiders_and_inferiors(client, world, draft):
    item = draft.items.first()
    for name in ("twin.mall_leader", "lawyer_leader", "secretary"):
        world.login(client, name)
        assert page(client, "decompose_board", draft.pk).status_code == 404
        assert page(client, "burden", draft.pk).status_code == 404
        assert page(client, "item_edit", item.pk).status_code == 404
        assert post(client, "item_remove", item.pk).status_code == 404
        assert post(client, "item_allocate", item.pk).status_code == 404
        assert post(client, "item_keep", item.pk).status_code == 404
        assert post(client, "item_waive", draft.pk, item.answers_id).status_code == 404


def test_even_shares_add_up_to_the_target_again(client, world, draft):
    item = draft.items.get(serial=1)
    world.login(client, "mall_leader")

    post(client, "item_allocate", item.pk, reach="all", even="1")

    assert sum(share.target_value for share in item.allocations.all()) == 30


def test_chosen_receivers_alone_get_the_item(client, world, draft):
    item = draft.items.get(serial=1)
    world.login(client, "mall_leader")

    chosen = {f"chosen_{world.single.pk}": "on", f"target_{world.single.pk}": "30"}
    post(client, "item_allocate", item.pk, reach="chosen", **chosen)

    item.refresh_from_db()
    assert item.reach == "chosen"
    assert [share.receiver for share in item.allocations.all()] == [world.single]
    refused = post(client, "item_allocate", item.pk, reach="chosen")
    assert refused.status_code == 422
    assert "请至少勾选一个接收单位" in refused.text


def test_a_negative_share_is_refused_in_its_place(client, world, draft):
    item = draft.items.get(serial=1)
    world.login(client, "mall_leader")

    refused = post(
        client, "item_allocate", item.pk, reach="all", **{f"target_{world.single.pk}": "-1"}
    )

    assert refused.status_code == 422
    assert "目标值不能为负数" in refused.text


def test_an_item_is_edited_with_its_milestones(client, world, draft):
    item = draft.items.get(serial=1)
    world.login(client, "mall_clerk")

    response = post(client, "item_edit", item.pk, **item_form())

    item.refresh_from_db()
    assert response.status_code == 302
    assert item.title == "逐户走访"
    assert item.milestones == [{"due": "2026-06-30", "text": "完成走访"}]


def test_what_somebody_changed_meanwhile_is_not_overwritten(client, world, draft):
    item = draft.items.get(serial=1)
    world.login(client, "mall_clerk")

    refused = post(client, "item_edit", item.pk, **item_form(seen="0123456789abcdef"))

    assert refused.status_code == 422
    assert "页面已过期" in refused.text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"due_date": "2026-03-01"}, "完成时限不能早于起始日"),
        ({"title": ""}, "任务内容"),
        ({"target_value": "5"}, "请选择口径"),
        ({"indicator_kind": "ratio"}, "请填写目标值"),
        ({"target_value": "-5"}, "目标值不能为负数"),
        ({"milestones-0-text": ""}, "里程碑的日期和进展要同时填写"),
    ],
)
def test_a_wrong_item_comes_back_with_the_reason(client, world, draft, changes, words):
    item = draft.items.get(serial=1)
    world.login(client, "mall_clerk")

    refused = post(client, "item_edit", item.pk, **item_form(**changes))

    assert refused.status_code == 422
    assert words in refused.text


def test_an_upper_item_is_waived_with_a_reason_or_answered_anew(client, world, draft):
    item = draft.items.get(serial=3)
    upper = item.answers_id
    world.login(client, "mall_leader")
    post(client, "item_remove", item.pk)

    assert "未承接" in page(client, "decompose_board", draft.pk).text
    assert post(client, "item_waive", draft.pk, upper, reason="").status_code == 422
    post(client, "item_waive", draft.pk, upper, reason="本行业没有这类单位")
    assert "本行业没有这类单位" in page(client, "decompose_board", draft.pk, upper=upper).text
    post(client, "item_waive", draft.pk, upper, withdraw="1")
    assert not draft.waivers.exists()
    post(client, "item_add", draft.pk, upper=upper, **item_form())
    assert draft.items.filter(answers_id=upper).count() == 1


def test_below_the_city_an_item_without_an_upper_is_refused(client, world, draft):
    world.login(client, "mall_leader")

    refused = post(client, "item_add", draft.pk, **item_form())

    assert refused.status_code == 422
    assert "每条事项都要对应一条上级事项" in refused.text
    foreign = ChecklistItem.objects.first()
    assert post(client, "item_add", draft.pk, upper=foreign.pk + 9999).status_code == 404


def test_htmx_gets_the_board_and_a_toast(client, world, draft):
    item = draft.items.get(serial=1)
    world.login(client, "mall_leader")
    htmx = {"hx-request": "true"}

    response = client.post(
        reverse("checklists:item_allocate", args=[item.pk]),
        {"reach": "all", "even": "1"},
        headers=htmx,
        follow=True,
    )

    assert 'id="board"' in response.text
    # After the swap: what is pressed on reading it must be pressed on the new board.
    assert "toast" in response.headers["HX-Trigger-After-Settle"]


def test_a_list_is_begun_named_and_thrown_away(client, world):
    world.login(client, "city_clerk")
    assert page(client, "checklist_create").status_code == 200

    post(client, "checklist_create", issuer=world.city.pk, year=2026, title="")
    made = Checklist.objects.get(issuer=world.city)
    assert made.title == "市委两新工委2026年工作要点清单"
    post(client, "checklist_edit", made.pk, title="二〇二六年工作要点清单", signer="陆市书")
    made.refresh_from_db()
    assert made.signer == "陆市书"
    assert post(client, "checklist_edit", made.pk, title="").status_code == 422
    post(client, "checklist_edit", made.pk, delete="1")
    assert not Checklist.objects.exists()


@pytest.mark.parametrize(("month", "year"), [(11, 2026), (12, 2027)])
def test_a_list_begun_in_december_is_for_the_year_that_comes(client, world, month, year):
    with time_machine.travel(world.at.replace(month=month), tick=False):
        world.login(client, "city_clerk")

        assert page(client, "checklist_create").context["form"]["year"].value() == year


def test_beginning_a_list_needs_the_right_at_that_body(client, world):
    world.login(client, "mall_leader")
    refused = post(client, "checklist_create", issuer=world.city.pk, year=2026)

    assert refused.status_code == 422
    assert page(world.login(client, "secretary"), "checklist_create").status_code == 403
    assert page(world.login(client, "district_reader"), "checklist_create").status_code == 403


def test_an_item_is_kept_in_the_library_by_who_keeps_the_library(client, world):
    item = city_draft(world).items.first()
    world.login(client, "city_clerk")

    board = page(client, "decompose_board", item.checklist_id, item=item.pk).content.decode()
    assert "存入清单库" not in board
    assert post(client, "item_keep", item.pk).status_code == 403
    world.login(client, "city_leader")
    board = page(client, "decompose_board", item.checklist_id, item=item.pk).content.decode()
    assert "存入清单库" in board
    post(world.login(client, "city_leader"), "item_keep", item.pk)
    assert LibraryItem.objects.get().title == item.title
    text = page(
        client, "decompose_board", item.checklist_id, add=1, library=LibraryItem.objects.get().pk
    )
    assert text.status_code == 200


def test_an_issued_list_is_revised_and_copied_but_not_edited(client, world):
    checklist = city_list(world)
    item = checklist.items.first()
    world.login(client, "city_leader")

    assert post(client, "item_edit", item.pk, **item_form()).status_code == 422
    assert page(client, "decompose_board", checklist.pk).status_code == 302
    post(client, "checklist_revise", checklist.pk)
    assert Checklist.objects.get(supersedes=checklist).version == 2
    assert post(client, "checklist_revise", checklist.pk).url.endswith(f"/{checklist.pk}/")
    post(client, "checklist_copy", checklist.pk, year="2027")
    copied = Checklist.objects.get(year=2027)
    assert copied.items.first().due_date.year == 2027
    post(client, "checklist_copy", checklist.pk, year="1")
    assert Checklist.objects.filter(issuer=world.city).count() == 3


def test_a_receiver_may_not_touch_the_issuers_list(client, world):
    checklist = city_list(world)
    world.login(client, "mall_leader")

    for name in ("checklist_revise", "checklist_copy"):
        assert post(client, name, checklist.pk, year="2027").status_code == 403
    assert page(client, "checklist_edit", checklist.pk).status_code == 403
    assert post(client, "item_remove", checklist.items.first().pk).status_code == 403


def test_burden_shows_loads_and_what_is_asked_twice(client, world, draft):
    post(world.login(client, "mall_leader"), "checklist_move", draft.pk, "issue")
    again = city_list(world)
    signed_by(world, again, "mall", "mall_leader")
    second = start_decomposition(
        receiver=world.mall, year=YEAR, source="upper", actor=world.actor("mall_leader")
    )

    text = page(client, "burden", second.pk).text

    assert "与在办事项相近（3 处）" in text
    assert "3 项" in text


def test_days_in_the_wrong_order_are_told_at_the_later_one(client, world, draft):
    item = draft.items.get(serial=1)
    world.login(client, "mall_leader")
    sent = {"title": "甲", "category": "coverage", "frequency": "once", "evidence_minimum": "0"}
    sent |= {"starts_on": "2026-06-01", "due_date": "2026-05-01", "direction": "at_least"}

    text = post(client, "item_edit", item.pk, **sent).text

    assert '<a href="#id_due_date">完成时限：完成时限不能早于起始日' in text
    assert text.count("完成时限不能早于起始日") == 2  # in the summary and at the field
