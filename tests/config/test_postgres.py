"""The embedded cluster: private, shared by its users, gone with the last of them."""

import stat
from contextlib import ExitStack
from pathlib import Path

import pytest

from config.embedded import postgres
from config.embedded.locations import ROOT_FALLBACK, SOCKET_PATH_LIMIT, open_to_everyone, places


@pytest.fixture
def where(open_folder):
    return places(open_folder / "data")


def test_it_starts_keeps_data_and_stops_with_its_last_user(where):
    with postgres.running(where, durable=False) as cluster:
        with postgres.running(where, durable=False) as again:
            again.execute("CREATE TABLE kept (id int)")
        assert cluster.accepts_connections()
    assert not cluster.accepts_connections()

    with postgres.running(where, durable=False) as cluster:
        assert cluster.execute("SELECT count(*) FROM kept") == [(0,)]
        assert cluster.execute("SHOW listen_addresses") == [("",)]
        assert cluster.execute("SHOW server_encoding") == [("UTF8",)]
        assert stat.S_IMODE(where.sockets.stat().st_mode) == 0o700


def test_a_cluster_of_another_version_is_refused(where):
    with postgres.running(where, durable=False):
        pass
    label = where.cluster / "PG_VERSION"
    ours = label.read_text()
    label.write_text("9\n")

    try:
        with (
            ExitStack() as stack,
            pytest.raises(postgres.EmbeddedServerError, match="由 PostgreSQL 9 建立"),
        ):
            stack.enter_context(postgres.running(where, durable=False))
    finally:
        label.write_text(ours)


def test_a_long_data_folder_still_gets_a_socket(tmp_path: Path):
    deep = places(tmp_path / ("很深的文件夹" * 8), uid=1000)

    assert len(str(deep.sockets / ".s.PGSQL.5432")) < SOCKET_PATH_LIMIT
    assert deep.sockets.parent == Path("/tmp")


def test_two_data_folders_never_share_a_socket(tmp_path: Path):
    one, other = (places(tmp_path / name / ("x" * 100), uid=1000) for name in "ab")

    assert one.sockets != other.sockets


def test_root_moves_out_of_a_closed_home(tmp_path: Path):
    closed = tmp_path / "home"
    closed.mkdir(mode=0o700)

    assert not open_to_everyone(closed)
    assert places(closed / "data", uid=0).home.parent == ROOT_FALLBACK
    assert places(closed / "data", uid=1000).home == closed / "data" / "servers"


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path):
    (tmp_path / "file").write_text("")

    with pytest.raises(postgres.EmbeddedServerError, match="无法建立文件夹"):
        postgres.open_home(places(tmp_path / "file" / "data"))
