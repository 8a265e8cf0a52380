"""The city's rules of people in the administration pages."""
