"""Does the README's run command open the demonstration place on this machine, and stop when asked to?

Standard library only: it is run by the Python that a newcomer has.
"""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

DEV = Path(__file__).resolve().parent.parent / "dev.py"
PATIENCE_SECONDS = 240


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def first_page(port: int, demo: subprocess.Popen[bytes]) -> str:
    """The home page, as soon as it is served."""
    give_up_at = time.monotonic() + PATIENCE_SECONDS
    while demo.poll() is None and time.monotonic() < give_up_at:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10) as answer:
                return str(answer.read().decode())
        except (ConnectionError, TimeoutError, urllib.error.URLError):
            time.sleep(0.3)
    sys.exit(f"No page within {PATIENCE_SECONDS} s; exit code of the demonstration: {demo.poll()}")


def main() -> None:
    """Start the demonstration in a new folder, read its home page, ask it to stop."""
    port = free_port()
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="joinedup-demo-") as home:
        environment = {**os.environ, "JOINEDUP_HOME": home}
        demo = subprocess.Popen([sys.executable, DEV, "demo", "--port", str(port)], env=environment)
        try:
            page = first_page(port, demo)
            print(f"The home page came after {time.monotonic() - started:.0f} s.")
        finally:
            demo.send_signal(signal.SIGTERM)
            stopped = demo.wait(timeout=60)
    if "<h1" not in page:
        sys.exit("The home page has no heading.")
    print(f"It stopped when asked to (exit code {stopped}).")


if __name__ == "__main__":
    main()
