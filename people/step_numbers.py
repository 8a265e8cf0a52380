"""The steps of 发展党员 that mean something to the system, by their number in every version.

A city changes names, bounds, papers and articles; which step is which stays.
"""

from __future__ import annotations

from typing import Final

APPLY: Final = 1
CHOOSE: Final = 3
MENTORS: Final = 5
WATCH: Final = 6
PROPOSE: Final = 7
LIST_UP: Final = 8
SPONSORS: Final = 9
TRAINING: Final = 11
PRECHECK: Final = 13
MEETING: Final = 15
ADMIT: Final = 17
LOOK_AFTER: Final = 21
ASK_REGULAR: Final = 22
REGULAR_MEETING: Final = 23
REGULAR: Final = 24
FILE: Final = 25

PROBATION: Final = 12
"""Months of 预备期 from the branch meeting (党章第七条)."""
EXTENSION_LEAST, EXTENSION_MOST = 6, 12
"""Months by which it may be prolonged, once."""
GROWN_UP: Final = 18
"""Years of age on the day of the application (党章第一条)."""
