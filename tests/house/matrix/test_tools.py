"""What the matrix leans on: rows go back after each cell, and no planted word is overlooked."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.models import User
from tests.house.matrix.ground import Ground
from tests.house.matrix.words import Words
from tests.world import World


def test_a_cell_that_wrote_is_taken_back_and_one_that_failed(world: World) -> None:
    ground, before = Ground(), world.user("officer").name

    with ground.cell() as written:
        User.objects.filter(pk=world.user("officer").pk).update(name="改名")
    assert written == ["accounts_user"]
    assert world.user("officer").name == before

    with pytest.raises(DatabaseError), ground.cell(), connection.cursor() as cursor:
        cursor.execute("SELECT 1 / 0")
    assert world.user("officer").name == before


def test_a_cell_whose_inner_block_broke_is_taken_back(world: World) -> None:
    before = world.user("officer").name

    def broken() -> None:
        with Ground().cell(), transaction.atomic(savepoint=False):
            User.objects.filter(pk=world.user("officer").pk).update(name="改名")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        broken()

    assert world.user("officer").name == before


def test_rows_are_read_once_until_a_cell_writes(world: World) -> None:
    ground = Ground()

    def name() -> str:
        return ground.once("name", lambda: world.user("officer").name)

    before = name()
    with ground.cell():
        assert name() == before
        User.objects.filter(pk=world.user("officer").pk).update(name="改名")
        assert name() == "改名"
    with ground.cell():
        assert name() == before
    User.objects.filter(pk=world.user("officer").pk).update(name="改名")
    ground.keep()
    with ground.cell():
        assert name() == "改名"


@pytest.mark.parametrize(
    ("text", "leaks"),
    [
        ("", []),
        ("鹮1号", []),
        ("<b>鹮12号</b>", ["鹮12号"]),
        ("鹮12鹮12号", ["鹮12号"]),
        ("鹮12件，水指一", ["水指一"]),
        ("甪7号鹮34", ["鹮34"]),
        ("甪7号甲", ["甪7号甲"]),
    ],
)
def test_every_planted_word_is_found_wherever_it_stands(text: str, leaks: list[str]) -> None:
    words = Words()
    for planted in ("鹮12号", "水指一", "鹮34", "甪7号甲"):
        words.plant(planted, readers=frozenset({"officer"}))

    assert words.leaked(text, to="secretary", trail=False) == leaks
    assert words.leaked(text, to="officer", trail=False) == []
    words.show("".join(leaks), to=frozenset({"secretary"}))
    assert words.leaked(text, to="secretary", trail=False) == []
