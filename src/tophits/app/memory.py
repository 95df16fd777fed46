"""How Python's cyclic collector is set for this program."""

import gc


def spare_the_collector() -> None:
    """Let the collector look less often, and never again at what the imports made.

    A ranking makes hundreds of thousands of objects that live until its end and form no cycles. Looking through
    them after every 700 new ones took a tenth of a yearly ranking (`make bench`); reference counting frees them all
    the same. The price is that real cycles live a little longer.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)
