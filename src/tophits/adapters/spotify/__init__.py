"""Spotify's Web API behind our ports: reserve, pace, send, classify, record."""
