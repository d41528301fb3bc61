"""A server for mail that answers as a test wants, and keeps what it took."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class MailServer(socketserver.ThreadingTCPServer):
    """Answers callers, log-ins, senders, recipients and so on with a line of SMTP each; "" hangs up without an answer.

    To some recipients it may answer something else: `to_some` is by address.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.to_callers, self.to_hellos = "220 test", "250 OK"
        self.to_logins = "235 OK"
        self.to_senders = self.to_recipients = self.to_mails = "250 OK"
        self.to_some: dict[str, str] = {}
        self.recipients: list[str] = []
        self.mails: list[str] = []

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class _Talk(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        self._say(self.server.to_callers)
        while line := self.rfile.readline().decode().strip():
            if not self._answer(line):
                return

    def _answer(self, line: str) -> bool:
        verb = line[:4].upper()
        if verb == "RCPT":
            return self._take_recipient(line.partition("<")[2].partition(">")[0])
        if verb == "DATA":
            return self._take_mail()
        self._say(self._answers().get(verb, "250 OK"))
        return verb != "QUIT"

    def _answers(self) -> dict[str, str]:
        server = self.server
        hello = dict.fromkeys(("EHLO", "HELO"), server.to_hellos)
        return hello | {"AUTH": server.to_logins, "MAIL": server.to_senders, "QUIT": "221 bye"}

    def _take_recipient(self, address: str) -> bool:
        self.server.recipients.append(address)
        return self._say(self.server.to_some.get(address, self.server.to_recipients))

    def _take_mail(self) -> bool:
        self._say("354 go on")
        lines = []
        while (line := self.rfile.readline().decode().rstrip("\r\n")) != ".":
            lines.append(line)
        self.server.mails.append("\n".join(lines))
        return self._say(self.server.to_mails)

    def _say(self, line: str) -> bool:
        if line:
            self.wfile.write(f"{line}\r\n".encode())
        return bool(line)


@contextmanager
def a_mail_server() -> Iterator[MailServer]:
    """Let a server listen on a port of its own."""
    with MailServer() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server
        finally:
            server.shutdown()
