"""What the playlist was; the way back."""
