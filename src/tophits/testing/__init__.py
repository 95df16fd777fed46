"""Contract suites and fakes of our own ports, for our tests and for authors of plug-ins."""
