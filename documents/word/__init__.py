"""Official Word documents after GB/T 9704-2012 (党政机关公文格式).

Font names are written into the file, never the fonts: the reader's computer has them, and
layout is judged in Word. ``page`` knows the sheet of paper, ``text`` fonts and paragraphs,
``table`` tables, ``redhead`` and ``imprint`` the first and last page, ``checklist`` and
``handover`` whole documents; ``project_papers`` those of party-building projects.
"""
