"""In-memory stand-ins for Spotify, for tests that need no wire: they keep state and pass the contract suites."""
