"""The pass on a phone: paired, turned each twenty seconds, also offline, and renewed by who has the key."""

import json
from datetime import datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from budgets.limits.limiting import RENEWALS
from budgets.passes.codes import Purpose, make_shown_code, step_at
from budgets.passes.operations import block, unblock
from budgets.passes.phones import PairedPhone
from tests.budgets.entitlements.town import rows
from tests.budgets.passes.town import pair
from tests.budgets.redemptions.town import show
from tests.builders import TEST
from tests.web.looking import Watched
from tests.web.test_pages import log_in
from tests.web.town import Site, a_browser, codes, enter

pytestmark = pytest.mark.usefixtures("database")
TODAY = timezone.localdate()


def now() -> datetime:
    return timezone.now()  # noqa: TID251 - a browser has no other clock.


def said(moment: datetime) -> int:
    return int(moment.timestamp() * 1_000)


def ask_to_renew(phone: PairedPhone, site: Site, *, client: Client | None = None, **other: object) -> dict[str, object]:
    at = now()
    town = site.municipality_id
    code = make_shown_code(town, phone.handle, step_at(at), key=phone.key, purpose=Purpose.RENEW)
    body = {"code": code, "clock": said(at)} | other
    asker = client or a_browser()
    answer = asker.post("/pas/telefoon/vernieuw", json.dumps(body), content_type="application/json")
    wait = {"wait": int(answer["Retry-After"])} if "Retry-After" in answer else {}
    return {"status": answer.status_code} | answer.json() | wait


def written() -> int:
    """Give how much stands in the trail of the town, in rows."""
    [(found,)] = rows("SELECT count(*) FROM trail_act")
    return int(found)


class TestPairing:
    def test_gives_a_key_once(self, site: Site) -> None:
        client = enter(site.noor.name)

        answer = client.post("/pas/telefoon", {"clock": said(now())}, content_type="application/json")

        assert set(answer.json()) == {"municipality", "handle", "key"}
        assert "no-store" in answer.headers["Cache-Control"]

    @pytest.mark.parametrize("clock", [None, "now", True, -1, 10**15, 1.5])
    def test_asks_what_the_clock_says(self, site: Site, clock: object) -> None:
        client = enter(site.noor.name)

        assert client.post("/pas/telefoon", {"clock": clock}, content_type="application/json").status_code == 400

    @pytest.mark.parametrize("body", ["", "[]", "{", "[" * 900, "x" * 2_000])
    def test_reads_no_other_body(self, site: Site, body: str) -> None:
        client = enter(site.noor.name)

        assert client.post("/pas/telefoon", body, content_type="application/json").status_code == 400

    def test_refuses_a_clock_that_is_a_day_off(self, site: Site) -> None:
        late = {"clock": said(now() - timedelta(days=2))}

        answer = enter(site.noor.name).post("/pas/telefoon", late, content_type="application/json")

        assert (answer.status_code, answer.json()) == (422, {"code": "clock-too-far"})


class TestTakingAPassAway:
    def test_lets_the_phone_that_shows_it_do_so_no_more(self, site: Site) -> None:
        phone, client = pair(site.noors_pass.id, clock=now(), on=TODAY, at=now()), enter(site.noor.name)
        assert "Haal mijn pas van die telefoon" in client.get("/pas").content.decode()

        assert client.post("/pas/telefoon/weg").headers["Location"] == "/pas"

        assert ask_to_renew(phone, site) == {"status": 422, "code": "pass-unknown"}
        assert "Haal mijn pas van die telefoon" not in client.get("/pas").content.decode()

    @pytest.mark.slow
    def test_is_a_button_of_the_page(self, watched: Watched, site: Site) -> None:
        pair(site.noors_pass.id, clock=now(), on=TODAY, at=now())
        page = watched.open("/pas")
        log_in(page, site.noor.name)
        watched.check("pass-on-a-phone-nl")

        page.get_by_role("button", name="Haal mijn pas van die telefoon").click()

        expect(page.get_by_text("Je pas staat op een telefoon")).to_have_count(0)

    def test_asks_an_account(self, site: Site) -> None:
        phone, client = pair(site.noors_pass.id, clock=now(), on=TODAY, at=now()), a_browser()
        client.post("/pas/code-vragen", {"number": site.noors_pass.number})
        client.post("/pas/code", {"code": codes()[0]})

        assert "Haal mijn pas van die telefoon" not in client.get("/pas").content.decode()
        assert client.post("/pas/telefoon/weg").status_code == 403
        assert ask_to_renew(phone, site)["status"] == 200


