"""The pages that people look at: a static folder made of one release.

Here belong what the pages show, their pictures, templates, style and script. What is in a release is
`warehouse.edition`'s; serving the folder is a command's. Nothing is read but the release, so that the pages
show no word that it may not hand on.
"""

from warehouse.site.build import build_site

__all__ = ["build_site"]
