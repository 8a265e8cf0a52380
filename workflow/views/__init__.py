"""The pages of the workflow room, one module a noun."""
