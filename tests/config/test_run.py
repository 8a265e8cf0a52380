"""`make run`: one at a time, a free port, the whole system up and down again."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from config.embedded import run


def test_a_second_run_is_told_about_the_first(tmp_path):
    with (
        run.only_one(tmp_path, address="http://127.0.0.1:8123"),
        pytest.raises(run.RefusedError, match=rf"进程 {os.getpid()}，http://127.0.0.1:8123"),
        run.only_one(tmp_path, address="http://127.0.0.1:8124"),
    ):
        pytest.fail("two runs share one data folder")


def test_the_folder_is_free_again_afterwards(tmp_path):
    for _ in range(2):
        with run.only_one(tmp_path, address="http://127.0.0.1:8123"):
            pass


def test_a_taken_port_is_named():
    with socket.create_server((run.HOST, 0)) as other:
        port = other.getsockname()[1]

        with pytest.raises(run.RefusedError, match=f"端口 {port} 已被其他程序占用"):
            run.refuse_taken_port(port)


def test_the_whole_system_starts_and_one_signal_stops_it(open_folder):
    data_dir = open_folder / "data"
    with socket.create_server((run.HOST, 0)) as probe:
        port = probe.getsockname()[1]
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DATABASE_URL", "REDIS_URL", "DJANGO_ENV"}
    }
    environment |= {"PORT": str(port), "DATA_DIR": str(data_dir), "SEED_DEMO": "false"}
    command = [sys.executable, "-m", "config.embedded.run"]
    system = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    alarm = threading.Timer(300, system.kill)
    alarm.start()
    try:
        printed = read_until(system, "五级协同已启动")
        with urllib.request.urlopen(f"http://{run.HOST}:{port}/readyz", timeout=10) as ready:
            assert ready.status == 200
        second = subprocess.run(
            command, env=environment, capture_output=True, text=True, check=False
        )
        system.send_signal(signal.SIGTERM)
        rest, _ = system.communicate(timeout=60)
    finally:
        alarm.cancel()
        system.kill()

    assert f"http://{run.HOST}:{port}" in printed
    assert (second.returncode, f"进程 {system.pid}" in second.stderr) == (1, True)
    assert (system.returncode, "已停止。" in rest) == (0, True)
    assert commands_naming(str(data_dir)) == []


def read_until(system: subprocess.Popen[str], words: str) -> str:
    printed = ""
    for line in system.stdout:
        printed += line
        if words in line:
            return printed
    return pytest.fail(f"ended without saying {words}: {printed}")


def commands_naming(words: str) -> list[str]:
    listing = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True)
    return [line for line in listing.stdout.splitlines() if re.search(re.escape(words), line)]


def test_readiness_is_asked_directly_whatever_proxy_the_environment_names(monkeypatch):
    class Ready(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200 if self.path == "/readyz" else 404)
            self.end_headers()

        def log_message(self, *_):
            """Keep the test's output clean."""

    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    with ThreadingHTTPServer(("127.0.0.1", 0), Ready) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()

        assert run.answers(server.server_port) is True

        server.shutdown()
