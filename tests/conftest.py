"""What holds for all tests."""

import sys

from absl import logging
from hypothesis import settings

# No test asserts speed: how long an example takes is the machine's affair.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

# mlcroissant brings absl, whose handler closes the stream it met at import when logging is set up anew, as each run of Dagster's does:
# a test's import would leave it the stream in which pytest keeps what all later tests print.
logging.get_absl_handler().python_handler.stream = sys.__stderr__
