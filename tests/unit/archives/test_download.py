"""A file arrives whole and verified, or not at all, whatever the server does."""

from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from neurodag.archives import transfer
from neurodag.archives.answers import retry_after
from neurodag.archives.download import Patience, download
from neurodag.errors import ArchiveError
from tests.archive_server import Answer, Archive, serve

CONTENT = np.random.default_rng(0).bytes(5000)
OTHER = np.random.default_rng(1).bytes(4000)
SHA256 = sha256(CONTENT).hexdigest()


@pytest.fixture(scope="module")
def server():
    with serve(CONTENT) as archive:
        yield archive


@pytest.fixture
def archive(server: Archive) -> Archive:
    server.content = CONTENT
    server.answers.clear()
    server.asked.clear()
    return server


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "ophys" / "session.nwb"


class Waits(list[float]):
    """Patience that notes how long it would have slept."""

    def patience(self, **changes: object) -> Patience:
        return Patience(**{"attempts": 3, "stall": 5.0, "sleep": self.append, **changes})


PATIENCE = Waits().patience()


def in_folder(target: Path) -> list[str]:
    return sorted(path.name for path in target.parent.iterdir())


def test_file_arrives_in_folders_that_are_made_for_it_and_nothing_else_is_left(archive, target):
    download(archive.address, target, size=len(CONTENT), sha256=SHA256)
    assert target.read_bytes() == CONTENT
    assert in_folder(target) == ["session.nwb"]
    assert archive.asked[0]["Accept-Encoding"] == "identity"


def test_empty_file_arrives(archive, target):
    archive.content = b""
    download(archive.address, target)
    assert target.read_bytes() == b""


def test_chunked_answer_arrives(archive, target):
    archive.answers = [Answer(chunked=True, headers=(("Content-Length", ""),))]
    download(archive.address, target)
    assert target.read_bytes() == CONTENT


def test_file_that_is_there_is_verified_without_network(target):
    target.parent.mkdir()
    target.write_bytes(CONTENT)
    nowhere = "http://127.0.0.1:1/session.nwb"
    download(nowhere, target, size=len(CONTENT), sha256=SHA256)
    with pytest.raises(ArchiveError, match=r"session\.nwb has the size 5000 instead of 7"):
        download(nowhere, target, size=7)
    with pytest.raises(ArchiveError, match=f"has the SHA-256 {SHA256} instead of 00"):
        download(nowhere, target, sha256="0" * 64)
    assert in_folder(target) == ["session.nwb"]


def test_broken_connection_goes_on_where_it_broke_off(archive, target):
    archive.answers = [Answer(cut_after=1200), Answer(cut_after=300)]
    download(archive.address, target, sha256=SHA256, patience=PATIENCE)
    assert target.read_bytes() == CONTENT
    assert [asked.get("Range") for asked in archive.asked] == [None, "bytes=1200-", "bytes=1500-"]
    assert archive.asked[1]["If-Range"] == archive.tag


def test_silent_connection_counts_as_broken(archive, target, monkeypatch):
    monkeypatch.setattr(transfer, "CHUNK", 100)
    archive.answers = [Answer(stall_after=1000)]
    download(archive.address, target, patience=Waits().patience(stall=0.1))
    assert target.read_bytes() == CONTENT
    assert archive.asked[1]["Range"] == "bytes=1000-"


def test_server_without_ranges_sends_the_whole_file_again(archive, target):
    archive.answers = [Answer(cut_after=1200), Answer(ignores_range=True)]
    download(archive.address, target, patience=PATIENCE)
    assert target.read_bytes() == CONTENT


@pytest.mark.parametrize(
    "validators",
    [(("ETag", ""),), (("ETag", 'W/"weak"'),)],
    ids=["no ETag", "weak ETag"],
)
def test_without_a_sure_sign_of_the_version_nothing_is_put_together(archive, target, validators):
    archive.answers = [Answer(cut_after=1200, headers=validators)]
    download(archive.address, target, patience=PATIENCE)
    assert target.read_bytes() == CONTENT
    assert "Range" not in archive.asked[1]


def test_part_of_a_file_of_unknown_size_is_not_put_together(archive, target):
    archive.answers = [Answer(cut_after=1200, chunked=True)]
    download(archive.address, target, patience=PATIENCE)
    assert target.read_bytes() == CONTENT
    assert "Range" not in archive.asked[1]


def test_time_of_change_stands_in_for_an_etag(archive, target):
    changed = (("ETag", ""), ("Last-Modified", "Tue, 11 Oct 2022 10:00:00 GMT"))
    archive.answers = [Answer(cut_after=1200, headers=changed)]
    download(archive.address, target, patience=PATIENCE)
    assert archive.asked[1]["If-Range"] == "Tue, 11 Oct 2022 10:00:00 GMT"
    assert target.read_bytes() == CONTENT


LIES = {
    "honest": Answer(new_content=OTHER),
    "other ETag": Answer(new_content=CONTENT[::-1], ignores_condition=True),
    "other size": Answer(new_content=OTHER, ignores_condition=True, headers=(("ETag", ""),)),
}


