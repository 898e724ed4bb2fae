import os
from pathlib import Path

import pytest

from snakemake_executor_plugin_submitit.identity import (
    is_outdated,
    job_fingerprint,
    job_key,
    member_keys,
)
from tests.unit.executor.jobs import Group, Job, with_params

TRAIN = {"name": "train", "output": ["weights", "history"], "input": ["session"]}


def touch(path: Path, time_s: int) -> str:
    path.touch()
    os.utime(path, (time_s, time_s))
    return str(path)


def test_a_job_is_its_rule_and_outputs_and_nothing_else() -> None:
    job = Job(**TRAIN, params=with_params(code="a"))
    assert job_key(job) == job_key(Job("train", ["history", "weights"], shellcmd="other"))
    assert job_key(job) != job_key(Job("train", ["weights"]))
    assert job_key(job) != job_key(Job("tune", ["weights", "history"]))


def test_a_group_is_its_members() -> None:
    jobs = [Job("train", ["weights"]), Job("score", ["scores"], ["weights"])]
    assert job_key(Group(jobs)) == job_key(Group(jobs[::-1]))
    assert job_key(Group(jobs)) != job_key(Group(jobs[:1]))
    assert set(member_keys(Group(jobs))) == {key for job in jobs for key in member_keys(job)}


@pytest.mark.parametrize(
    "change",
    [
        {"input": ["other session"]},
        {"params": with_params(code="b")},
        {"params": with_params(settings="a")},
        {"shellcmd": "false"},
        {"shellcmd": None, "script": Path("train.py")},
    ],
)
def test_the_fingerprint_changes_with_what_the_result_depends_on(change: dict) -> None:
    before = {**TRAIN, "params": with_params(code="a")}
    assert job_fingerprint([Job(**before)]) == job_fingerprint([Job(**before)])
    assert job_fingerprint([Job(**before)]) != job_fingerprint([Job(**{**before, **change})])


def test_addresses_in_memory_are_no_change() -> None:
    jobs = [Job(**TRAIN, params=with_params(thing=object())) for _ in range(2)]
    assert job_fingerprint(jobs[:1]) == job_fingerprint(jobs[1:])


def test_outdated_when_an_input_or_a_script_is_newer(tmp_path: Path) -> None:
    old, new = touch(tmp_path / "old", 10), touch(tmp_path / "new", 30)
    assert not is_outdated([Job("a", ["out"], [old, "not there"])], 20)
    assert is_outdated([Job("a", ["out"], [old, new])], 20)
    assert not is_outdated([Job("a", ["out"], script=Path(old))], 20)
    assert is_outdated([Job("a", ["out"], script=Path(new))], 20)


def test_what_a_group_makes_itself_does_not_outdate_it(tmp_path: Path) -> None:
    between = touch(tmp_path / "between", 30)
    assert not is_outdated([Job("a", [between]), Job("b", ["out"], [between])], 20)
