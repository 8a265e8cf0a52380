"""Importing a ledger: read, check, plan and write, beside the reader with raw COPY, and stock."""

from __future__ import annotations

import gc
import io
import os
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from import_export import fields, resources, widgets
from import_export.formats.base_formats import XLSX

from coverage.models import Unit, UnitState
from documents.spreadsheets.reader import read_grid
from hierarchy.actors import Actor
from hierarchy.models import Industry, Organization, Region
from hierarchy.names import pinyin_key
from tests.bench.grounds import AT, FOUNDED
from tests.bench.import_grounds import ImportGround, build_import_city, sheet
from tests.bench.registry import Bench, Case
from tests.bench.results import Result, say
from tests.bench.timing import Step, peak_megabytes
from workflow.actions.imports import confirm_import, start_import, work_on
from workflow.models import ImportRow, ImportRun

_STOCK_ROWS = 10_000
_SMALL_ROWS = 100
_ROUNDS = 2
_FLOOR = "bench_units"
_SECONDS = "s"


@dataclass(slots=True)
class Timed:
    """One import with the seconds of its halves."""

    run: ImportRun
    check: float
    write: float

    @property
    def whole(self) -> float:
        """All that somebody waits for."""
        return self.check + self.write


@dataclass(slots=True)
class Field:
    """Where the case stands: the city, who imports, how many units."""

    city: ImportGround
    actor: Actor
    count: int
    runs: list[ImportRun] = field(default_factory=list)

    def import_sheet(self, data: bytes) -> Timed:
        """Upload, check, confirm, write: as the pages do it, without waiting for anybody."""
        gc.collect()
        started = perf_counter()
        begun = start_import(
            kind="units",
            upload=SimpleUploadedFile("台账.xlsx", data),
            tenant=self.city.ground.tenant,
            actor=self.actor,
        ).pk
        # As the worker does, which never held what was uploaded.
        run = ImportRun.objects.get(pk=begun)
        self.runs.append(run)
        run = work_on(run=run, actor=self.actor)
        checked = perf_counter()
        if run.status != ImportRun.Status.READY:
            raise RuntimeError(f"{run.status}: {run.refusal or run.counts} {_first_errors(run)}")
        if run.writes:
            run = work_on(run=confirm_import(run=run, actor=self.actor), actor=self.actor)
        return Timed(run, checked - started, perf_counter() - checked)

    def forget(self) -> None:
        """Empty the ledger and the files of what was imported."""
        for run in self.runs:
            run.file.delete(save=False)
        self.runs.clear()
        names = ", ".join(model._meta.db_table for model in (UnitState, Unit, ImportRow, ImportRun))
        with connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {names} CASCADE")
            cursor.execute("VACUUM ANALYZE")


def _first_errors(run: ImportRun) -> list[Any]:
    rows = ImportRow.objects.filter(run=run, verdict="refused").order_by("number")
    return list(rows.values_list("number", "errors")[:3])


def import_units(bench: Bench) -> Iterator[Result]:
    """A first import and a second with one row in a hundred changed; time and memory."""
    count = 10_000 if bench.scale == "small" else 100_000
    city = bench.server.open("import", build_import_city)
    stage = Field(city, city.ground.actor(city.ground.root), count)
    sheets = sheet(city, count), sheet(city, count, changed=1)
    say(f"sheets of {len(sheets[0]) >> 10} KB")
    yield _memory(stage, sheets[0])
    one, two, floor = _rounds(stage, *sheets)
    yield Result(
        case="import.units.first",
        n=count,
        value=one.whole,
        unit=_SECONDS,
        against="the bare reader and raw COPY of the same rows",
        reference=sum(floor),
        goal=1.8,
        more={"check": one.check, "write": one.write, "reader": floor[0], "copy": floor[1]},
    )
    yield Result(
        case="import.units.second",
        n=count,
        value=two.whole,
        unit=_SECONDS,
        against="the first import",
        reference=one.whole,
        goal=1.1,
        more={"check": two.check, "write": two.write, "changed": two.run.writes},
    )
    yield _stock(stage, one.whole / count)
    stage.forget()


def _rounds(stage: Field, first: bytes, second: bytes) -> tuple[Timed, Timed, tuple[float, float]]:
    """The quickest of both imports and of the floor; only changed units get a new state."""
    firsts, seconds, floors = [], [], []
    for turn in range(_ROUNDS):
        stage.forget()
        firsts.append(stage.import_sheet(first))
        if turn == 0:
            _make_floor()
        floors.append(_floor(first, stage.count))
        seconds.append(stage.import_sheet(second))
        states = UnitState.objects.count() - stage.count
        if states != seconds[-1].run.writes:
            raise RuntimeError(f"{states} states were written for {seconds[-1].run.writes} units")
    return _best(firsts), _best(seconds), min(floors, key=sum)


def _best(times: list[Timed]) -> Timed:
    """The quickest round: whatever else runs on the machine only ever adds."""
    return min(times, key=lambda one: one.whole)


def _make_floor() -> None:
    """A table with the ledger's columns, indexes and foreign keys, and nothing that checks."""
    source = Unit._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {_FLOOR}")
        cursor.execute(f"CREATE TABLE {_FLOOR} (LIKE {source} INCLUDING ALL)")
        cursor.execute(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE contype = 'f' AND conrelid = %s::regclass",
            [source],
        )
        for (definition,) in cursor.fetchall():
            cursor.execute(f"ALTER TABLE {_FLOOR} ADD {definition}")


