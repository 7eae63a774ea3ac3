"""Text: folded letters, tokens, sentences, blocks."""
