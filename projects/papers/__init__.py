"""The papers of a project (项目文书), told from its rows for Word and for the volume.

``listing`` says which papers a reader gets now, ``asking``, ``founding``, ``going`` and
``ending`` what each says; ``original`` knows what stood before the amendments, ``bound`` puts
all together into one volume.
"""
