"""The views of the routines room, one file a page or a few that belong together."""
