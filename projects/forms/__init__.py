"""The forms of the projects room, one module a group of acts; they only validate."""
