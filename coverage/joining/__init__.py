"""Joint groups (联合组建): which units near each other could found one branch together.

``planning`` decides, from plain facts; ``candidates`` reads the facts; ``board`` draws them.
"""
