"""The playlist we want against the one we have. Pure."""
