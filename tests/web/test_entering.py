"""Logging in: a person, an officer with a second step, and a pass by its number and a code."""

import re
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Event

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from budgets.access.operations import LoginAsked, end_login, give_login
from budgets.access.refusals import LoginExists, LoginNameUnusable, LoginUnknown
from budgets.operation import municipal_transaction, reading
from budgets.passes.codes import make_number
from budgets.passes.lifecycle import PassState
from budgets.passes.models import Pass
from budgets.passes.operations import is_easy, report_lost
from ledger import tenant
from tests.budgets.entitlements.town import rows
from tests.builders import TEST, an_officer
from tests.web.town import PASSWORD, Site, a_browser, a_site, codes, enter, second_step

pytestmark = pytest.mark.usefixtures("database")
TODAY = timezone.localdate()
LONG_OVER = datetime(2020, 1, 1, tzinfo=UTC)


def ask(site: Site, number: str = "", *, client: Client | None = None) -> Client:
    """Ask for a code by the number of a pass."""
    client = client or a_browser()
    client.post("/pas/code-vragen", {"number": number or site.noors_pass.number})
    return client


class TestALogin:
    def test_opens_the_page_of_a_person(self, site: Site) -> None:
        answer = enter(site.noor.name).get("/", follow=True)

        assert answer.redirect_chain[-1][0] == "/pas"
        assert "€\u00a01.060,00" in answer.content.decode()

    def test_is_asked_where_nobody_logged_in(self, site: Site) -> None:
        for page in ("/pas", "/gemeente", "/gemeente.json"):
            assert a_browser().get(page).headers["Location"] == f"/inloggen?next={page}"

    @pytest.mark.parametrize("act", ["blokkeer", "deblokkeer", "pincode", "telefoon/weg"])
    def test_that_ended_meanwhile_leads_to_the_page_and_not_to_an_act(self, site: Site, act: str) -> None:
        client = a_browser()
        asked = client.post(f"/pas/{act}").headers["Location"]

        answer = client.post(asked, {"login": site.noor.name, "password": PASSWORD}, follow=True)

        assert (answer.status_code, answer.redirect_chain[-1][0]) == (200, "/pas")

    def test_does_not_open_the_page_of_another(self, site: Site) -> None:
        officer = enter(site.fatima.name, totp_secret=site.fatima.totp_secret)

        assert enter(site.noor.name).get("/gemeente").status_code == 403
        assert officer.get("/pas").status_code == 403

    @pytest.mark.parametrize("name", ["noor", "noor@elders", "", "noor@"])
    def test_with_a_name_of_nobody_opens_nothing(self, site: Site, name: str) -> None:
        assert enter(name).get("/pas").status_code == 302

    def test_opens_the_municipality_that_its_name_ends_in_and_no_other(self, site: Site) -> None:
        with a_site() as other:
            name = site.noor.name.replace(site.noor.name.split("@")[1], other.noor.name.split("@")[1])

            assert name == other.noor.name
            assert other.noors_pass.number[:5] in enter(name).get("/pas").content.decode()

    def test_that_was_ended_opens_nothing_at_once(self, site: Site) -> None:
        client = enter(site.noor.name)

        end_login(name="noor", actor=TEST, on=TODAY)

        assert client.get("/pas").status_code == 403

    def test_ends_after_eight_hours_however_busy(self, site: Site) -> None:
        client = enter(site.noor.name)
        client.get("/pas")
        session = client.session
        session["began"] -= 8 * 60 * 60 + 1
        session.save()

        assert client.get("/pas").status_code == 302

    def test_ends_after_fifteen_minutes_without_a_page(self, site: Site) -> None:
        client = enter(site.noor.name)

        assert client.session.get_expiry_age() == 15 * 60

    def test_lets_sessions_go_that_are_over(self, site: Site) -> None:
        client = enter(site.noor.name)
        Session.objects.filter(pk=client.session.session_key).update(expire_date=LONG_OVER)

        enter(site.noor.name)

        assert not Session.objects.filter(expire_date=LONG_OVER).exists()

    def test_is_not_made_by_a_stranger(self, site: Site) -> None:
        assert a_browser().get("/signup/").status_code == 404


