"""What the charts said, unaltered, and when."""
