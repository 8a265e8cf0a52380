"""What the trail calls the acts of this room (see ``workflow.audit_words``)."""

from __future__ import annotations

VERBS = {"account.amend": "修改联系方式"}
FIELDS = {"name": "姓名", "username": "登录名", "phone": "联系电话", "email": "电子邮箱"}
