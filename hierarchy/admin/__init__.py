"""Administration pages of the hierarchy and of accounts, for committee staff (decision 013).

``scoped`` and ``acting`` are the base that the other rooms' pages stand on. Accounts are shown
here and not in their own room: who may see and open one is a question of posts.
"""

from hierarchy.admin import accounts, organizations, posts, reference

__all__ = ["accounts", "organizations", "posts", "reference"]
