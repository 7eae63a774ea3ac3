"""The assets of a run: what each is made of, how it is made, kept, checked and shown.

Belongs here: the way of the frames from the documents to the release. Does not belong here: when runs begin (orchestration.service).
"""
