"""The seam to the audit trail, which lives two rooms up (decision 003).

What a person changes on the own account leaves an entry like everything else;
``settings.AUDIT_TRAIL`` names the recorder.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from accounts.models import User


def record(
    *, verb: str, target: User, actor: Any, before: dict[str, Any], after: dict[str, Any]
) -> None:
    """Write one entry about an account; see ``workflow.audit.record``."""
    import_string(settings.AUDIT_TRAIL)(
        verb=verb, target=target, actor=actor, before=before, after=after
    )
