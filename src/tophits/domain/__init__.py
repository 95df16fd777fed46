"""The nouns that two packages or more share, the one error tree, and time. Pure: no input, no output."""
