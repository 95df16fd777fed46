"""One typed tree of settings; every mistake has a number, a line and a hint."""
