"""A song, the right track: identity across sources, candidates, penalties, confidence, a person's decisions.

Pure: look-ups are asked for by yielding them; the driver spends quota or stops.
"""
