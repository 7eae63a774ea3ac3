"""Batches: all claims cut into frames that can be resolved each by itself, anywhere, and what comes back put together.

Here: columns as codes, pairs of countries, packing. Not here: what is made of a batch (`resolution`), and the keeping of it (`increments`).
"""
