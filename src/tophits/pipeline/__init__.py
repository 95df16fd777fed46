"""The order of the stages, once: charts, ranking, matches, plan, writing, proof.

Each stage takes nouns and gives nouns and knows none of its neighbours; only this package knows them all.
"""
