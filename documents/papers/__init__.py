"""Papers of party-building projects, described once and rendered as Word or in a volume.

``paper`` holds what a paper says, ``tables`` the tables of money and scores with their sums;
``documents.word.project_papers`` writes one paper as .docx, ``documents.volume`` all of a
project as one PDF.
"""
