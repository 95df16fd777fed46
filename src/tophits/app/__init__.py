"""Use cases, and the one place where everything is put together. Command line and web call the same ones."""
