import pytest

# So that a proof that fails says what it found.
pytest.register_assert_rewrite("tests.faults.proofs", "tests.faults.subjects")
