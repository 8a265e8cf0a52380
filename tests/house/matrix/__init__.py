"""The permission matrix: every address × every method × every kind of person × objects.

``cast`` says in plain tables who stands where and may do what, independently of the code
under test. ``stage`` builds the objects and plants words that outsiders must never read.
``portal``, ``lists``, ``keeping`` and ``account`` hold one row an address. ``knocking``
asks and compares.
"""
