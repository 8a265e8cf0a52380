"""The site of a station (区域党建工作站): one name and place, tied over several industries."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from hierarchy.models import Organization, Region, StationSite


def site_for(
    *,
    parent: Organization,
    site: StationSite | None,
    name: str,
    region: Region,
    place: dict[str, str],
) -> StationSite:
    """The site of a new station: the one it joins, locked, or one of its own."""
    if site is None:
        if StationSite.objects.filter(tenant_id=parent.tenant_id, name=name).exists():
            raise ValidationError(
                f"本市已有名为“{name}”的工作站。若同一工作站服务多个行业，请选择该站点；"
                "否则请换一个名称。",
                code="name_taken",
            )
        return StationSite.objects.create(
            tenant_id=parent.tenant_id, name=name, region=region, **place
        )
    locked = StationSite.objects.select_for_update(no_key=True).get(pk=site.pk)
    if locked.tenant_id != parent.tenant_id:
        raise ValidationError("所选站点不属于本市，请重新选择。", code="other_tenant")
    if locked.region_id != region.pk:
        raise ValidationError(
            f"“{locked.name}”位于{locked.region}，同一站点的各行业工作站须在同一区域。",
            code="other_place",
        )
    return locked


def check_site_name_free(node: Organization, name: str) -> None:
    same = StationSite.objects.filter(tenant_id=node.tenant_id, name=name)
    if same.exclude(pk=node.site_id).exists():
        raise ValidationError(
            f"本市已有名为“{name}”的工作站，请使用可区分的名称。", code="name_taken"
        )
