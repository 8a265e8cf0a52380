"""The city's rules of people in the administration pages."""

from people.admin import dues_rates, points_rules, policy, processes

__all__ = ["dues_rates", "points_rules", "policy", "processes"]
