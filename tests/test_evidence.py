"""What a proof counted is kept, whichever process of the run says it."""

import json
import os
import subprocess
import sys

import pytest

from tests import evidence

PROCESSES, NOTES = 4, 50
SAY = f"from tests import evidence\nfor n in range({NOTES}): evidence.note('kill', seeds=[n], kills=1)"


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """Keep what is noted in a folder of the test."""
    monkeypatch.setattr(evidence, "FILE", tmp_path / "evidence.json")
    monkeypatch.setattr(evidence, "_GATHERS", True)
    monkeypatch.setenv("GRONDSLAG_EVIDENCE", str(tmp_path / "spool" / "notes.jsonl"))
    return lambda: json.loads((tmp_path / "evidence.json").read_text())


class TestNote:
    def test_is_kept_from_every_process(self, kept):
        speaking = [
            subprocess.Popen([sys.executable, "-c", SAY], cwd=evidence.FILE.parent, env=_environment())
            for _ in range(PROCESSES)
        ]
        assert [process.wait(timeout=30) for process in speaking] == [0] * PROCESSES

        evidence.gather(passed=True)

        said = kept()["proofs"]
        assert len(said) == PROCESSES * NOTES
        assert said[0].keys() == {"name", "counts", "seeds", "seconds"}
        assert sum(each["counts"]["kills"] for each in said) == PROCESSES * NOTES


class TestProving:
    def test_notes_counts_seeds_and_time(self, kept):
        with evidence.proving("races", seeds=[7]) as counts:
            counts["fits"] += 2

        evidence.gather(passed=True)

        [said] = kept()["proofs"]
        assert (said["name"], said["counts"], said["seeds"]) == ("races", {"fits": 2}, [7])
        assert said["seconds"] >= 0

    def test_notes_nothing_of_a_proof_that_fails(self, kept, tmp_path):
        with pytest.raises(AssertionError), evidence.proving("races"):
            raise AssertionError

        evidence.gather(passed=False)

        assert not (tmp_path / "evidence.json").exists()


class TestGathering:
    def test_begins_anew_with_each_run_that_proved_something(self, kept):
        for passed in (True, False):
            evidence.note("model", acts=1)
            evidence.gather(passed=passed)

        found = kept()
        assert (found["passed"], len(found["proofs"])) == (False, 1)
        assert found["started_at"].endswith("+00:00")

    def test_leaves_the_last_proof_when_nothing_was_proved(self, kept):
        evidence.note("model", acts=1)
        evidence.gather(passed=True)

        evidence.gather(passed=False)

        assert kept()["passed"] is True


def _environment():
    return os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
