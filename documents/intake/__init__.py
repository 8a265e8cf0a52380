"""An import that a clerk can trust: from a raw grid to parsed rows, every doubt named by cell.

``documents.spreadsheets.reader.read_grid`` reads the file; ``mapping.map_columns`` finds the
header and which column is which field; ``rows.read`` parses; ``marking.marked_workbook`` gives
the rows back with the errors marked; ``templates`` writes what is to be filled in. Knows no
model.
"""
