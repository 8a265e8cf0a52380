"""The city's rules of people in the administration pages."""

from people.admin import policy

__all__ = ["policy"]
