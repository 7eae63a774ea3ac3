"""Live sources: pages of wikis and of the web, followed politely and kept as they came.

Belongs here: which sources there are (`seeds/sources.toml`), asking for their pages, what is kept of every answer, and the
folder of documents made of it, which is then read like any other. Does not belong here: what the texts say (transforms),
and when a run takes place (jobs). Nothing else in the project talks to the network, but for
an alert to the webhook that a person has configured; and this room does only where a source is on.
"""
