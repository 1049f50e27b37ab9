"""A small real mail server (RFC 5321, as far as letters need it) that can refuse, fall silent and go away."""

import socketserver
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from pytest_django.fixtures import Settings

EVERYTHING = 10**9


class MailServer(socketserver.ThreadingTCPServer):
    """Keeps what it took. `refuses` is an address; the other two count letters until it misbehaves once."""

    allow_reuse_address = daemon_threads = True

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Conversation)
        self.taken: list[tuple[str, str]] = []
        self.refuses = ""
        self.hangs_up_after_taking = self.closes_after = EVERYTHING
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def stop(self) -> None:
        """Answer no more."""
        self.shutdown()
        self.server_close()


class _Conversation(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        self.say("220 test")
        to = ""
        for line in iter(self.rfile.readline, b""):
            word = line.decode().strip()
            if word.upper().startswith("RCPT TO:"):
                to = word[8:].strip("<> ")
                self.say("550 nobody here" if to == self.server.refuses else "250 fine")
            elif word.upper() == "DATA":
                self.say("354 go on")
                if not self.took(to):
                    return
            elif word.upper() == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 fine")

    def took(self, to: str) -> bool:
        """Keep a letter and say so; False if the connection is to end here."""
        lines: list[str] = []
        for line in iter(self.rfile.readline, b".\r\n"):
            if not line:
                return False
            lines.append(line.decode().rstrip("\r\n"))
        self.server.taken.append((to, "\n".join(lines)))
        if len(self.server.taken) == self.server.hangs_up_after_taking:
            return False
        self.say("250 taken")
        return len(self.server.taken) != self.server.closes_after

    def say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    """A mail server of this machine that takes everything, until told otherwise."""
    server = MailServer()
    yield server
    server.stop()


def posted_through(settings: Settings, *, port: int) -> None:
    """Let letters go out through a mail server of this machine."""
    given: dict[str, Any] = {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": port, "EMAIL_TIMEOUT": 2}
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    for name, value in given.items():
        setattr(settings, name, value)
