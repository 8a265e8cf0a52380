"""The pages of the inspections room, one module a group of acts."""
