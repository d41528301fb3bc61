"""A message leaves at most once: it is marked before it is handed over, and what is not known is shown."""

import os
from datetime import timedelta
from uuid import uuid4

import pytest

from budgets.jobs.kinds import KINDS, NotYet
from budgets.jobs.pace import get_pace
from budgets.jobs.performing import perform
from budgets.lifecycles import NotAllowedInState
from budgets.messages.delivering import Inbox, Smtp, Unreachable, get_deliverer
from budgets.messages.models import Channel
from budgets.messages.operations import note_printed, send_again
from budgets.messages.queries import count_messages, list_letters, list_messages
from budgets.messages.refusals import MessageUnknown
from budgets.messages.sending import PAUSES, find_pause, send_some
from budgets.messages.writing import To
from connectors.letter.page import as_text
from ledger import tenant
from tests.budgets.entitlements.town import rows, told
from tests.budgets.jobs.workers import jobs
from tests.budgets.messages.mail_server import a_mail_server
from tests.budgets.messages.town import DAY, let_pass, messages, someone, tell, tell_many
from tests.builders import TEST, a_municipality, an_officer
from tests.ledger.contenders import start

pytestmark = pytest.mark.usefixtures("database", "town")


@pytest.fixture
def town():
    with tenant.serving(a_municipality()):
        yield


@pytest.fixture
def server(settings):
    """Let a real server take mail: Django puts another in its place in tests."""
    with a_mail_server() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", server.port, False
        yield server


SMTP = Smtp(sender="pas@voorbeeldstad.example")


def ids():
    return messages("id")


class TestTheInbox:
    def test_takes_every_channel(self):
        tell(To(person_id=someone()))
        tell(To(person_id=someone("Sem", email="")))
        tell(To(officer_id=an_officer(), phone="0612345678", channel=Channel.SMS))

        assert send_some(Inbox()) is False

        assert count_messages() == {"QUEUED": 0, "SENDING": 0, "SENT": 3, "FAILED": 0}

    def test_shows_a_person_their_own(self):
        noor = someone()
        tell(To(person_id=noor))
        tell(To(person_id=someone("Sem")))

        [line] = list_messages(most=5, person_id=noor)

        assert (line.kind, line.subject) == ("lapse-first", "Bericht van gemeente Voorbeeldstad")


