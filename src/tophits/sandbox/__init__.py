"""The pretend outside world. It knows the domain alone, so that it can prove something."""
