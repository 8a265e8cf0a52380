"""The brand library, taking a case up, and a body's year on one page."""

from __future__ import annotations

from projects.actions.duties import open_year
from projects.models import Adoption, Project
from tests.projects.grounds import CLOSED, DAY, YEAR, a_pack, a_project, archived_project
from tests.projects.pages import as_person, page, plain, told
from tests.world import World


def test_every_tier_reads_a_case_and_committees_take_it_up(funded: World) -> None:
    pack = a_pack(funded)

    with as_person(funded, "secretary", CLOSED) as client:
        assert "商圈红色驿站的做法" in plain(client.get(page("library")))
        branch = plain(client.get(page("pack_detail", pack.pk)))
    with as_person(funded, "lawyer_clerk", CLOSED) as client:
        answer = client.post(page("pack_adopt", pack.pk), {"organization": funded.lawyer.pk})

    assert "可以阅读、打印本页参照开展" in branch
    draft = Project.objects.get(applicant=funded.lawyer)
    assert answer.url == page("project_edit", draft.pk)
    assert "已借鉴为申报草稿" in told(answer)
    assert Adoption.objects.get().organization == funded.lawyer


def test_who_applies_for_nothing_takes_no_case_up(funded: World) -> None:
    pack = a_pack(funded)

    with as_person(funded, "secretary", CLOSED) as client:
        answer = client.post(page("pack_adopt", pack.pk), {"organization": funded.branch.pk})

    assert answer.status_code == 403


def test_a_case_is_put_in_from_the_project_s_page_and_taken_out(funded: World) -> None:
    project = archived_project(funded)
    words = {"title": "驿站做法", "summary": "共建。", "results": "服务 320 人次。"}

    with as_person(funded, "city_clerk", CLOSED) as client:
        shown = client.get(page("project_detail", project.pk)).content.decode()
        client.post(page("pack_publish", project.pk), words)
        pack = project.brand_pack
        client.post(page("pack_withdraw", pack.pk), {"reason": "材料待补"})
    with as_person(funded, "secretary", CLOSED) as client:
        gone = client.get(page("pack_detail", pack.pk))

    assert page("pack_publish", project.pk) in shown
    assert gone.status_code == 404


def test_a_committee_s_year_says_what_article_nine_still_asks(ruled: World) -> None:
    open_year(tenant=ruled.tenant, year=YEAR, actor=ruled.home.system)
    a_project(ruled)

    with as_person(ruled, "mall_leader", DAY) as client:
        answer = client.get(page("project_year", ruled.mall.pk, YEAR))

    text = plain(answer)
    assert "规划党建项目 0/1" in text
    assert "培育品牌项目 0/1" in text
    assert "商圈红色驿站" in text


def test_another_committee_s_year_is_not_found(ruled: World) -> None:
    with as_person(ruled, "lawyer_clerk") as client:
        assert client.get(page("project_year", ruled.mall.pk, YEAR)).status_code == 404
        assert client.get(page("project_year", ruled.lawyer.pk, 1999)).status_code == 404