class TestGivingALogin:
    def test_again_gives_another_password(self, site: Site) -> None:
        give_login(asked=LoginAsked(name="noor", person_id=site.person_id), actor=TEST, on=TODAY)

        assert enter(site.noor.name, PASSWORD).get("/pas").status_code == 302

    def test_refuses_a_name_of_somebody_else(self, site: Site) -> None:
        with pytest.raises(LoginExists):
            give_login(asked=LoginAsked(name="noor", officer_id=an_officer("Fatima")), actor=TEST, on=TODAY)

    @pytest.mark.parametrize("name", ["", "n", "Noor", "noor@stad", "noor de vries", "n" * 41])
    def test_refuses_a_name_that_cannot_be_one(self, site: Site, name: str) -> None:
        with pytest.raises(LoginNameUnusable):
            give_login(asked=LoginAsked(name=name, person_id=site.person_id), actor=TEST, on=TODAY)

    def test_refuses_to_end_one_of_nobody(self, site: Site) -> None:
        with pytest.raises(LoginUnknown):
            end_login(name="niemand", actor=TEST, on=TODAY)


class TestAnOfficer:
    def test_gets_nowhere_without_the_second_step(self, site: Site) -> None:
        client = enter(site.fatima.name)

        assert client.get("/gemeente").headers["Location"] == "/inloggen?next=/gemeente"

    def test_gets_nowhere_with_a_wrong_second_step(self, site: Site) -> None:
        client = enter(site.fatima.name)
        right = second_step(site.fatima.totp_secret)

        client.post("/inloggen/stap-2", {"code": f"{(int(right) + 1) % 1_000_000:06}"})

        assert client.get("/gemeente").status_code == 302

    def test_sees_the_report_after_it(self, site: Site) -> None:
        client = enter(site.fatima.name, totp_secret=site.fatima.totp_secret)

        assert client.get("/gemeente").status_code == 200
        assert client.get("/gemeente.json").json()["people"] == 1

    def test_gets_nowhere_with_a_second_step_that_was_taken_before(self, site: Site) -> None:
        code = second_step(site.fatima.totp_secret)
        first, again = enter(site.fatima.name), enter(site.fatima.name)
        first.post("/inloggen/stap-2", {"code": code})
        cache.clear()  # As another process of the server has it.

        answer = again.post("/inloggen/stap-2", {"code": f" {code}"})

        assert (first.get("/gemeente").status_code, again.get("/gemeente").status_code) == (200, 302)
        assert 'role="alert"' in answer.content.decode()

    def test_has_a_secret_that_is_kept_sealed(self, site: Site, owner: object) -> None:
        from allauth.mfa.models import Authenticator

        kept = Authenticator.objects.get(user__username=site.fatima.name).data["secret"]

        assert site.fatima.totp_secret not in kept


