"""Where charts come from. A source asks, it does not fetch."""