@pytest.mark.parametrize("answer", LIES.values(), ids=LIES)
def test_file_that_changed_between_attempts_is_not_glued_together(archive, target, answer):
    archive.answers = [Answer(cut_after=1200), *[answer] * 5]
    download(archive.address, target, patience=PATIENCE)
    assert target.read_bytes() == answer.new_content
    assert len(archive.asked) <= 3


def test_less_than_the_whole_rest_is_not_taken_for_it(archive, target):
    archive.answers = [Answer(cut_after=1200), Answer(most=100)]
    download(archive.address, target, patience=PATIENCE)
    assert target.read_bytes() == CONTENT
    assert archive.asked[2]["Range"] == "bytes=1300-"


def test_part_that_was_not_asked_for_is_refused(archive, target):
    archive.answers = [Answer(status=206)]
    with pytest.raises(ArchiveError, match="206 Partial Content"):
        download(archive.address, target, patience=PATIENCE)


def test_rest_that_begins_elsewhere_is_dropped(archive, target):
    archive.answers = [Answer(cut_after=1200), Answer(shift=7)]
    download(archive.address, target, patience=PATIENCE)
    assert target.read_bytes() == CONTENT


def test_partial_file_outlives_a_failed_download_and_is_taken_up_again(archive, target):
    archive.answers = [Answer(cut_after=1200), *[Answer(status=500)] * 3]
    with pytest.raises(ArchiveError, match=r"500 Internal Server Error\. 3 attempts in a row"):
        download(archive.address, target, patience=PATIENCE)
    assert in_folder(target) == [".session.nwb.partial", ".session.nwb.partial.json"]
    download(archive.address, target, sha256=SHA256)
    assert archive.asked[-1]["Range"] == "bytes=1200-"
    assert in_folder(target) == ["session.nwb"]


def test_partial_file_of_another_address_is_not_taken_up(archive, target):
    archive.answers = [Answer(cut_after=1200), *[Answer(status=500)] * 3]
    with pytest.raises(ArchiveError):
        download(archive.address, target, patience=PATIENCE)
    download(f"{archive.address}?elsewhere", target)
    assert "Range" not in archive.asked[-1]
    assert target.read_bytes() == CONTENT


def test_partial_file_with_a_damaged_label_is_not_taken_up(archive, target):
    target.parent.mkdir()
    target.with_name(".session.nwb.partial").write_bytes(OTHER)
    target.with_name(".session.nwb.partial.json").write_text('{"address": ')
    download(archive.address, target)
    assert target.read_bytes() == CONTENT


def test_partial_file_that_is_longer_than_the_file_is_dropped(archive, target):
    archive.answers = [Answer(cut_after=1200), *[Answer(status=500)] * 3]
    with pytest.raises(ArchiveError):
        download(archive.address, target, patience=PATIENCE)
    target.with_name(".session.nwb.partial").write_bytes(bytes(9000))
    download(archive.address, target, patience=PATIENCE)
    assert target.read_bytes() == CONTENT


def test_attempts_count_only_in_a_row_without_progress(archive, target):
    archive.answers = [Answer(cut_after=100)] * 20
    download(archive.address, target, patience=PATIENCE)
    assert target.read_bytes() == CONTENT


def test_server_that_never_gets_further_is_given_up(archive, target):
    archive.answers = [Answer(cut_after=100, ignores_range=True)] * 20
    with pytest.raises(ArchiveError, match=r"100 bytes came|connection failed"):
        download(archive.address, target, patience=PATIENCE)
    assert len(archive.asked) == 1 + PATIENCE.attempts


def test_waits_grow_and_have_a_ceiling(archive, target):
    archive.answers = [Answer(status=503)] * 6
    waits = Waits()
    patience = waits.patience(attempts=6, first_wait=1.0, longest_wait=5.0)
    with pytest.raises(ArchiveError, match="503 Service Unavailable"):
        download(archive.address, target, patience=patience)
    ceilings = np.array([1, 2, 4, 5, 5])
    assert (np.array(waits) <= ceilings).all()
    assert (np.array(waits) >= ceilings / 2).all()


def test_server_may_ask_for_a_longer_wait(archive, target):
    archive.answers = [
        Answer(status=429, headers=(("Retry-After", "120"),)),
        Answer(status=503, headers=(("Retry-After", "99999"),)),
    ]
    waits = Waits()
    download(archive.address, target, patience=waits.patience(longest_asked=900.0))
    assert waits == [120.0, 900.0]


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, 0.0),
        ("90", 90.0),
        ("Tue, 11 Oct 2022 10:02:00 GMT", 120.0),
        ("Tue, 11 Oct 2022 09:00:00 GMT", 0.0),
        ("soon", 0.0),
    ],
)
def test_wait_that_is_asked_for_is_a_number_or_a_time(header, seconds):
    assert retry_after(header, datetime(2022, 10, 11, 10, 0, tzinfo=UTC)) == seconds


