"""The command line: it shows views, calls the app, decides nothing."""