class TestAServer:
    def test_gets_each_message_once(self, server):
        tell(To(person_id=someone()))
        tell(To(person_id=someone("Sem", email="sem@example.org")))

        send_some(SMTP)
        send_some(SMTP)

        assert sorted(server.recipients) == ["noor@example.org", "sem@example.org"]
        assert messages() == ["SENT", "SENT"]
        assert "Subject: Bericht van gemeente Voorbeeldstad" in server.mails[0]
        assert {mail.partition("Message-ID: ")[2].partition("\n")[0] for mail in server.mails} == {
            f"<{each}@voorbeeldstad.example>" for each in ids()
        }

    def test_does_not_get_what_it_does_not_carry(self, server):
        tell(To(officer_id=an_officer(), phone="0612345678", channel=Channel.SMS))

        send_some(SMTP)
        assert messages() == ["QUEUED"]

        send_some(Smtp(sender="pas@voorbeeldstad.example", sms_gateway="sms.example"))
        assert server.recipients == ["0612345678@sms.example"]

    def test_that_refuses_for_good_is_believed(self, server):
        server.to_recipients = "550 no such person"
        tell(To(person_id=someone()))

        assert send_some(SMTP) is False

        assert rows("SELECT state, failed_with, tries FROM messages_message") == [("FAILED", "smtp-550", 1)]

    @pytest.mark.parametrize("answer", ["to_recipients", "to_mails"])
    def test_that_refuses_for_now_is_asked_five_times_within_hours(self, server, answer):
        setattr(server, answer, "451 busy")
        tell(To(person_id=someone()))

        tries, passed = {}, 0
        for minute in (0, 5, 6, 23, 24, 77, 78, 239, 240, 600):
            let_pass(minutes=minute - passed)
            send_some(SMTP)
            tries[minute], passed = messages("tries")[0], minute

        assert tries == {0: 1, 5: 1, 6: 2, 23: 2, 24: 3, 77: 3, 78: 4, 239: 4, 240: 5, 600: 5}
        assert rows("SELECT state, failed_with, tries FROM messages_message") == [("FAILED", "smtp-451", 5)]

    def test_that_hangs_up_leaves_a_message_of_which_nothing_is_known(self, server):
        server.to_mails = ""
        tell(To(person_id=someone()))

        with pytest.raises(Exception, match="unexpectedly closed"):
            send_some(SMTP)
        send_some(SMTP)

        assert len(server.mails) == 1
        assert rows("SELECT state, failed_with FROM messages_message") == [("SENDING", "SMTPServerDisconnected")]

    def test_that_is_away_gets_it_later(self, server, settings):
        tell(To(person_id=someone()))
        settings.EMAIL_PORT = 1

        for _each in range(6):
            with pytest.raises(Unreachable):
                send_some(SMTP)

        assert rows("SELECT state, tries FROM messages_message") == [("QUEUED", 0)]

    @pytest.mark.parametrize(
        ("answer", "said"),
        [
            ("to_callers", "554 no service here"),
            ("to_hellos", "550 who are you"),
            ("to_senders", "550 5.7.1 sender rejected"),
            ("to_senders", "530 5.7.0 authentication required"),
            ("to_senders", "451 later"),
            ("to_recipients", "530 5.7.0 authentication required"),
            ("to_mails", "530 5.7.0 authentication required"),
        ],
    )
    def test_that_takes_nothing_from_us_says_nothing_of_a_message(self, server, answer, said):
        setattr(server, answer, said)
        tell_many(2)

        for _each in range(6):
            with pytest.raises(Unreachable):
                send_some(SMTP)
        assert rows("SELECT DISTINCT state, tries FROM messages_message") == [("QUEUED", 0)]
        assert said[:3] in "".join(messages("failed_with"))

        setattr(server, answer, "250 OK" if answer != "to_callers" else "220 test")
        send_some(SMTP)
        assert messages() == ["SENT", "SENT"]

    def test_that_does_not_know_our_password_says_nothing_of_a_message(self, server, settings):
        settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "pas", "wrong"
        server.to_hellos = "250-test\r\n250 AUTH PLAIN"
        server.to_logins = "535 5.7.8 wrong"
        tell(To(person_id=someone()))

        with pytest.raises(Unreachable):
            send_some(SMTP)

        assert rows("SELECT state, tries, failed_with FROM messages_message") == [
            ("QUEUED", 0, "SMTPAuthenticationError 535")
        ]

    def test_gets_an_id_of_our_domain_also_from_a_sender_with_a_name(self, server):
        tell(To(person_id=someone()))

        send_some(Smtp(sender="Gemeente Voorbeeldstad <pas@voorbeeldstad.example>"))

        [mail], [message] = server.mails, ids()
        assert f"Message-ID: <{message}@voorbeeldstad.example>\n" in mail
        assert "From: Gemeente Voorbeeldstad <pas@voorbeeldstad.example>\n" in mail

    def test_never_sees_an_address_that_cannot_stand_in_a_mail(self, server):
        tell(To(officer_id=an_officer(), email="a@b.example\nBcc: c@d.example"))

        send_some(SMTP)

        assert (messages(), messages("failed_with"), server.mails) == (["FAILED"], ["mail-unusable"], [])


class Fatal:
    """Ends the process at the worst moment: after the message was handed over, before that was written down."""

    channels = frozenset(Channel)

    def deliver(self, message):
        os._exit(9)


class TestAtMostOnce:
    def test_holds_when_the_worker_dies_in_the_middle(self):
        tell(To(person_id=someone()))

        worker, _pipe = start(lambda _number, _pipe: send_some(Fatal()), 0)
        worker.join(60)
        assert worker.exitcode == 9
        send_some(Inbox())

        assert messages() == ["SENDING"]


class TestAgain:
    def test_sends_what_a_person_says_must_go_out_again(self, server):
        server.to_recipients = "550 no such person"
        tell(To(person_id=someone()))
        send_some(SMTP)
        [message] = ids()
        server.to_recipients = "250 OK"

        send_again(message_id=message, actor=TEST, on=DAY)
        send_some(SMTP)

        assert messages() == ["SENT"]
        assert [act.subject for act in told("message.sent_again")] == [message]
        assert len(rows("SELECT id FROM outbox_job")) == 2

    def test_is_refused_for_what_was_sent_or_is_not_there(self):
        tell(To(person_id=someone()))
        send_some(Inbox())

        with pytest.raises(NotAllowedInState):
            send_again(message_id=ids()[0], actor=TEST, on=DAY)
        with pytest.raises(MessageUnknown):
            send_again(message_id=uuid4(), actor=TEST, on=DAY)


class TestLetters:
    def test_are_written_and_noted_once(self):
        tell(To(person_id=someone(email="")))

        [(letter_id, letter)] = list_letters()
        assert [note_printed(message_ids=[letter_id], actor=TEST, on=DAY) for _ in range(2)] == [1, 0]

        assert letter.to == ("Noor de Vries", "1234 AB 5")
        assert "20 november 2026" in as_text(letter)
        assert (messages(), list_letters()) == (["SENT"], [])


