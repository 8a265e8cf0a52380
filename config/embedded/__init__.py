"""The servers that `make run` and the tests bring along: a fresh clone needs nothing installed."""
