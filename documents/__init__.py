"""Office files: what may be uploaded, spreadsheets in and out, official Word documents out.

This room knows no model and imports no other room. Plain data comes in, bytes or plain data go
out, and every refusal is a ``ValidationError`` whose text stands in ``documents.refusals``.
"""
