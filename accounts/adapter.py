"""Where allauth's journeys meet our rules: accounts are opened by staff, never by visitors."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedAccountAdapter(DefaultAccountAdapter):
    """Nobody signs up; a closed account can't sign in."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are opened by an administrator's appointment action only."""
        return False
