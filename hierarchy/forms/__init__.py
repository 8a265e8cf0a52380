"""The forms of the hierarchy room, one module a group of acts; they only validate."""