@pytest.mark.parametrize(
    ("status", "says"), [(404, "404 Not Found"), (403, "403 Forbidden"), (401, "401 Unauthorized")]
)
def test_refusal_is_final_and_names_the_address(archive, target, status, says):
    archive.answers = [Answer(status=status)]
    with pytest.raises(ArchiveError, match=says) as error:
        download(archive.address, target, patience=PATIENCE)
    assert archive.address in str(error.value)
    assert len(archive.asked) == 1
    assert in_folder(target) == []


def test_web_page_is_not_taken_for_the_file(archive, target):
    archive.answers = [Answer(headers=(("Content-Type", "text/html; charset=utf-8"),))]
    with pytest.raises(ArchiveError, match="a web page instead of the file"):
        download(archive.address, target)
    assert in_folder(target) == []


def test_encoded_answer_is_not_taken_for_the_file(archive, target):
    archive.answers = [Answer(headers=(("Content-Encoding", "gzip"),))]
    with pytest.raises(ArchiveError, match=r"sends it encoded \(gzip\)"):
        download(archive.address, target)


def test_size_that_differs_from_the_table_is_refused_before_the_transfer(archive, target):
    archive.answers = [Answer(stall_after=0)]
    with pytest.raises(ArchiveError, match=r"session\.nwb has the size 5000 instead of 4999"):
        download(archive.address, target, size=4999)
    assert len(archive.asked) == 1
    assert in_folder(target) == []


def test_answer_without_any_size_needs_one_from_the_table(archive, target):
    silent = Answer(headers=(("Content-Length", ""),))
    archive.answers = [silent, silent]
    with pytest.raises(ArchiveError, match="without a word on its size"):
        download(archive.address, target)
    download(archive.address, target, size=len(CONTENT))
    assert target.read_bytes() == CONTENT


def test_altered_byte_is_found_by_the_checksum_and_nothing_is_kept(archive, target):
    archive.answers = [Answer(flip=77)]
    with pytest.raises(ArchiveError, match=rf"SHA-256 [0-9a-f]{{64}} instead of {SHA256}"):
        download(archive.address, target, sha256=SHA256)
    assert in_folder(target) == []


def test_disk_without_room_is_noticed_before_the_transfer(archive, target, monkeypatch):
    usage = transfer.shutil.disk_usage(target.parent.parent)
    monkeypatch.setattr(transfer.shutil, "disk_usage", lambda path: usage._replace(free=4999))
    with pytest.raises(ArchiveError, match="0 MB free, and 0 MB are still to come"):
        download(archive.address, target)
    assert not target.exists()


def test_dead_address_is_given_up(target):
    with pytest.raises(ArchiveError, match=r"127\.0\.0\.1:1/.* the connection failed"):
        download("http://127.0.0.1:1/session.nwb", target, patience=PATIENCE)


def counts(most: int) -> st.SearchStrategy[int]:
    return st.integers(0, most)


FAULTS = st.one_of(
    st.builds(Answer, status=st.sampled_from([404, 416, 429, 500, 503])),
    st.builds(Answer, cut_after=counts(5000), ignores_range=st.booleans()),
    st.builds(Answer, cut_after=counts(5000), chunked=st.just(True)),
    st.builds(Answer, cut_after=counts(5000), ignores_condition=st.booleans(), shift=counts(9)),
    st.builds(Answer, most=st.integers(1, 5000), ignores_condition=st.booleans()),
    st.builds(Answer, new_content=st.sampled_from([CONTENT, OTHER]), cut_after=counts(5000)),
    st.builds(Answer, new_content=st.just(OTHER), ignores_condition=st.booleans()),
    st.builds(Answer, headers=st.sampled_from([(("ETag", ""),), (("ETag", 'W/"a"'),)])),
    st.builds(Answer, flip=counts(4999)),
)


@given(faults=st.lists(FAULTS, max_size=6), restarts=st.integers(1, 3))
@example(faults=[Answer(cut_after=9), Answer(flip=3), Answer(cut_after=1)], restarts=3)
@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_goes_wrong_no_wrong_file_gets_the_name(
    archive, tmp_path_factory, faults, restarts
):
    """With a checksum: the exact file, or an error and no file. Restarts find what others left."""
    archive.content, archive.answers = CONTENT, list(faults)
    target = tmp_path_factory.mktemp("archive") / "session.nwb"
    for _ in range(restarts):
        try:
            download(archive.address, target, sha256=SHA256, patience=PATIENCE)
        except ArchiveError:
            assert not target.exists()
        else:
            assert target.read_bytes() == CONTENT


@given(faults=st.lists(FAULTS.filter(lambda fault: fault.flip is None), max_size=6))
@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_without_a_checksum_every_file_is_one_that_the_server_has_had(
    archive, tmp_path_factory, faults
):
    archive.content, archive.answers = CONTENT, list(faults)
    target = tmp_path_factory.mktemp("archive") / "session.nwb"
    try:
        download(archive.address, target, patience=PATIENCE)
    except ArchiveError:
        assert not target.exists()
    else:
        assert target.read_bytes() in (CONTENT, OTHER)
