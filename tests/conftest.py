"""What holds for all tests."""

from hypothesis import settings

# No test asserts speed: how long an example takes is the machine's affair.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
