"""Many charts, one order, with reasons. Pure."""
