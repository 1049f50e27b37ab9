"""A throw-away PostgreSQL cluster: made in a temporary folder, reached by a unix socket, gone at the end.

Standard library only, so that `dev.py` can use it before anything is installed.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

USER = "joinedup"
FAST_AND_FORGETFUL = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off"


def server_binaries() -> Path | None:
    """The folder of the newest PostgreSQL server on this machine, or nothing."""
    packaged = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda initdb: float(initdb.parts[-3]))
    found = str(packaged[-1]) if packaged else shutil.which("initdb")
    return Path(found).resolve().parent if found else None


@contextmanager
def throw_away_cluster(*, keeps_what_it_acknowledges: bool = False) -> Iterator[str]:
    """Yield the JOINEDUP_DATABASE_URL of a fresh cluster; stop and delete it afterwards, whatever happens.

    keeps_what_it_acknowledges: set up as for a real site, with checksums and everything flushed, and slower for it.
    """
    binaries = server_binaries()
    if binaries is None:
        raise FileNotFoundError("no PostgreSQL server (initdb) on this machine")
    with tempfile.TemporaryDirectory(prefix="joinedup-pg-", dir="/tmp") as folder:
        _give_to_the_server(folder)
        data, log = f"{folder}/data", f"{folder}/log"
        checksums = ["--data-checksums"] if keeps_what_it_acknowledges else []
        _run(binaries / "initdb", "-D", data, "-U", USER, "-A", "trust", "--no-sync", "--locale=C.UTF-8", *checksums)
        durability = "" if keeps_what_it_acknowledges else FAST_AND_FORGETFUL
        settings = f"-c listen_addresses= -c unix_socket_directories={folder} {durability}"
        try:
            _run(binaries / "pg_ctl", "-D", data, "-l", log, "-w", "-o", settings, "start")
            _run(binaries / "createdb", "-h", folder, "-U", USER, USER)
            yield f"postgresql://{USER}@/{USER}?host={folder}"
        finally:
            _run(binaries / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")


def _run(program: Path, *arguments: str) -> None:
    """Run one of the server's programs quietly, as a user that it accepts; show what it said if it fails."""
    command = [*_as_another_user(), str(program), *arguments]
    # pg_ctl's server would inherit a pipe and keep it open for ever, so what is said goes to a file.
    with tempfile.TemporaryFile() as said:
        try:
            subprocess.run(command, check=True, stdin=subprocess.DEVNULL, stdout=said, stderr=said, cwd="/")
        except subprocess.CalledProcessError as failure:
            said.seek(0)
            failure.add_note(said.read().decode(errors="replace"))
            raise


def _as_another_user() -> list[str]:
    """PostgreSQL refuses to run as root: use its own account, else an unprivileged user namespace."""
    if os.geteuid() != 0:
        return []
    if _has_postgres_account():
        return ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"]
    return ["unshare", "-U", "--map-user=1000"]


def _give_to_the_server(folder: str) -> None:
    if os.geteuid() == 0 and _has_postgres_account():
        shutil.chown(folder, "postgres", "postgres")


def _has_postgres_account() -> bool:
    return any(account.pw_name == "postgres" for account in pwd.getpwall())
