"""The budget of Spotify calls: reserve, close until, order of spending. Pure; the rows are in the store."""