class TestACodeBySight:
    def test_opens_what_is_on_the_pass(self, site: Site) -> None:
        client = ask(site)

        answer = client.post("/pas/code", {"code": codes()[0]}, follow=True)

        page = answer.content.decode()
        assert (answer.status_code, "€\u00a01.060,00" in page) == (200, True)
        assert ("Noor" in page, "Laatste aankopen" in page) == (False, False)

    def test_opens_nothing_any_more_to_who_comes_after_logging_out(self, site: Site) -> None:
        client = ask(site)
        client.post("/pas/code", {"code": codes()[0]})
        assert client.get("/pas").status_code == 200

        client.post("/uitloggen")

        assert client.get("/pas").status_code == 302

    def test_works_once(self, site: Site) -> None:
        client, other = ask(site), ask(site)
        session, asked = other.session, client.session["asked_code"]
        session["asked_code"] = asked
        session.save()
        [*_, code] = sorted(codes(), key=lambda each: client.post("/pas/code", {"code": each}).status_code == 302)

        assert other.post("/pas/code", {"code": code}).status_code == 400

    @pytest.mark.parametrize("nth", range(3))
    @pytest.mark.parametrize("times", [3, 4, 7])
    def test_that_was_sent_opens_the_pass_whichever_it_is_and_however_often_one_asked(
        self, site: Site, times: int, nth: int
    ) -> None:
        client = a_browser()
        for _ in range(times):
            ask(site, client=client)

        assert client.post("/pas/code", {"code": codes()[nth]}).headers.get("Location") == "/pas"

    def test_that_is_wrong_counts_for_each_that_was_sent(self, site: Site) -> None:
        client = a_browser()
        for _ in range(3):
            ask(site, client=client)
        sent = codes()
        wrong = next(each for each in map("{:06}".format, range(4)) if each not in sent)

        assert [client.post("/pas/code", {"code": wrong}).status_code for _ in range(5)] == [400] * 5
        assert rows("SELECT DISTINCT tries FROM access_sent_code") == [(5,)]
        assert [client.post("/pas/code", {"code": each}).status_code for each in sent] == [400] * 3

    def test_is_tried_as_often_as_before_where_another_was_asked_meanwhile(self, site: Site) -> None:
        client = ask(site)
        [first] = codes()
        wrong = f"{(int(first) + 1) % 1_000_000:06}"
        for _ in range(5):
            client.post("/pas/code", {"code": wrong})

        ask(site, client=client)

        assert client.post("/pas/code", {"code": first}).status_code == 400
        [second] = set(codes()) - {first}
        assert client.post("/pas/code", {"code": second}).status_code == 302

    @pytest.mark.parametrize("times", [1, 4])
    def test_costs_as_much_to_try_for_a_pass_that_is_not_there(self, site: Site, times: int) -> None:
        asked = []
        for number in (site.noors_pass.number, make_number(site.municipality_id)):
            client = a_browser()
            for _ in range(times):
                ask(site, number, client=client)
            with CaptureQueriesContext(connection) as made:
                client.post("/pas/code", {"code": "no code"})
            asked.append([each["sql"][:40] for each in made])

        assert asked[0] == asked[1]
        assert any("INSERT INTO trail_act" in each for each in asked[0])

    def test_is_of_no_use_after_five_wrong_ones(self, site: Site) -> None:
        client = ask(site)
        [right] = codes()
        wrong = f"{(int(right) + 1) % 1_000_000:06}"

        tried = [client.post("/pas/code", {"code": wrong}).status_code for _ in range(5)]

        assert tried == [400] * 5
        assert client.post("/pas/code", {"code": right}).status_code == 400

    def test_is_sent_three_times_in_a_quarter_of_an_hour_at_most(self, site: Site) -> None:
        for _ in range(5):
            assert ask(site).get("/pas/code").status_code == 200

        assert len(codes()) == 3

    def test_is_sent_three_times_at_most_also_to_who_asks_many_at_once(self, site: Site) -> None:
        def ask_beside_others(_nth: int) -> None:
            ask(site)
            connection.close()

        with ThreadPoolExecutor(8) as many:
            list(many.map(ask_beside_others, range(16)))

        assert len(codes()) == 3

    @pytest.mark.parametrize("number", ["00000 00000 00000", "123", "", "x" * 5000, "\0"])
    def test_is_not_asked_with_a_number_that_is_none(self, site: Site, number: str) -> None:
        assert a_browser().post("/pas/code-vragen", {"number": number}).status_code == 400

    def test_is_answered_alike_for_a_pass_that_is_not_there(self, site: Site) -> None:
        with a_site() as elsewhere:
            report_lost(pass_id=elsewhere.noors_pass.id, actor=TEST, on=TODAY)
            nobodys = make_number(elsewhere.municipality_id)
        there, not_there = a_browser(), a_browser()

        answers = [
            there.post("/pas/code-vragen", {"number": site.noors_pass.number}),
            not_there.post("/pas/code-vragen", {"number": nobodys}),
        ]

        assert {(each.status_code, each.headers["Location"]) for each in answers} == {(302, "/pas/code")}
        assert not_there.post("/pas/code", {"code": "000000"}).status_code == 400

    def test_does_not_unblock_nor_set_a_pin(self, site: Site) -> None:
        client = ask(site)
        client.post("/pas/code", {"code": codes()[0]})

        assert client.post("/pas/blokkeer").status_code == 302
        assert client.post("/pas/deblokkeer").status_code == 403
        assert client.post("/pas/pincode", {"pin": "2580"}).status_code == 403

    def test_is_asked_for_before_it_is_given(self, site: Site) -> None:
        assert a_browser().get("/pas/code").headers["Location"] == "/pas/code-vragen"


