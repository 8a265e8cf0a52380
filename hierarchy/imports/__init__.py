"""Spreadsheets of the hierarchy: organisations, and people with their appointments.

Both conform to ``workflow.importing.ImportKind`` by shape, for this room may not know the one
above it. What kinds of every room need lies here too: settling cells, regions by name, names
that are near one another, what the importer reaches.
"""
