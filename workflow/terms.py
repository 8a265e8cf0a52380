"""Vocabulary that several business rooms share; it imports nothing of ours."""

from __future__ import annotations

from django.db import models


class Force(models.TextChoices):
    """How strongly the source asks (domain.md §0.6): 应 is red, 般 yellow, 例 blue."""

    MUST = "must", "应当"
    USUALLY = "usually", "一般"
    CUSTOM = "custom", "惯例"
