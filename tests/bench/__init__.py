"""What the system's promises of speed are held against: ``make bench``.

Every figure stands beside a floor measured in the same run, turn by turn: plain SQL, raw COPY,
stock django-mptt. Nothing here asserts speed; a line says whether the aim was reached.

``python -m tests.bench [--cases tree.insert,page] [--scale small|city|five|million]``
"""
