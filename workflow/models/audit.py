"""The audit trail (留痕)."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone

from hierarchy.models import Organization, Tenant
from workflow.querysets import AuditQuerySet


class AuditEntry(models.Model):
    """Who did what to which object, acting as which post, when, why, in which request.

    Names are kept as text beside the keys, so that the entry reads the same years later.
    The database itself refuses to change or delete an entry.
    """

    tenant = models.ForeignKey(
        Tenant, on_delete=models.PROTECT, null=True, db_index=False, verbose_name="城市"
    )
    organization = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="相关组织",
    )
    at = models.DateTimeField("时间")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="操作人",
    )
    user_name = models.CharField("操作人姓名", max_length=64)
    post = models.CharField("以何岗位", max_length=200, blank=True)
    on_behalf_of = models.CharField("代何人办理", max_length=64, blank=True)
    verb = models.CharField("动作", max_length=48)
    target_type = models.CharField("对象类别", max_length=64)
    target_id = models.BigIntegerField("对象编号", null=True)
    target_label = models.CharField("对象", max_length=200)
    before = models.JSONField("变更前", default=dict, encoder=DjangoJSONEncoder)
    after = models.JSONField("变更后", default=dict, encoder=DjangoJSONEncoder)
    reason = models.CharField("事由", max_length=1000, blank=True)
    request_id = models.CharField("请求编号", max_length=64, blank=True)
    ip = models.GenericIPAddressField("来源地址", null=True)

    objects = AuditQuerySet.as_manager()

    class Meta:
        verbose_name = "留痕"
        verbose_name_plural = "留痕"
        indexes: ClassVar = [
            models.Index(fields=["target_type", "target_id", "-id"], name="audit_by_target"),
            models.Index(fields=["tenant", "-at"], name="audit_by_tenant"),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(
                name="audit_append_only", operation=pgtrigger.Update | pgtrigger.Delete
            ),
            pgtrigger.Trigger(
                name="audit_no_truncate",
                operation=pgtrigger.Truncate,
                when=pgtrigger.Before,
                level=pgtrigger.Statement,
                func="RAISE EXCEPTION '留痕不得清空';",
            ),
        ]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.at):%Y-%m-%d %H:%M} {self.user_name} {self.target_label}"
