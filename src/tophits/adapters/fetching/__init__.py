"""Fetching for sources: the one place that speaks to publishers of charts, politely, and keeps what they sent."""
