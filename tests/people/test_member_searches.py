"""Lists of the register: all that several posts open together, read by an index and in order."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.models import Q
from pypinyin.pinyin_dict import pinyin_dict

from hierarchy.actions.appointments import appoint
from hierarchy.models import Organization
from hierarchy.names import pinyin_key
from hierarchy.terms import Kind
from people.forms.member_searches import MemberFilter, shown_members
from people.models import Member
from people.name_searches import by_name
from people.terms import Standing
from tests.people.grounds import ADMITTED, affiliate, member, register_on
from tests.world import STARTED, World

FIRST, SECOND, SIBLING, LAWYER = "示例甲", "示例乙", "示例丙", "示例丁"


@pytest.fixture
def kept(world: World) -> World:
    """One member in each of four branches; one branch is affiliated to the lawyers' committee."""
    register_on(world.home)
    affiliate(world.sibling_branch, world.lawyer)
    for branch, name in (
        (world.branch, FIRST),
        (world.second_branch, SECOND),
        (world.sibling_branch, SIBLING),
        (world.lawyer_branch, LAWYER),
    ):
        member(branch, name, identity="", name_key=pinyin_key(name))
    return world


@pytest.fixture
def kept_by_many(kept: World) -> World:
    """Enough members, counted by the database, for it to choose an index as it would in a city.

    Of four rows it takes one index for as good as another, as its last count happens to be.
    """
    names = [f"{family}{given}" for family in "赵钱孙李周吴郑王示" for given in _givens()]
    Member.objects.bulk_create(
        Member(
            tenant=kept.home.tenant,
            organization=kept.sibling_branch,
            name=name,
            name_key=pinyin_key(name),
            standing=Standing.REGULAR,
            joined_on=ADMITTED,
            presence_on=ADMITTED,
        )
        for name in names
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE people_member")
    return kept


def _givens() -> list[str]:
    """Some two hundred given names of two characters."""
    characters = "一二三四五六七八九十东西南北"
    return [one + other for one in characters for other in characters]


def also(world: World, person: str, holder: str) -> None:
    """Let a person hold the post of another as well."""
    appoint(
        user=world.user(person),
        position=world.home.appointment(holder).position,
        starts_on=STARTED,
        actor=world.home.system,
        reason="兼任",
    )


def shown(world: World, person: str) -> dict[str, bool]:
    """Who is seen, and whether without a mask."""
    found = shown_members(world.actor(person)).values_list("name", "is_whole")
    return dict(found)


def plan(world: World, person: str, **query: str) -> str:
    """How the database would read one page of a list, were there many rows."""
    rows = MemberFilter(query, actor=world.actor(person)).rows()
    with connection.cursor() as cursor:
        for way in ("seqscan", "bitmapscan", "sort"):
            cursor.execute(f"SET LOCAL enable_{way} = off")
    return rows.order_by("name_key", "id")[:51].explain()


def test_a_secretary_sees_the_own_branch_alone(kept: World) -> None:
    assert shown(kept, "secretary") == {FIRST: True}


def test_a_committee_sees_the_affiliated_branch_and_not_its_industry(kept: World) -> None:
    assert shown(kept, "lawyer_clerk") == {SIBLING: True}


def test_a_base_committee_sees_affiliated_members_beside_its_own(kept: World) -> None:
    Organization.objects.filter(pk=kept.branch.pk).update(kind=Kind.BASE_COMMITTEE)
    affiliate(kept.second_branch, kept.branch)

    assert shown(kept, "secretary") == {FIRST: True, SECOND: True}


def test_posts_of_three_kinds_open_their_members_together(kept: World) -> None:
    also(kept, "secretary", "officer")
    also(kept, "secretary", "lawyer_clerk")

    assert shown(kept, "secretary") == {FIRST: True, SECOND: False, SIBLING: True}


def test_nobody_sees_members_of_another_city(kept: World) -> None:
    stranger = member(kept.twin.branch, "示例外", identity="")
    affiliate(kept.twin.branch, kept.lawyer)

    assert stranger.name not in shown(kept, "lawyer_clerk")


def test_totals_need_no_row_of_a_member(kept: World) -> None:
    actor = kept.actor("city_leader")

    assert not shown(kept, "city_leader")
    assert Member.objects.totals(actor) == {"regular": 4}


@pytest.mark.parametrize(
    ("words", "index", "first"),
    [
        ("示例丙", "member_of_family", "'示'"),
        ("示", "member_of_family", "'示'"),
        ("shilibing", "member_of_city", "'s'"),
        ("slb", "member_by_initials", "'sl'"),
    ],
)
def test_a_search_by_name_reads_on_from_the_first_character(
    kept_by_many: World, words: str, index: str, first: str
) -> None:
    said = plan(kept_by_many, "lawyer_clerk", q=words)

    reading = said[said.index(index) :].splitlines()[1]
    assert "Index Cond" in reading
    assert first in reading


def test_a_list_is_read_in_its_order(kept_by_many: World) -> None:
    assert "member_of_city" in plan(kept_by_many, "lawyer_clerk")


def test_common_initials_are_read_by_their_index_in_the_order_of_the_list(
    kept_by_many: World,
) -> None:
    told = plan(kept_by_many, "lawyer_clerk", q="sl")

    assert "member_by_initials" in told
    assert "Sort" not in told


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("sl", {SIBLING}),
        ("slb", {SIBLING}),
        ("zm", {"Zmen", "Z明", "郑民"}),
        ("zmi", {"Z明"}),
        ("zmen", {"Zmen"}),
        ("slx", set()),
    ],
)
def test_initials_find_whoever_their_name_in_pinyin_begins_with(
    kept: World, words: str, names: set[str]
) -> None:
    for name in ("Zmen", "Z明", "郑民"):
        member(kept.sibling_branch, name, identity="", name_key=pinyin_key(name))

    rows = MemberFilter({"q": words}, actor=kept.actor("lawyer_clerk")).rows()

    assert set(rows.values_list("name", flat=True)) == names


def words_of(condition: Q) -> str:
    """The condition as the database is told it."""
    return str(Member.objects.filter(condition).query)


def test_letters_taken_for_initials_begin_no_reading_of_a_character() -> None:
    begins = {pinyin_key(chr(code)).split("|")[0][:2] for code in pinyin_dict}
    latin = {two for two in begins if len(two) == 2 and two.isascii()}

    assert len(latin) >= 100
    assert {
        two for two in latin if "SUBSTRING" in str(Member.objects.filter(by_name(two)).query)
    } == set()
