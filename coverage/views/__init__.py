"""The views of the coverage room, one file a page or a few that belong together."""
