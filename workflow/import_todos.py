"""What an import owes its uploader on the front page: to say which column is which, to confirm.

Asked together with the number of unread notices, which the top bar of the same page shows: the
front page is everyone's and costs no further query for it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, Final

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from hierarchy.actors import Actor
from workflow.importing import kinds, kinds_of
from workflow.models import ImportRun, Notice
from workflow.todos import Todo

MOST: Final = 20
UNREAD_COUNTED: Final = 100
"""As far as the badge of the top bar can tell, and one more."""
_VERBS: Final = {
    ImportRun.Status.MAPPING.value: "对应列",
    ImportRun.Status.READY.value: "确认导入",
}


class ImportTodos:
    """The person's own imports that wait for a word."""

    def todos(self, actor: Actor) -> Iterable[Todo]:
        """The oldest first; one that would write nothing waits for nobody."""
        if actor.user is None or not kinds_of(actor):
            return []
        unread, runs = (
            User.objects.filter(pk=actor.user.pk)
            .values_list(ArraySubquery(_unread(actor)), ArraySubquery(_waiting(actor)))
            .get()
        )
        actor.unread_notices = len(unread or ())
        return [_todo(run) for run in runs or () if _waits(run)]


def _unread(actor: Actor) -> Any:
    return Notice.objects.visible_to(actor).unread()[:UNREAD_COUNTED].values("pk")


def _waiting(actor: Actor) -> Any:
    told = ("pk", "kind", "status", "file_name", "post", "counts", "started_at", "checked_at")
    offered = [kind.key for kind in kinds_of(actor)]
    return (
        ImportRun.objects.visible_to(actor)
        .filter(user=actor.user, status__in=_VERBS, kind__in=offered)
        .order_by("started_at", "pk")[:MOST]
        .values(told=JSONObject(**{name: F(name) for name in told}))
    )


def _waits(run: dict[str, Any]) -> bool:
    return run["status"] == ImportRun.Status.MAPPING or _writes(run) > 0


def _writes(run: dict[str, Any]) -> int:
    counts = run["counts"]
    return int(counts.get("new", 0)) + int(counts.get("changed", 0))


def _todo(run: dict[str, Any]) -> Todo:
    label = kinds()[run["kind"]].label
    is_mapping = run["status"] == ImportRun.Status.MAPPING
    since = dt.datetime.fromisoformat(run["checked_at"] or run["started_at"])
    return Todo(
        key=f"import:{run['pk']}",
        verb=_VERBS[run["status"]],
        title=f"导入{label}：{run['file_name']}",
        path=reverse("workflow:import_detail", args=[run["pk"]]),
        due=None,
        light="yellow",
        acting_for=run["post"],
        hint="有的列没有认出，请选定每一列是什么" if is_mapping else _counted(run["counts"]),
        waiting_since=timezone.localdate(since),
    )


def _counted(counts: dict[str, Any]) -> str:
    new, changed = counts.get("new", 0), counts.get("changed", 0)
    return f"已校验，没有错误：将新增 {new:,} 行，变更 {changed:,} 行"
