"""One suite of checks a port, run against every implementation of it: ours, the fakes, and a plug-in author's."""
