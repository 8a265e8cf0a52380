"""Every write of the inspections room."""
