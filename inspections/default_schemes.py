"""The schemes that a city starts from (示例方案): domain.md §5.1 and §5.2, as data.

What a room can read is read; the rest is scored by a person against the words of its guide.
"""

from __future__ import annotations

from typing import Final

from inspections.default_branch_scheme import BRANCH_SCHEME
from inspections.default_committee_scheme import COMMITTEE_SCHEME

DEFAULT_SCHEMES: Final = (BRANCH_SCHEME, COMMITTEE_SCHEME)
