"""What is handed to operators fits: units that systemd accepts, a container file that names what there is, and docs."""

import re
import shlex
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from joinedup.site.command import parser

ROOT = Path(__file__).resolve().parents[1]
DEPLOY = ROOT / "deploy"
UNITS = sorted([*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer")])
SERVICES = [unit for unit in UNITS if unit.suffix == ".service"]
PROGRAM = "/opt/joinedup/bin/joinedup"
HARDENED = ("NoNewPrivileges=yes", "ProtectSystem=strict", "StateDirectory=joinedup", "PrivateTmp=yes", "User=joinedup")


def commands_in(text: str) -> list[list[str]]:
    """The words after our program wherever it is named; %% stands for % in units."""
    return [shlex.split(found.replace("%%", "%")) for found in re.findall(rf"{PROGRAM} ([^'\n]*)", text)]


def is_a_command(words: list[str]) -> bool:
    """Whether our command line takes these words; what systemd fills in stands for a port."""
    try:
        parser().parse_args([word.replace("%i", "8001") for word in words])
    except SystemExit:
        return False
    return True


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not on this machine")
def test_systemd_finds_nothing_to_say_about_the_units(tmp_path: Path) -> None:
    for unit in UNITS:
        copy = tmp_path / unit.name.replace("@", "@8001")
        copy.write_text(unit.read_text().replace(PROGRAM, "/bin/true"))
    files = [str(file) for file in sorted(tmp_path.iterdir())]
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *files], capture_output=True, text=True, check=False
    )
    ours = [line for line in done.stderr.splitlines() if "joinedup" in line]
    assert (done.returncode, ours) == (0, [])


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_each_service_is_hardened_and_runs_a_command_that_there_is(unit: Path) -> None:
    text = unit.read_text()
    assert [line for line in HARDENED if line not in text.splitlines()] == []
    commands = commands_in(text)
    assert commands
    assert [words for words in commands if not is_a_command(words)] == []


def test_each_timer_starts_a_service_that_there_is() -> None:
    timers = [unit.stem for unit in UNITS if unit.suffix == ".timer"]
    assert timers == ["joinedup-backup", "joinedup-verify"]
    assert all((DEPLOY / f"{timer}.service").exists() for timer in timers)


def test_the_container_file_copies_what_there_is_and_runs_as_nobody_special() -> None:
    lines = (DEPLOY / "Containerfile").read_text().splitlines()
    copied = [line.split()[1:-1] for line in lines if line.startswith("COPY ") and "--from" not in line]
    assert [name for names in copied for name in names if not (ROOT / name).exists()] == []
    told = {line.split(" ", 1)[0]: line.split(" ", 1)[1] for line in lines if line and not line.startswith("#")}
    assert told["USER"] != "root"
    assert told["VOLUME"] == "/var/lib/joinedup"
    assert any("--require-hashes" in line for line in lines)
    words = re.findall(r'"([^"]+)"', told["CMD"])
    assert told["ENTRYPOINT"] == '["joinedup"]'
    assert is_a_command(words)


def test_the_operators_page_names_every_file_of_deploy() -> None:
    page = (ROOT / "docs" / "operators.md").read_text()
    assert [file.name for file in sorted(DEPLOY.iterdir()) if file.is_file() and file.name not in page] == []


# Health


class Answering(HTTPServer):
    """A site that answers with `status`, and keeps by which name it was asked."""

    status = 200
    asked = ""


@pytest.fixture
def site() -> Iterator[Answering]:
    class Handler(BaseHTTPRequestHandler):
        server: Answering

        def do_GET(self) -> None:
            self.server.asked = f"{self.headers['Host']}{self.path}"
            self.send_response(self.server.status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = Answering(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def probe(port: int) -> int:
    settings = {
        "JOINEDUP_PROBE": f"http://127.0.0.1:{port}/health/",
        "JOINEDUP_HOSTS": "joinedup.example,other.example",
    }
    return subprocess.run([sys.executable, str(DEPLOY / "healthy.py")], env=settings, check=False).returncode


def test_the_probe_asks_by_the_sites_own_name_and_tells_well_from_ill(site: Answering) -> None:
    assert (probe(site.server_port), site.asked) == (0, "joinedup.example/health/")
    site.status = 503
    assert probe(site.server_port) == 1
    assert probe(1) == 1


def test_a_site_on_https_answers_the_machine_that_watches_it_without_sending_it_away(
    db: None, settings: Settings
) -> None:
    settings.SECURE_SSL_REDIRECT = True
    assert Client().get("/health/").status_code == 200
    assert Client().get("/").status_code == 301
