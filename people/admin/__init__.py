"""The city's rules of people in the administration pages."""

from people.admin import dues_rates, policy

__all__ = ["dues_rates", "policy"]
