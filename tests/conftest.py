"""What all tests share."""

from hypothesis import HealthCheck, settings

# No test depends on wall time: a busy machine must not turn a property red.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")