class TestManyThatAreRefusedForNow:
    def test_have_one_try_each_until_their_pause_is_over(self, server):
        server.to_recipients = "451 greylisted"
        tell_many(25)

        assert [send_some(SMTP) for _step in range(4)] == [True, False, False, False]

        assert rows("SELECT state, tries, count(*) FROM messages_message GROUP BY 1, 2") == [("QUEUED", 1, 25)]
        assert len(server.recipients) == 25
        assert timedelta(minutes=5) < find_pause(SMTP) <= PAUSES[0]

    def test_go_out_when_their_pause_is_over(self, server):
        server.to_recipients = "451 greylisted"
        tell_many(25)
        send_some(SMTP, most=25)
        server.to_recipients = "250 OK"

        let_pass(minutes=5)
        assert (send_some(SMTP), set(messages())) == (False, {"QUEUED"})
        let_pass(minutes=1)
        assert [send_some(SMTP) for _step in range(2)] == [True, False]

        assert rows("SELECT state, tries, count(*) FROM messages_message GROUP BY 1, 2") == [("SENT", 2, 25)]
        assert find_pause(SMTP) is None

    def test_do_not_hold_up_the_others(self, server):
        server.to_some = {f"n{number}@example.org": "451 greylisted" for number in range(22)}
        tell_many(22)
        send_some(SMTP)
        tell(To(person_id=someone()))
        let_pass(minutes=6)

        assert send_some(SMTP, most=3) is True

        assert "noor@example.org" in server.recipients[-3:]
        assert rows("SELECT state, tries, count(*) FROM messages_message GROUP BY 1, 2 ORDER BY 1, 2") == [
            ("QUEUED", 1, 22),
            ("SENT", 1, 1),
        ]

    def test_are_ripe_at_once_when_a_person_says_so(self, server):
        server.to_recipients = "451 greylisted"
        tell(To(person_id=someone()))
        for pause in (0, 6, 18, 54, 162):
            let_pass(minutes=pause)
            send_some(SMTP)
        assert messages() == ["FAILED"]

        send_again(message_id=ids()[0], actor=TEST, on=DAY)
        send_some(SMTP)

        assert rows("SELECT state, tries FROM messages_message") == [("QUEUED", 1)]

    def test_keep_their_tries_and_lose_their_pause_when_the_server_goes_away(self, server, settings):
        server.to_recipients = "451 greylisted"
        tell(To(person_id=someone()))
        send_some(SMTP)
        let_pass(minutes=6)
        port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1

        with pytest.raises(Unreachable):
            send_some(SMTP)
        settings.EMAIL_PORT, server.to_recipients = port, "250 OK"
        send_some(SMTP)

        assert rows("SELECT state, tries FROM messages_message") == [("SENT", 2)]


def do(job_id):
    perform(tenant.current(), job_id, worker="anna", pace=get_pace())


class TestTheJob:
    def step(self):
        return KINDS["send_messages"].step(None)

    def test_sends_twenty_at_a_time(self):
        for number in range(21):
            tell(To(person_id=someone(f"n{number}")))

        assert (self.step(), messages().count("SENT")) == (True, 20)
        assert (self.step(), messages().count("SENT")) == (False, 21)

    def test_rests_until_what_was_refused_for_now_is_ripe(self, server, settings):
        settings.MESSAGES_BY = "smtp"
        server.to_recipients = "451 greylisted"
        tell_many(2)

        with pytest.raises(NotYet) as first:
            self.step()
        let_pass(minutes=4)
        with pytest.raises(NotYet) as second:
            self.step()

        assert timedelta(minutes=5) < first.value.pause <= timedelta(minutes=6)
        assert timedelta(minutes=1) < second.value.pause <= timedelta(minutes=2)

    def test_of_many_that_are_refused_for_now_waits_for_them(self, server, settings):
        settings.MESSAGES_BY = "smtp"
        server.to_recipients = "451 greylisted"
        tell_many(25)
        [job_id, *_of_the_others] = jobs()

        do(job_id)
        found = jobs()[job_id]
        assert (found.state, found.tries, found.failed_with) == ("WAITING", 0, "messages-refused-for-now")
        assert timedelta(minutes=-6) <= found.due_ago < timedelta(minutes=-5)
        do(job_id)
        assert rows("SELECT state, tries, count(*) FROM messages_message GROUP BY 1, 2") == [("QUEUED", 1, 25)]

        server.to_recipients = "250 OK"
        let_pass(minutes=6)
        rows("UPDATE outbox_job SET next_try_at = next_try_at - interval '6 minutes'")
        do(job_id)
        assert (jobs()[job_id].state, set(messages())) == ("DONE", {"SENT"})

    def test_lets_them_wait_where_nobody_delivers(self, settings):
        settings.MESSAGES_BY = ""
        tell(To(person_id=someone()))

        assert (self.step(), messages()) == (False, ["QUEUED"])

    def test_asks_who_the_settings_say(self, settings):
        assert isinstance(get_deliverer(), Inbox)
        settings.MESSAGES_BY = "smtp"
        assert isinstance(get_deliverer(), Smtp)
