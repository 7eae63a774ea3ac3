"""Packs: what a language's folder in `seeds/languages` says, made ready to be found in a sentence."""
