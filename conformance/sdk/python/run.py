"""Runs every test beside this file against the server that REVERSALS_SANDBOX_URL names.

Leaves with 0 when all of them held, and with 1 when one did not or when there was none.
"""

import pathlib
import sys
import unittest

tests = unittest.defaultTestLoader.discover(str(pathlib.Path(__file__).parent))
result = unittest.TextTestRunner(stream=sys.stdout, verbosity=2).run(tests)
# A test that was left out has shown nothing.
sys.exit(0 if result.wasSuccessful() and result.testsRun > 0 and not result.skipped else 1)
