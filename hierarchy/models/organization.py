"""The organisation tree (组织): five tiers, one tree a tenant.

``parent`` is the truth; ``lft``/``rght`` are MPTT numbers in fixed slots, written by
``hierarchy.tree`` only; ``committee``/``county``/``station``/``officer`` repeat the
ancestors' ids (a node is its own ancestor), so that scope and sorting need no tree walk.
``manage.py check_tree`` proves both against ``parent``.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

import pghistory
from django.db import models
from django.db.models import F, Q
from django.db.models.query_utils import DeferredAttribute
from mptt.models import MPTTModel, TreeForeignKey

from hierarchy.models.tenant import Industry, Region, Tenant
from hierarchy.querysets import OrganizationManager, TenantScopedQuerySet
from hierarchy.terms import TIER_NUMBER, Capability, Kind, Tier

TREE_COLUMNS = ("lft", "rght", "tree_id", "level", "next_free")
# What an ordinary ``save`` never writes back: where a node stands belongs to ``hierarchy.tree``,
# and an instance read before a move must not undo it.
PLACED_COLUMNS = frozenset(
    {
        *TREE_COLUMNS,
        "tier",
        *(
            f"{name}{suffix}"
            for name in (
                *("parent", "committee", "county", "station", "officer"),
                *("region", "district", "town"),
            )
            for suffix in ("", "_id")
        ),
    }
)


class StationSite(models.Model):
    """One 区域党建工作站 as people know it: one name, one place, one front page.

    A station that serves several industries stands once under each committee; those
    nodes share this row, and whoever holds its posts holds them on every node.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, verbose_name="城市")
    name = models.CharField("站名", max_length=100)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, verbose_name="所在区域")
    address = models.CharField("地址", max_length=200, blank=True)
    phone = models.CharField("联系电话", max_length=32, blank=True)

    objects = TenantScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "区域党建工作站"
        verbose_name_plural = "区域党建工作站"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tenant", "name"], name="station_site_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track(
    pghistory.UpdateEvent(condition=pghistory.AnyChange(exclude=list(TREE_COLUMNS))),
    pghistory.DeleteEvent(),
    exclude=list(TREE_COLUMNS),
    model_name="OrganizationEvent",
    meta={"verbose_name": "组织变动记录", "verbose_name_plural": "组织变动记录"},
)
class Organization(MPTTModel):
    """A node of the five tiers (组织): a body, an officer's post, a branch or a bare unit."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, verbose_name="城市")
    parent = TreeForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        editable=False,
        verbose_name="上级",
    )
    tier = models.CharField("层级", max_length=16, choices=Tier.choices, editable=False)
    kind = models.CharField("类别", max_length=24, choices=Kind.choices)
    name = models.CharField("全称", max_length=100)
    short_name = models.CharField("简称", max_length=48, blank=True)
    name_key = models.CharField("拼音", max_length=240, editable=False)
    code = models.CharField("代码", max_length=32, blank=True)
    industry = models.ForeignKey(
        Industry, on_delete=models.PROTECT, null=True, blank=True, verbose_name="行业"
    )
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, related_name="organizations", verbose_name="区域"
    )
    district = models.ForeignKey(
        Region,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name="县（市、区）",
    )
    town = models.ForeignKey(
        Region,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name="镇（街道）",
    )
    site = models.ForeignKey(
        StationSite,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="nodes",
        verbose_name="站点",
    )
    may_issue_documents = models.BooleanField("有发文字号", default=False)
    may_approve_members = models.BooleanField("具有审批预备党员权限", default=False)
    founded_on = models.DateField("设立日期")
    closed_on = models.DateField("撤销日期", null=True, blank=True, editable=False)

    lft = models.BigIntegerField(editable=False)
    rght = models.BigIntegerField(editable=False)
    tree_id = models.BigIntegerField(editable=False)
    level = models.PositiveSmallIntegerField(editable=False)
    next_free = models.BigIntegerField(editable=False, null=True)
    committee = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    county = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    station = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    officer = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )

    objects = OrganizationManager()

    class Meta:
        verbose_name = "组织"
        verbose_name_plural = "组织"
        base_manager_name = "objects"
        permissions: ClassVar = [
            (capability.value, capability.label)
            for capability in Capability
            if capability != Capability.VIEW
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["tree_id", "lft"],
                name="organization_slot_once",
                deferrable=models.Deferrable.IMMEDIATE,
            ),
            models.UniqueConstraint(
                fields=["tenant", "code"],
                condition=~Q(code=""),
                name="organization_code_once",
                violation_error_message="这个代码已被本市另一个组织使用，请换一个。",
            ),
            models.CheckConstraint(
                condition=Q(tier=Tier.CITY, parent__isnull=True)
                | (~Q(tier=Tier.CITY) & Q(parent__isnull=False)),
                name="organization_only_city_is_root",
            ),
            models.CheckConstraint(condition=Q(lft__lt=F("rght")), name="organization_span"),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("founded_on")),
                name="organization_dates_in_order",
                violation_error_message="撤销日期不能早于设立日期。",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["tree_id", "lft"], include=["id", "rght"], name="organization_span_idx"
            ),
            models.Index(fields=["tenant", "name_key", "id"], name="organization_by_name"),
            models.Index(
                fields=["committee", "name_key", "id"], name="organization_committee_name"
            ),
            models.Index(
                fields=["station", "name_key", "id"],
                name="organization_station_name",
                condition=Q(station__isnull=False),
            ),
            models.Index(
                fields=["officer", "name_key", "id"],
                name="organization_officer_name",
                condition=Q(officer__isnull=False),
            ),
            models.Index(
                fields=["district", "name_key", "id"],
                name="organization_district_name",
                condition=Q(district__isnull=False),
            ),
            models.Index(
                fields=["town", "name_key", "id"],
                name="organization_town_name",
                condition=Q(town__isnull=False),
            ),
        ]

    class MPTTMeta:
        parent_attr = "parent"

    def __str__(self) -> str:
        return self.name

    @property
    def tier_number(self) -> int:
        """Which of the five statutory tiers (五级) this node belongs to, 1 to 5."""
        return TIER_NUMBER[self.tier]

    @property
    def label(self) -> str:
        """The name for tight places."""
        return self.short_name or self.name

    @property
    def is_outside_station(self) -> bool:
        """It lies outside the territory of the station it stands under (区域∩行业).

        A station serves its region with all that lies in it; one of the whole city serves
        every place. Reads the station and its region.
        """
        station = self.station
        if station is None or station.pk == self.pk:
            return False
        whole_city = station.region.level == Region.Level.CITY
        return not whole_city and station.region_id not in (self.district_id, self.town_id)

    @property
    def is_unit(self) -> bool:
        """True for a unit that has no party organisation yet (未建单位)."""
        return self.kind == Kind.UNIT

    def is_open(self, on: dt.date) -> bool:
        """Founded and not yet closed on that day."""
        return self.founded_on <= on and (self.closed_on is None or self.closed_on > on)

    def get_descendant_count(self) -> int:
        """Counted, for slotted numbers leave gaps that stock arithmetic would count."""
        return type(self).objects.subtree_of(self).count() - 1

    def is_leaf_node(self) -> bool:
        """True when nothing stands under this node."""
        return not type(self).objects.children_of(self).exists()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the row; structure is refused here and belongs to ``hierarchy.tree``.

        A stale instance never writes back where it once stood (``PLACED_COLUMNS``);
        a changed place (``region``) is written by ``hierarchy.tree.relocate``.
        """
        if not self._state.adding and not kwargs.get("force_insert"):
            self._refuse_changed_parent()
            names = kwargs.get("update_fields") or [
                field.attname for field in self._meta.concrete_fields if not field.primary_key
            ]
            kwargs["update_fields"] = [name for name in names if name not in PLACED_COLUMNS]
        super().save(*args, **kwargs)

    def _refuse_changed_parent(self) -> None:
        if "parent_id" in self.get_deferred_fields():
            return
        known = self._mptt_cached_fields.get("parent")
        if known is not DeferredAttribute and known != self.parent_id:
            raise TypeError("parent changes through hierarchy.tree.move only")

    def refresh_from_db(
        self, using: str | None = None, fields: Any = None, from_queryset: Any = None
    ) -> None:
        """Read the row anew, and with it what django-mptt remembers of the parent."""
        super().refresh_from_db(using=using, fields=fields, from_queryset=from_queryset)
        if fields is None or {"parent", "parent_id"} & set(fields):
            self._mptt_meta.update_mptt_cached_fields(self)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refused: organisations are closed, and their history stays."""
        raise TypeError("organisations are closed by hierarchy.actions, never deleted")

    def move_to(self, target: Any, position: str = "first-child") -> None:
        """Refused: a stock move would renumber the whole tree."""
        raise TypeError("organisations move through hierarchy.tree.move only")
