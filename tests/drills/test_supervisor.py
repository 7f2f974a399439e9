"""The supervisor: children that die, wait or cannot write their log, and what an earlier run left behind."""

import os
import signal
import subprocess
import sys

import pytest

from sdgmap import supervisor
from sdgmap.processes import wait_until


def test_child_that_does_not_stay_up_is_given_up(var):
    child = failing(var, vital=True)
    for _ in range(supervisor.RESTARTS):
        assert child.revive(var) == 3
    with pytest.raises(supervisor.ChildGaveUp, match="failing"):
        child.revive(var)


def failing(var, **more):
    command = [sys.executable, "-c", "raise SystemExit(3)"]
    child = supervisor.Child("failing", command, var / "failing.log", **more)
    child.start(var)
    return child


def test_child_that_pages_do_not_need_waits_and_is_started_again(var, monkeypatch):
    monkeypatch.setattr(supervisor, "PAUSE", 0.2)
    child = failing(var)
    for _ in range(supervisor.RESTARTS):
        child.revive(var)
    assert child.due is None
    assert child.revive(var) == 3
    assert (child.process, child.has_ended(), child.is_due()) == (None, False, False)
    assert wait_until(child.is_due, seconds=5)
    child.start(var)
    assert (child.due, child.clear()) == (None, 3)


def test_child_whose_log_cannot_be_opened_runs_all_the_same(var):
    child = supervisor.Child("quiet", [sys.executable, "-c", "print(1)"], var / "missing" / "quiet.log")
    child.start(var)
    assert child.clear() == 0


def test_leftovers_are_ended_and_strangers_are_not(var):
    sleep = ["sleep", "60"]
    with (
        subprocess.Popen(sleep, env=os.environ | {supervisor.MARK: str(var)}) as ours,
        subprocess.Popen(sleep, env=os.environ | {supervisor.MARK: f"{var}-of-another"}) as other,
        subprocess.Popen(sleep) as stranger,
    ):
        assert supervisor.end_leftovers(var) == 1
        assert (ours.wait(), other.poll(), stranger.poll()) == (-signal.SIGTERM, None, None)
        other.kill()
        stranger.kill()