class TestAFormOfAnother:
    def test_is_refused(self, site: Site) -> None:
        client = Client(enforce_csrf_checks=True)

        answer = client.post("/pas/code-vragen", {"number": site.noors_pass.number})

        assert (answer.status_code, "Probeer het nog een keer" in answer.content.decode()) == (403, True)


class TestThePass:
    def test_gets_another_pin(self, site: Site) -> None:
        client = enter(site.noor.name)

        assert "2580" not in client.post("/pas/pincode", {"pin": "2580"}).headers["Location"]
        assert client.post("/pas/pincode", {"pin": "1234"}).status_code == 422

    @pytest.mark.parametrize("lang", ["nl", "en"])
    def test_says_of_a_pin_that_is_refused_which_ones_are(self, site: Site, lang: str) -> None:
        client = enter(site.noor.name)

        page = client.post("/pas/pincode", {"pin": "55555"}, headers={"Accept-Language": lang}).content.decode()

        told = re.search(r'role="alert">.*?</strong>(.*?)</p>', page)
        assert told is not None
        rows_of_digits = re.findall(r"\d+", told.group(1))
        assert [is_easy(each) for each in rows_of_digits] == [True, True]
        assert [each[0] < each[-1] for each in rows_of_digits] == [True, False]
        assert re.search({"nl": "alleen dezelfde cijfers", "en": "all the same"}[lang], told.group(1))
        assert re.search(r'<input[^>]*id="new-pin"[^>]*aria-invalid="true"', page)
        assert "aria-invalid" not in client.get("/pas").content.decode()

    def test_of_nobody_yet_is_said(self, site: Site) -> None:
        from tests.builders import a_person

        give_login(asked=LoginAsked(name="sem", person_id=a_person("Sem"), password=PASSWORD), actor=TEST, on=TODAY)
        name = site.noor.name.replace("noor@", "sem@")

        assert "Je hebt nog geen pas" in enter(name).get("/pas").content.decode()

    @pytest.mark.parametrize(("act", "was", "will_be"), [("blokkeer", 0, 1), ("deblokkeer", 1, 0)])
    def test_is_blocked_and_unblocked_by_who_presses_twice(self, site: Site, act: str, was: int, will_be: int) -> None:
        states, held = (PassState.ACTIVE, PassState.BLOCKED), Event()
        client, theirs = enter(site.noor.name), Pass.objects.filter(pk=site.noors_pass.id)
        if was:
            client.post("/pas/blokkeer")

        def press_first() -> None:
            with tenant.serving(site.municipality_id), municipal_transaction():
                theirs.select_for_update(no_key=True).get()
                held.set()
                time.sleep(0.5)
                theirs.update(state=states[will_be])
            connection.close()

        with ThreadPoolExecutor(1) as other:
            first = other.submit(press_first)
            held.wait(10)
            answer = client.post(f"/pas/{act}")
            first.result()

        assert (answer.status_code, reading(theirs.get)().state) == (302, states[will_be])

    def test_is_blocked_as_often_as_one_likes(self, site: Site) -> None:
        client = enter(site.noor.name)

        assert [client.post("/pas/blokkeer").status_code for _ in range(2)] == [302, 302]
        assert "geblokkeerd" in client.get("/pas").content.decode()
        assert [client.post("/pas/deblokkeer").status_code for _ in range(2)] == [302, 302]
        assert "geblokkeerd" not in client.get("/pas").content.decode()
