"""Tellings: what a sentence tells, of whom, when and in what mood, and the claims that it becomes."""
