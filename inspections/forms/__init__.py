"""The forms of the inspections room, one module a group of acts; they only validate."""
