"""The command about messages, as staff types it."""

from pathlib import Path
from uuid import uuid4

import pytest

from budgets.messages.delivering import Inbox
from budgets.messages.queries import list_messages
from budgets.messages.sending import send_some
from budgets.messages.writing import To
from ledger import tenant
from tests.budgets.entitlements.town import told
from tests.budgets.messages.town import Refusing, someone, tell, tell_many
from tests.ops.commands import Desk

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Give a desk where a mail to Noor and a letter to Sem wait."""
    desk = Desk(tmp_path)
    with tenant.serving(desk.id):
        tell(To(person_id=someone("Noor")))
        tell(To(person_id=someone("Sem", email="")))
    return desk


class TestMessages:
    def test_are_listed_without_their_words(self, desk: Desk) -> None:
        _code, said, _complained = desk.run("messages", "list")

        assert "2 QUEUED, 0 SENDING, 0 SENT, 0 FAILED" in said
        assert "Goedendag" not in said
        assert len(desk.answer("messages", "list", "--state", "SENT")["messages"]) == 0

    def test_of_a_person_are_shown_with_their_words(self, desk: Desk) -> None:
        _code, said, _complained = desk.run("messages", "list", "--person", "noor")

        assert said.count("Goedendag") == 1

    def test_on_paper_are_printed_once(self, desk: Desk, tmp_path: Path) -> None:
        said = [desk.run("messages", "print", "--out", str(tmp_path))[1] for _ in range(2)]

        assert [text.split()[0] for text in said] == ["1", "0"]
        assert [path.read_bytes()[:4] for path in tmp_path.glob("*.pdf")] == [b"%PDF"]

    def test_go_out_again_when_a_person_says_so(self, desk: Desk) -> None:
        with tenant.serving(desk.id):
            send_some(Inbox())
        sent = desk.answer("messages", "list")["messages"][0]["id"]

        assert desk.run("messages", "again", "--message", sent)[0] == 1
        assert desk.run("messages", "again", "--message", str(uuid4()))[0] == 1

    def test_that_were_refused_go_out_again_all_at_once(self, desk: Desk) -> None:
        with tenant.serving(desk.id):
            send_some(Inbox(), most=1)
            tell_many(3)
            send_some(Refusing())
            refused = {each.id for each in list_messages(most=9, state="FAILED")}

        _code, said, _complained = desk.run("messages", "again", "--failed", "--actor", "fatima")

        assert "gaan er 4 opnieuw uit" in said
        assert desk.answer("messages", "list")["counts"] == {"QUEUED": 4, "SENDING": 0, "SENT": 1, "FAILED": 0}
        with tenant.serving(desk.id):
            assert {(act.subject, act.actor) for act in told("message.sent_again")} == {
                (each, "fatima") for each in refused
            }
            send_some(Inbox())
        assert desk.answer("messages", "list")["counts"]["SENT"] == 5
        assert desk.answer("messages", "again", "--failed") == {"failed_again": 0}

    @pytest.mark.parametrize(
        "line",
        [("print",), ("again",), ("again", "--failed", "--message", str(uuid4())), ("print", "--out", "/nowhere")],
    )
    def test_are_refused_in_one_line(self, desk: Desk, line: tuple[str, ...]) -> None:
        code, said, complained = desk.run("messages", *line)

        assert (code, said, complained.count("\n")) == (2, "", 1)
