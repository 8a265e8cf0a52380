"""Kills at random points, on a real PostgreSQL and a real Redis."""
