"""The tree: insert, build, rebuild, move and proof, beside plain SQL and stock django-mptt."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from io import StringIO
from itertools import count, cycle
from typing import Any

from django.db import connection, transaction

from hierarchy import proof, tree
from hierarchy.models import Organization
from hierarchy.names import pinyin_key
from hierarchy.rules import SLOT_WIDTH
from hierarchy.terms import Kind, Tier
from tests.bench import peers
from tests.bench.grounds import (
    FOUNDED,
    Ground,
    branch_specs,
    build_city,
    copy_nodes,
    found,
    inner_specs,
)
from tests.bench.registry import Bench, Case
from tests.bench.results import Result
from tests.bench.timing import Step, medians, milliseconds, peak_megabytes, seconds

SMALL, LARGE, MILLION = 10_000, 100_000, 1_000_000
_ORG = Organization._meta.db_table
_INSERTS = 300


def city_with_peers(bench: Bench, size: int) -> Ground:
    """The ground of the tree and reading cases: one city and its two peers."""

    def build() -> Ground:
        ground = build_city(size)
        peers.make_peers()
        return ground

    ground: Ground = bench.server.open(f"city_{size}", build)
    return ground


def tree_insert(bench: Bench) -> Iterator[Result]:
    """Add one branch, in a transaction of its own, as a page does."""
    for size in (SMALL, LARGE, *([MILLION] if bench.is_million else [])):
        ground = city_with_peers(bench, size)
        serials = count(1)
        posts = ground.some(Tier.OFFICER, 200)
        ours = _slotted_insert(cycle(posts), serials)
        value, reference = milliseconds(ours, _plain_insert(cycle(posts), serials), turns=_INSERTS)
        yield Result(
            case="tree.insert",
            n=size,
            value=value,
            against="plain adjacency insert",
            reference=reference,
            goal=1.2,
        )
        value, reference = milliseconds(ours, _stock_insert(posts, serials), turns=3)
        yield Result(
            case="tree.insert",
            n=size,
            value=value,
            against="stock django-mptt insert",
            reference=reference,
        )


def tree_build(bench: Bench) -> Iterator[Result]:
    """Plant a whole tree at once: numbers in Python, rows by COPY; undone after each turn."""
    ground: Ground = bench.server.open("bare", lambda: found(LARGE))
    inner = list(inner_specs(ground, stations=120, officers=1_500))
    posts = range(130, 1_630)
    leaves = branch_specs([ground.root], count=LARGE - len(inner))
    specs = [*inner]
    for index, leaf in enumerate(leaves):
        leaf.parent = posts[index % len(posts)]
        leaf.region = ground.towns[index % len(ground.towns)]
        specs.append(leaf)

    def build() -> None:
        copy_nodes(ground.tenant, specs)

    text = _as_text(build)
    ours, raw = medians(_undone(build), _undone(lambda: _copy_from(text)), rounds=3)
    yield Result(
        case="tree.build",
        n=LARGE,
        value=ours,
        unit="s",
        against="raw COPY of the same rows",
        reference=raw,
        goal=1.4,
        more={"peak_mb": peak_megabytes(lambda: _undone(build)())},
    )
    bench.server.drop("bare")


def tree_rebuild(bench: Bench) -> Iterator[Result]:
    """What ``check_tree --fix`` does to a tree on which every row is wrong."""
    for size in (SMALL, LARGE, *([MILLION] if bench.is_million else [])):
        ground = city_with_peers(bench, size)
        ours, raw = medians(
            _undone(partial(proof.renumber, ground.tenant), before=_spoil),
            _undone(_rewrite, before=_prepare_rewrite),
            rounds=3,
        )
        yield Result(
            case="tree.rebuild",
            n=size,
            value=ours,
            unit="s",
            against="raw UPDATE of the same rows to known numbers",
            reference=raw,
            goal=3.0,
        )
        if size == SMALL:
            (stock,) = medians(_undone(peers.StockOrganization.objects.rebuild), rounds=3)
            yield Result(
                case="tree.rebuild",
                n=size,
                value=ours,
                unit="s",
                against="stock django-mptt rebuild()",
                reference=stock,
            )


def tree_move(bench: Bench) -> Iterator[Result]:
    """Hang a station and all below it under another committee; undone after each turn."""
    for size in (SMALL, LARGE):
        ground = city_with_peers(bench, size)
        station = ground.some(Tier.STATION)[0]
        target = ground.some(Tier.COMMITTEE, 2)[1]
        rows = Organization.objects.subtree_of(station).count()
        ours, raw, stock = medians(
            _undone(partial(_slotted_move, station, target)),
            _undone(_raw_shift(station, target)),
            _undone(_stock_move(station, target)),
        )
        for against, reference in (
            ("raw UPDATE of the same rows", raw),
            ("stock django-mptt move", stock),
        ):
            yield Result(
                case="tree.move",
                n=rows,
                value=ours * 1000,
                against=against,
                reference=reference * 1000,
                more={"tree": size},
            )


def tree_prove(bench: Bench) -> Iterator[Result]:
    """Prove every number and every repeated id of a sound tree."""
    for size in (SMALL, LARGE, *([MILLION] if bench.is_million else [])):
        ground = city_with_peers(bench, size)
        value, reference = milliseconds(partial(_prove, ground), _read_all, turns=3)
        yield Result(
            case="tree.prove",
            n=size,
            value=value,
            against="reading the tree's columns once",
            reference=reference,
        )


def _slotted_insert(posts: Iterator[Organization], serials: Iterator[int]) -> Step:
    @transaction.atomic
    def insert() -> None:
        post = next(posts)
        tree.insert(
            parent=post,
            tier=Tier.BRANCH,
            kind=Kind.BRANCH,
            name=f"新建{next(serials)}号党支部",
            region=post.region,
            founded_on=FOUNDED,
        )

    return insert


def _plain_insert(posts: Iterator[Organization], serials: Iterator[int]) -> Step:
    model = peers.plain_model()

    @transaction.atomic
    def insert() -> None:
        post = next(posts)
        name = f"新建{next(serials)}号党支部"
        node = model(
            tenant_id=post.tenant_id,
            parent_id=post.pk,
            tier=Tier.BRANCH,
            kind=Kind.BRANCH,
            name=name,
            name_key=pinyin_key(name),
            region_id=post.region.pk,
            founded_on=FOUNDED,
            committee_id=post.committee_id,
            station_id=post.station_id,
            officer_id=post.pk,
            **tree.place_columns(post.region),
        )
        node.save(force_insert=True)

    return insert


def _stock_insert(posts: list[Organization], serials: Iterator[int]) -> Step:
    middle = posts[len(posts) // 2].pk

    @transaction.atomic
    def insert() -> None:
        parent = peers.StockOrganization.objects.get(pk=middle)
        peers.StockOrganization.objects.create(name=f"新建{next(serials)}", parent=parent)

    return insert


def _slotted_move(station: Organization, target: Organization) -> None:
    tree.move(node=_fresh(station), parent=_fresh(target))


def _prove(ground: Ground) -> list[proof.Fault]:
    return list(proof.faults_of(ground.tenant))


def _stock_move(station: Organization, target: Organization) -> Step:
    def move() -> None:
        node = peers.StockOrganization.objects.get(pk=station.pk)
        node.move_to(peers.StockOrganization.objects.get(pk=target.pk), "last-child")

    return move


def _raw_shift(station: Organization, target: Organization) -> Step:
    """The same k rows, the same columns, numbers known beforehand."""
    room = target.rght + 1 - SLOT_WIDTH[Tier.STATION]

    def shift() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {_ORG} SET lft = lft + %(by)s, rght = rght + %(by)s,"
                " next_free = next_free + %(by)s, committee_id = %(target)s,"
                " parent_id = CASE WHEN id = %(node)s THEN %(target)s ELSE parent_id END"
                " WHERE tree_id = %(tree)s AND lft BETWEEN %(low)s AND %(high)s",
                {
                    "by": room - station.lft,
                    "target": target.pk,
                    "node": station.pk,
                    "tree": station.tree_id,
                    "low": station.lft,
                    "high": station.rght,
                },
            )

    return shift


def _fresh(node: Organization) -> Organization:
    return Organization.objects.get(pk=node.pk)


def _spoil() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {_ORG} SET level = level + 1")


_WRITTEN = (
    *("tree_id", "lft", "rght", "level", "next_free", "committee_id", "county_id"),
    *("station_id", "officer_id", "district_id", "town_id"),
)


def _prepare_rewrite() -> None:
    _spoil()
    with connection.cursor() as cursor:
        columns = ", ".join(("id", *_WRITTEN))
        cursor.execute(
            f"CREATE TEMPORARY TABLE known ON COMMIT DROP AS SELECT {columns} FROM {_ORG}"
        )
        cursor.execute("ANALYZE known")


def _rewrite() -> None:
    columns = ", ".join(f"{name} = known.{name}" for name in _WRITTEN)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {_ORG} o SET {columns} FROM known WHERE known.id = o.id")


def _read_all() -> None:
    columns = ", ".join(_WRITTEN)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM (SELECT {columns} FROM {_ORG} OFFSET 0) o")


def _undone(step: Step, *, before: Step | None = None) -> Callable[[], float]:
    """Time ``step``; undo it and sweep up, untimed.

    Foreign keys are checked when a transaction is committed, on both sides alike; here
    none is, so the ratio is that of the writing alone, which is the stricter one.
    """

    def run() -> float:
        with transaction.atomic():
            if before:
                before()
            taken = seconds(step)
            transaction.set_rollback(True)
        with connection.cursor() as cursor:
            cursor.execute(f"VACUUM {_ORG}")
        return taken

    return run


def _as_text(build: Step) -> str:
    """The rows that ``build`` writes, as COPY gives them; nothing stays behind."""
    held = StringIO()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SELECT max(id) FROM {_ORG}")
        (last,) = cursor.fetchone()
        build()
        cursor.copy_expert(
            f"COPY (SELECT * FROM {_ORG} WHERE id > {last} ORDER BY id) TO STDOUT",
            held,
        )
        transaction.set_rollback(True)
    return held.getvalue()


def _copy_from(text: str) -> Any:
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {_ORG} FROM STDIN", StringIO(text))


CASES: dict[str, Case] = {
    "tree.insert": tree_insert,
    "tree.build": tree_build,
    "tree.rebuild": tree_rebuild,
    "tree.move": tree_move,
    "tree.prove": tree_prove,
}
