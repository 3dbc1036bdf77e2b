"""The desk's pages for the site itself: its settings, its pages, its redirects, its pictures, its people."""

from newsroom.admin import images, invitations, pages, people, redirects, site

__all__ = ["images", "invitations", "pages", "people", "redirects", "site"]
