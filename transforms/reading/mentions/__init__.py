"""Mentions: what stands in a sentence: states, cities, offices, people, organisations, dates, amounts."""