class TestRenewing:
    def test_gives_the_handle_to_who_has_the_key(self, site: Site) -> None:
        phone = pair(site.noors_pass.id, clock=now(), on=TODAY, at=now())

        assert ask_to_renew(phone, site) == {"status": 200, "handle": phone.handle}

    def test_refuses_who_has_not(self, site: Site) -> None:
        phone = pair(site.noors_pass.id, clock=now(), on=TODAY, at=now())
        other = PairedPhone(phone.id, phone.handle, bytes(32))

        assert ask_to_renew(other, site) == {"status": 422, "code": "pass-unknown"}

    @pytest.mark.parametrize("code", ["", "00000", "x" * 500, "0" * 43, 7, None])
    def test_refuses_what_is_no_code(self, site: Site, code: object) -> None:
        phone = pair(site.noors_pass.id, clock=now(), on=TODAY, at=now())

        assert ask_to_renew(phone, site, code=code)["status"] in (400, 422)

    def test_in_vain_is_stopped_after_so_many_and_writes_nothing_then(self, site: Site) -> None:
        phone, client = pair(site.noors_pass.id, clock=now(), on=TODAY, at=now()), a_browser()
        other = PairedPhone(phone.id, phone.handle, bytes(32))
        told = [ask_to_renew(other, site, client=client)["status"] for _ in range(RENEWALS.most)]
        before = written()

        stopped = ask_to_renew(other, site, client=client)

        assert told == [422] * RENEWALS.most
        assert (stopped["status"], stopped["code"], written()) == (429, "too-many-tries", before)
        assert 0 < int(str(stopped["wait"])) <= 600
        assert ask_to_renew(phone, site, client=a_browser())["status"] == 200

    def test_in_vain_is_counted_also_where_no_municipality_is_named(self, site: Site) -> None:
        phone, client = pair(site.noors_pass.id, clock=now(), on=TODAY, at=now()), a_browser()
        for _ in range(RENEWALS.most):
            assert ask_to_renew(phone, site, client=client, code="0" * 43)["status"] == 422

        assert ask_to_renew(phone, site, client=client, code="0" * 43)["status"] == 429

    def test_is_not_counted_where_it_succeeds(self, site: Site) -> None:
        phone, client = pair(site.noors_pass.id, clock=now(), on=TODAY, at=now()), a_browser()
        other = PairedPhone(phone.id, phone.handle, bytes(32))
        for _ in range(RENEWALS.most - 1):
            ask_to_renew(other, site, client=client)

        assert [ask_to_renew(phone, site, client=client)["status"] for _ in range(5)] == [200] * 5


def put_on_phone(watched: Watched, site: Site) -> Page:
    page = watched.open("/pas")
    log_in(page, site.noor.name)
    page.get_by_role("link", name="Laat mijn pas zien").click()
    expect(page.get_by_text("Je pas staat nog niet op deze telefoon.")).to_be_visible()
    return page


def typed(page: Page) -> str:
    return page.locator("#typed").text_content() or ""


@pytest.mark.slow
class TestAPhone:
    def test_shows_a_code_that_tills_take(self, watched: Watched, site: Site) -> None:
        page = put_on_phone(watched, site)
        watched.check("phone-pairing-nl")

        page.get_by_role("button", name="Zet mijn pas op deze telefoon").click()
        expect(page.get_by_role("img", name="QR-code van je pas")).to_be_visible()
        watched.check("phone-nl")

        shown = show(typed(page), on=TODAY, at=now())
        assert (shown.pass_id, shown.device_id is None) == (site.noors_pass.id, False)

    def test_shows_it_offline_and_after_a_restart(self, watched: Watched, site: Site, context: BrowserContext) -> None:
        page = put_on_phone(watched, site)
        page.get_by_role("button", name="Zet mijn pas op deze telefoon").click()
        expect(page.get_by_role("img", name="QR-code van je pas")).to_be_visible()
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")

        context.set_offline(True)
        page.close()
        again = context.new_page()
        again.goto(f"{watched.served}/pas/toon")

        expect(again.get_by_role("img", name="QR-code van je pas")).to_be_visible()
        expect(again.get_by_text("Geen internet. Je code werkt gewoon.")).to_be_visible()
        assert show(typed(again), on=TODAY, at=now()).pass_id == site.noors_pass.id
        context.set_offline(False)

    def test_keeps_a_key_that_nothing_can_read_out(self, watched: Watched, site: Site) -> None:
        page = put_on_phone(watched, site)
        page.get_by_role("button", name="Zet mijn pas op deze telefoon").click()
        expect(page.get_by_role("img", name="QR-code van je pas")).to_be_visible()

        kept = page.evaluate(
            """async () => {
                const { load } = await import("/static/participant/store.js");
                const { key } = await load();
                const read = await crypto.subtle.exportKey("raw", key).then(() => "read", () => "refused");
                return [key.extractable, read];
            }"""
        )

        assert kept == [False, "refused"]

    def test_says_that_a_blocked_pass_does_not_work_and_shows_it_when_it_does(
        self, watched: Watched, site: Site
    ) -> None:
        page = put_on_phone(watched, site)
        page.get_by_role("button", name="Zet mijn pas op deze telefoon").click()
        expect(page.get_by_role("img", name="QR-code van je pas")).to_be_visible()

        block(pass_id=site.noors_pass.id, actor=TEST, on=TODAY)
        page.reload()
        expect(page.get_by_text("Je pas werkt nu niet op deze telefoon.")).to_be_visible()
        watched.check("phone-ended-nl")

        unblock(pass_id=site.noors_pass.id, actor=TEST, on=TODAY)
        page.reload()
        expect(page.get_by_role("img", name="QR-code van je pas")).to_be_visible()

    def test_asks_to_log_in_again_where_the_session_is_over(self, watched: Watched, site: Site) -> None:
        page = put_on_phone(watched, site)
        # What the browser asks behind the page is answered first: in a session that ends meanwhile it would get a 400.
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        # There, and not in the browser: a late answer would bring back a cookie that was taken from it.
        Session.objects.all().delete()

        page.get_by_role("button", name="Zet mijn pas op deze telefoon").click()

        expect(page.get_by_label("Inlognaam")).to_be_visible()
