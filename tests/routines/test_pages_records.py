"""The pages of organisational life: the front, the form, the record, the list, votes, groups."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import docx
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from routines.models import Ballot, Fulfilment, Obligation, PartyGroup, Record
from routines.terms import Mark, RecordKind, RecordStatus
from tests.routines.conftest import at, members, owed, party, refreshed
from tests.routines.records import confirmed, group, held
from tests.world import World

K = RecordKind
MARCH = dt.date(2026, 3, 1)


@pytest.fixture(autouse=True)
def _in_the_worlds_time(ruled: World) -> Iterator[None]:
    with time_machine.travel(ruled.home.at, tick=False):
        yield


def text(response: Any) -> str:
    return str(response.content.decode())


def new(world: World, kind: str, *, body: str = "branch") -> str:
    return reverse("routines:record_new", args=[getattr(world, body).pk, kind])


def test_a_secretary_lands_on_what_the_own_branch_owes(ruled: World, client: Client) -> None:
    refreshed(ruled)
    ruled.login(client, "secretary")

    landed = client.get(reverse("routines:life"), follow=True)

    assert landed.redirect_chain[-1][0] == reverse("routines:life_of", args=[ruled.branch.pk])
    assert "主题党日（2026年3月）" in text(landed)
    assert new(ruled, K.THEME_DAY) in text(landed)


def test_one_meeting_is_entered_and_three_rules_are_met(ruled: World, client: Client) -> None:
    refreshed(ruled)
    ruled.login(client, "secretary")
    matches = client.get(
        reverse("routines:record_matches", args=[ruled.branch.pk, K.THEME_DAY]),
        {"happened_on": "2026-03-02", "also": [K.MEMBERS_MEETING, K.LECTURE]},
    )
    quarter = dt.date(2026, 1, 1)
    rows = [owed(ruled.branch, code, period_start=quarter) for code in ("R-09", "R-12-1")]
    rows.append(owed(ruled.branch, "R-13", period_start=MARCH))
    ticked = {key for _, key, is_ticked in matches.context["proposals"] if is_ticked}
    assert ticked == {f"obligation:{row.pk}" for row in rows}

    done = client.post(
        new(ruled, K.THEME_DAY),
        {
            "happened_on": "2026-03-02",
            "title": "",
            "also": [K.MEMBERS_MEETING, K.LECTURE],
            "expected_count": 20,
            "present_count": 18,
            "answers": [f"obligation:{row.pk}" for row in rows],
        },
        follow=True,
    )

    assert "完成 3 项" in text(done)
    assert Fulfilment.objects.filter(record=Record.objects.get()).count() == 3
    assert all(Obligation.objects.get(pk=row.pk).met_on == ruled.home.on for row in rows)


def test_more_present_than_expected_is_said_at_its_field(ruled: World, client: Client) -> None:
    ruled.login(client, "secretary")
    counts = {"happened_on": "2026-03-02", "expected_count": 7, "present_count": 999}

    refused = client.post(new(ruled, K.THEME_DAY), counts)

    assert refused.status_code == 422
    assert refused.context["form"].errors["present_count"] == ["实到人数不能多于应到人数，请核对。"]
    assert not Record.objects.exists()


def test_what_is_known_is_filled_in(ruled: World, client: Client) -> None:
    party(ruled.branch, officers=3, meeting_day=1)
    members(ruled.branch, ruled, 12, on=dt.date(2026, 1, 1))
    held(ruled, K.THEME_DAY, dt.date(2026, 2, 5), place="三楼会议室", recorder="示例记")
    ruled.login(client, "secretary")

    page = client.get(new(ruled, K.THEME_DAY))

    form = page.context["form"]
    assert form.initial["happened_on"] == MARCH
    assert form.initial["expected_count"] == 12
    assert (form.initial["place"], form.initial["recorder"]) == ("三楼会议室", "示例记")


def test_the_next_fixed_day_is_offered_as_a_draft(ruled: World, client: Client) -> None:
    party(ruled.branch, meeting_day=20)
    refreshed(ruled)
    ruled.login(client, "secretary")
    front = text(client.get(reverse("routines:life_of", args=[ruled.branch.pk])))
    assert "3月20日" in front
    assert "预先起草" in front

    client.post(new(ruled, K.THEME_DAY), {"happened_on": "2026-03-20", "draft": "1"})

    draft = Record.objects.get()
    assert draft.status == RecordStatus.DRAFT
    with time_machine.travel(at(dt.date(2026, 3, 21)), tick=False):
        ruled.login(client, "secretary")
        kept = client.post(reverse("routines:record_keep", args=[draft.pk]), follow=True)
    assert "已登记" in text(kept)
    assert "主题党日（2026年3月）" in text(kept)


def test_a_day_ahead_is_refused_with_what_to_do(ruled: World, client: Client) -> None:
    ruled.login(client, "secretary")

    refused = client.post(new(ruled, K.THEME_DAY), {"happened_on": "2026-03-20"})

    assert refused.status_code == 422
    assert "请存为草稿" in text(refused)


def test_photos_by_the_officer_are_seen_by_the_secretary(ruled: World, client: Client) -> None:
    ruled.login(client, "officer")
    client.post(
        new(ruled, K.THEME_DAY),
        {
            "happened_on": "2026-03-02",
            "uploads": SimpleUploadedFile("签到.txt", "签到（示例）".encode()),
        },
    )
    record = Record.objects.get()
    assert record.attachments.get().organization == ruled.officer

    ruled.login(client, "secretary")
    page = client.get(reverse("routines:record_detail", args=[record.pk]))
    file = client.get(reverse("workflow:attachment", args=[record.attachments.get().pk]))

    assert "签到.txt" in text(page)
    assert file.status_code == 200
    file.close()


def test_the_officer_sees_branches_by_need_and_enters_for_them(
    ruled: World, client: Client
) -> None:
    refreshed(ruled, dt.date(2026, 3, 2), since=dt.date(2026, 1, 1))
    confirmed(ruled, held(ruled, K.THEME_DAY, dt.date(2026, 2, 20)))
    ruled.login(client, "officer")

    page = client.get(reverse("routines:life"))

    names = [need.name for need in page.context["needs"]]
    assert names[0] == ruled.second_branch.name
    assert ruled.branch.name in names
    front = client.get(reverse("routines:life_of", args=[ruled.branch.pk]))
    assert "代录" in text(front)


def test_late_typing_is_shown(ruled: World, client: Client) -> None:
    record = held(ruled, K.THEME_DAY, dt.date(2026, 2, 10))
    ruled.login(client, "station_head")

    page = text(client.get(reverse("routines:record_detail", args=[record.pk])))

    assert "补录，晚 20 天" in page
    assert "补录，晚 20 天" in text(client.get(reverse("routines:record_list")))


def test_the_list_finds_what_was_held_together(ruled: World, client: Client) -> None:
    held(ruled, K.THEME_DAY, also=[K.LECTURE], title="廉洁教育主题党日")
    held(ruled, K.BRANCH_COMMITTEE, title="二月支委会")
    ruled.login(client, "officer")

    page = text(client.get(reverse("routines:record_list"), {"kind": K.LECTURE}))
    late = text(client.get(reverse("routines:record_list"), {"only": "late"}))
    sheet = client.get(reverse("routines:record_excel"), {"kind": K.LECTURE})

    assert "廉洁教育主题党日" in page
    assert "二月支委会" not in page
    assert "没有符合条件的记录" in late
    assert sheet["Content-Type"].endswith("sheet")


def test_a_correction_is_made_on_the_page(ruled: World, client: Client) -> None:
    record = held(ruled, K.THEME_DAY, place="一楼")
    ruled.login(client, "secretary")
    url = reverse("routines:record_edit", args=[record.pk])
    assert client.get(url).context["form"].initial["place"] == "一楼"

    done = client.post(
        url, {"happened_on": "2026-03-02", "title": record.title, "place": "二楼"}, follow=True
    )

    assert "已更正" in text(done)
    assert "一楼 → 二楼" in text(done)


def test_an_answer_is_taken_back_and_confirmed_again_on_the_page(
    ruled: World, client: Client
) -> None:
    refreshed(ruled)
    record = held(ruled, K.THEME_DAY)
    (row,) = confirmed(ruled, record)
    ruled.login(client, "secretary")

    client.post(reverse("routines:record_unanswer", args=[record.pk, row.pk]))
    assert Obligation.objects.get(pk=row.pk).met_on is None
    back = client.post(
        reverse("routines:record_answer", args=[record.pk]),
        {"answers": [f"obligation:{row.pk}"]},
        follow=True,
    )

    assert "已确认，完成 1 项：主题党日" in text(back)


def test_a_record_is_withdrawn_with_its_reason(ruled: World, client: Client) -> None:
    record = held(ruled, K.THEME_DAY)
    ruled.login(client, "secretary")

    page = client.post(
        reverse("routines:record_withdraw", args=[record.pk]), {"reason": "重复登记"}, follow=True
    )

    assert "撤回原因" in text(page)
    assert "重复登记" in text(page)


def test_a_vote_is_judged_while_it_is_typed_and_in_the_minutes(
    ruled: World, client: Client
) -> None:
    record = held(ruled, K.MEMBERS_MEETING, expected_count=20, present_count=11)
    ruled.login(client, "secretary")
    counts = {"matter": "年度计划", "eligible": 20, "present": 11, "in_favour": 10}
    live = client.get(reverse("routines:vote_outcome", args=["resolution"]), counts)
    assert "不通过" in text(live)
    assert "至少 11 票" in text(live)

    done = client.post(
        reverse("routines:ballot_new", args=[record.pk, "resolution"]), counts, follow=True
    )

    assert "不通过" in text(done)
    word = client.get(reverse("routines:record_word", args=[record.pk]))
    said = "\n".join(one.text for one in docx.Document(BytesIO(word.content)).paragraphs)
    assert "年度计划：不通过" in said


def test_an_election_is_written_with_candidates_and_excusals(ruled: World, client: Client) -> None:
    record = held(ruled, K.ELECTION)
    ruled.login(client, "secretary")

    done = client.post(
        reverse("routines:ballot_new", args=[record.pk, "election"]),
        {
            "matter": "支部委员会换届选举",
            "eligible": 21,
            "present": 16,
            "seats": 1,
            "candidates": "示例甲 8",
            "excusals": "示例乙，长期出国",
        },
        follow=True,
    )

    ballot = Ballot.objects.get()
    assert ballot.eligible == 20
    assert ballot.excusals.get().reason == "长期出国"
    assert "无人当选" in text(done)


def test_a_candidate_without_votes_is_refused_in_words(ruled: World, client: Client) -> None:
    record = held(ruled, K.ELECTION)
    ruled.login(client, "secretary")

    refused = client.post(
        reverse("routines:ballot_new", args=[record.pk, "election"]),
        {"matter": "选举", "eligible": 20, "present": 16, "seats": 1, "candidates": "示例甲"},
    )

    assert refused.status_code == 422
    assert "没有写明得票" in text(refused)


def test_groups_are_set_up_and_dissolved(ruled: World, client: Client) -> None:
    ruled.login(client, "secretary")
    page = reverse("routines:group_list", args=[ruled.branch.pk])

    client.post(page, {"name": "第一党小组", "leader": "示例", "starts_on": "2026-03-01"})
    row = PartyGroup.objects.get()
    taken = client.post(page, {"name": "第一党小组", "starts_on": "2026-03-01"})
    client.post(reverse("routines:group_dissolve", args=[row.pk]), {"ends_on": "2026-03-02"})

    assert taken.status_code == 422
    assert "已有同名的党小组" in text(taken)
    assert PartyGroup.objects.get().ends_on == ruled.home.on


def test_a_group_meeting_offers_the_groups(ruled: World, client: Client) -> None:
    ruled.login(client, "secretary")
    assert "还没有登记党小组" in text(client.get(new(ruled, K.GROUP_MEETING)))
    row = group(ruled.branch)

    client.post(new(ruled, K.GROUP_MEETING), {"happened_on": "2026-03-02", "group": row.pk})

    assert Record.objects.get().group == row


def test_the_meeting_of_a_group_that_is_gone_is_corrected_as_that_groups(
    ruled: World, client: Client
) -> None:
    gone = group(ruled.branch)
    group(ruled.branch, "第二党小组")
    record = held(ruled, K.GROUP_MEETING, group=gone)
    PartyGroup.objects.filter(pk=gone.pk).update(ends_on=ruled.home.on)
    ruled.login(client, "secretary")
    sent = {"happened_on": "2026-03-02", "group": gone.pk, "place": "二楼"}

    done = client.post(reverse("routines:record_edit", args=[record.pk]), sent, follow=True)

    assert "已更正" in text(done)
    record.refresh_from_db()
    assert (record.group, record.place) == (gone, "二楼")


def test_a_record_whose_form_is_sent_twice_is_entered_once(ruled: World, client: Client) -> None:
    refreshed(ruled)
    row = owed(ruled.branch, "R-13", period_start=MARCH)
    ruled.login(client, "secretary")
    page = new(ruled, K.THEME_DAY)
    key = client.get(page).context["form"]["once"].value()
    sent = {"happened_on": "2026-03-02", "answers": [f"obligation:{row.pk}"], "once": str(key)}

    told = [text(client.post(page, sent, follow=True)) for _ in range(2)]

    assert all("完成 1 项" in each for each in told)
    assert Record.objects.count() == Fulfilment.objects.count() == 1
    client.post(page, sent | {"place": "二楼"})
    assert Record.objects.count() == 2


def test_the_secretarys_own_lecture_is_one_tick(ruled: World, client: Client) -> None:
    """书记讲党课 on the form of a theme day says that a lecture was held, too."""
    refreshed(ruled)
    ruled.login(client, "secretary")

    client.post(
        new(ruled, K.THEME_DAY), {"happened_on": "2026-03-02", "marks": [Mark.BY_SECRETARY]}
    )

    assert Record.objects.get().also == [K.LECTURE]
