"""The pages of the hierarchy room, one module a noun."""
