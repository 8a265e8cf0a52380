"""The forms of the routines room."""
