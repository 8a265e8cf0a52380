"""Spreadsheets of the ledger: units, party organisations, member counts.

Each kind conforms to ``workflow.importing.ImportKind``: it judges rows and hands them to the
actions of this room. A kind reads the register once into dictionaries and asks nothing a row.
"""
