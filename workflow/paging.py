"""Keyset paging as business rooms take it: the hierarchy's own pages turn the same leaves."""

from hierarchy.paging import PAGE_SIZE, Page, keyset_page

__all__ = ["PAGE_SIZE", "Page", "keyset_page"]
