"""The outside world behind our ports. No library's exception leaves this package."""