def _floor(data: bytes, count: int) -> tuple[float, float]:
    """Seconds of the reader alone, and of COPY of rows that are there ready-made."""
    gc.collect()
    started = perf_counter()
    grid = read_grid(data=data, name="台账.xlsx")
    reading = perf_counter() - started
    if len(grid.rows) != count + 1:
        raise RuntimeError(f"the reader found {len(grid.rows)} rows")
    made = io.StringIO()
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {Unit._meta.db_table} TO STDOUT", made)
        made.seek(0)
        started = perf_counter()
        with transaction.atomic():
            cursor.copy_expert(f"COPY {_FLOOR} FROM STDIN", made)
        copying = perf_counter() - started
        cursor.execute(f"TRUNCATE {_FLOOR}")
    return reading, copying


def _memory(stage: Field, data: bytes) -> Result:
    """Measured before anything large ran here, each side in a process of its own.

    A small sheet goes first: what any process that imports holds once for good (code, words and
    their readings) is no part of what one import takes.
    """
    stage.import_sheet(sheet(stage.city, _SMALL_ROWS))
    stage.forget()
    floor = _peak_apart(lambda: read_grid(data=data, name="台账.xlsx"))
    ours = _peak_apart(lambda: stage.import_sheet(data))
    again = _peak_apart(lambda: stage.import_sheet(data))
    return Result(
        case="import.units.memory",
        n=stage.count,
        value=ours,
        unit="MB",
        against="the bare reader, what it read still held",
        reference=floor,
        goal=1.3,
        more={"nothing_changed": again},
    )


def _peak_apart(step: Step) -> float:
    """How far memory rises in a child that takes ``step``; what it writes to the database stays."""
    connection.close()
    source, target = os.pipe()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            os.write(target, str(peak_megabytes(step)).encode())
            code = 0
        except Exception:
            say(traceback.format_exc())
        finally:
            os._exit(code)
    os.close(target)
    with os.fdopen(source) as answer:
        told = answer.read()
    os.waitpid(child, 0)
    return float(told)


def _stock(stage: Field, ours: float) -> Result:
    """The same rows through a plain resource of django-import-export, defaults throughout."""
    stage.forget()
    data = sheet(stage.city, _STOCK_ROWS)
    started = perf_counter()
    found = XLSX().create_dataset(data)
    result = _StockResource(stage.city).import_data(found, raise_errors=True)
    taken = perf_counter() - started
    if result.totals["new"] != _STOCK_ROWS:
        raise RuntimeError(f"stock imported {result.totals}")
    return Result(
        case="import.units.stock",
        n=_STOCK_ROWS,
        value=ours * 1000,
        unit="ms a row",
        against="stock django-import-export, a row",
        reference=taken / _STOCK_ROWS * 1000,
        goal=1 / 30,
        more={"stock_seconds": taken},
    )


def _column(name: str, label: str, widget: widgets.Widget | None = None) -> fields.Field:
    return fields.Field(
        attribute=name,
        column_name=label,
        widget=widget or widgets.CharWidget(coerce_to_string=True),
    )


class _StockResource(resources.ModelResource):
    """Our columns as its documentation shows it: foreign keys looked up by name."""

    credit_code = _column("credit_code", "统一社会信用代码")
    name = _column("name", "单位名称")
    industry = _column("industry", "行业", widgets.ForeignKeyWidget(Industry, "name"))
    region = _column("region", "镇街", widgets.Widget())
    place = _column("place", "党组织", widgets.Widget())
    building = _column("building", "楼宇园区或商圈")
    address = _column("address", "经营地址")
    head_name = _column("head_name", "出资人或负责人")
    phone = _column("phone", "联系电话")
    employees = _column("employees", "从业人数", widgets.IntegerWidget())
    under_35 = _column("under_35", "35岁以下人数", widgets.IntegerWidget())
    members_here = _column("members_here", "正式党员数", widgets.IntegerWidget())
    members_elsewhere = _column("members_elsewhere", "组织关系在外党员数", widgets.IntegerWidget())
    note = _column("note", "备注")

    class Meta:
        model = Unit
        import_id_fields = ("credit_code",)
        use_transactions = True

    def __init__(self, city: ImportGround) -> None:
        super().__init__()
        self.city = city
        towns = {(town.parent_id, town.name): town for town in city.ground.towns}
        self._towns = {
            (town.parent.name if town.parent else "", town.name): town for town in towns.values()
        }

    def before_import_row(self, row: dict[str, Any], **kwargs: Any) -> None:
        """Look the place and the body up, one query each, as a plain resource does."""
        row["镇街"] = Region.objects.get(pk=self._towns[row["所属区县"], row["镇街"]].pk)
        text = row["党组织"] or row["指导员岗位"]
        key = "name" if row["党组织"] else "code"
        row["党组织"] = Organization.objects.get(tenant=self.city.ground.tenant, **{key: text})

    def before_save_instance(self, instance: Unit, row: dict[str, Any], **kwargs: Any) -> None:
        """What the ledger needs beside the columns of the sheet."""
        instance.tenant = self.city.ground.tenant
        instance.kind = "private"
        instance.name_key = pinyin_key(instance.name)
        instance.counted_on = FOUNDED
        instance.created_at = AT


CASES: dict[str, Case] = {"import.units": import_units}
