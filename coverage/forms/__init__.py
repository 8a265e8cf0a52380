"""Forms of the coverage room, one file a noun; they only validate."""
