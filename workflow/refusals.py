"""Refusals as business rooms take them: the hierarchy's own pages say no in the same way."""

from hierarchy.refusals import Attempt, refusals

__all__ = ["Attempt", "refusals"]
