"""The order of the stages, once."""
