"""How fast tills are served over HTTP, beside what the same server and the same function can do: `measure_till(…)`, or
alone `python -m ops.bench_till [--workers N] [--threads N] [--seconds N] [--json]`.

The server is granian with the settings of production, in processes of its own; the tills are another process
(`bench_load`). Each call authorises and captures one purchase: of one of many passes, by one of many tills.
"""

import argparse
import json
import multiprocessing
import os
import random
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid4

import django

os.environ.setdefault("GRONDSLAG_VAR", "var/bench")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ops.settings.development")
os.environ.setdefault("GRONDSLAG_LOG_LEVEL", "WARNING")  # of this process; the server logs as in production
django.setup()

from django.conf import settings  # noqa: E402  (the applications must be set up first)
from django.core.management import call_command  # noqa: E402
from django.db import connection, connections  # noqa: E402

from budgets.entitlements.asking import AwardLine  # noqa: E402
from budgets.entitlements.operations import award  # noqa: E402
from budgets.funding.operations import deposit, open_fund  # noqa: E402
from budgets.jobs.period_run import run_period  # noqa: E402
from budgets.operation import Actor, municipal_transaction  # noqa: E402
from budgets.parties.models import Officer, Organisation, Person  # noqa: E402
from budgets.parties.operations import open_municipality  # noqa: E402
from budgets.passes.codes import PrintedCode, make_number, make_printed_code, read_code  # noqa: E402
from budgets.passes.models import Pass  # noqa: E402
from budgets.redemptions.operations import Ask, redeem  # noqa: E402
from budgets.schemes.operations import adopt_scheme  # noqa: E402
from budgets.shops.codes import digest_of_token, make_token  # noqa: E402
from budgets.shops.models import Approval, Location, PairingCode, Shop, Till  # noqa: E402
from budgets.shops.queries import TillAtHand  # noqa: E402
from ledger import tenant  # noqa: E402
from ledger.amount import Amount, Unit  # noqa: E402
from ops import embedded  # noqa: E402
from ops.bench_load import Load  # noqa: E402

BENCH = Actor("bench")
IBAN = "NL91ABNA0417164300"
PEOPLE, SHOPS, CLIENTS, RATE, FUNCTION_CLIENTS = 2_000, 100, (8, 32), 300.0, 8
LEAST_PER_SECOND, MOST_P99_MS = 1_000.0, 50.0
CREATED, SENT_AWAY = 201, 400
WORKERS, THREADS = 2, 4
"""Processes and their threads, as `ops/runbooks/start.md` has them."""
PLENTY = Amount(10**12, Unit.EUR)
TERMS = {"budgets": {"vrij": {"amount": "100000.00"}}}


@dataclass(frozen=True)
class Purchase:
    """Who pays where: the code of a pass, the token of a till, and what the function is told of both."""

    code: str
    token: str
    pass_id: UUID
    person_id: UUID
    till: TillAtHand


@dataclass(frozen=True)
class TillResult:
    """What tills were answered in one way of asking: calls a second and milliseconds; and processor seconds a call."""

    name: str
    per_second: float
    errors: int = 0
    p50_ms: float = 0.0
    p99_ms: float = 0.0
    cpu_ms: float = 0.0
    least_per_second: float = 0.0
    most_p99_ms: float | None = None

    @property
    def misses_its_goal(self) -> bool:
        too_late = self.most_p99_ms is not None and self.p99_ms > self.most_p99_ms
        return self.errors > 0 or self.per_second < self.least_per_second or too_late


def measure_till(seconds: float, *, workers: int = WORKERS, threads: int = THREADS) -> list[TillResult]:
    """This will open a market, serve it, and measure the ways of asking one after another.

    Autovacuum looks as often as PostgreSQL has it by itself: each second, as for demos, one in a hundred waits for it.
    """
    connections.close_all()
    embedded.stop(settings.VAR)
    embedded.ensure_running(settings.VAR, naptime="1min")
    municipality_id = open_municipality(
        code=f"t{uuid4().hex}"[:40], name="Bench", iban=IBAN, actor=BENCH, on=date(_today().year, 1, 1)
    )
    with tenant.serving(municipality_id):
        purchases = _market()
        with connections["owner"].cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        found = [_by_function("the function alone", _ask_function, purchases, seconds)]
        found.append(_by_function("redeem(), from Python", _redeem, purchases, seconds))
    connections.close_all()
    with serving(workers, threads) as (port, *roots):
        found += [_by_http(name, load, *roots) for name, load in _loads(port, purchases, seconds)]
    return found


def _loads(port: int, purchases: list[Purchase], seconds: float) -> Iterator[tuple[str, Load]]:
    paying = [_request(each) for each in purchases]
    empty = [_request(each, keyed=False) for each in purchases]
    for clients in CLIENTS:
        yield f"known and sent away, {clients} tills", Load(port, clients, seconds, empty, expected=SENT_AWAY)
        yield f"a purchase, {clients} tills", Load(port, clients, seconds, paying)
    yield f"a purchase, {RATE:.0f} a second", Load(port, max(CLIENTS), 2 * seconds, paying, RATE)


def _request(purchase: Purchase, *, keyed: bool = True) -> str:
    """Give a request as it goes over the line; without a key it is sent away before the books are asked."""
    body = json.dumps({"pas": purchase.code, "bedrag": 1})
    lines = [
        "POST /api/kassa/v1/bestedingen HTTP/1.1",
        "Host: 127.0.0.1",
        "X-Forwarded-Proto: https",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        f"Authorization: Bearer {purchase.token}",
        *(["Idempotency-Key: <key>"] if keyed else []),
    ]
    return "\r\n".join([*lines, "", body])


def _by_http(name: str, load: Load, *roots: int) -> TillResult:
    begun = _cpu_seconds(*roots)
    told = subprocess.run(
        [sys.executable, "-m", "ops.bench_load"],
        input=json.dumps(asdict(load)),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    said = json.loads(told.stdout)
    spent = 1_000 * (_cpu_seconds(*roots) - begun) / max(1, said["asked"])
    found = TillResult(name, said["per_second"], said["errors"], said["p50_ms"], said["p99_ms"], round(spent, 2))
    if load.expected != CREATED:
        return found
    least, most = (0.95 * load.rate, MOST_P99_MS) if load.rate else (LEAST_PER_SECOND, None)
    return replace(found, least_per_second=least, most_p99_ms=most)


def _cpu_seconds(*roots: int) -> float:
    """Give what processes and all below them used until now, whoever else used the machine."""
    parents, ticks = {}, {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = stat.read_text().rpartition(")")[2].split()
            pid = int(stat.parent.name)
            parents[pid], ticks[pid] = int(fields[1]), sum(map(int, fields[11:15]))
    ours = set(roots)
    while below := {pid for pid, parent in parents.items() if parent in ours} - ours:
        ours |= below
    return sum(ticks.get(pid, 0) for pid in ours) / os.sysconf("SC_CLK_TCK")


def _by_function(name: str, act: Any, purchases: list[Purchase], seconds: float) -> TillResult:
    connections.close_all()
    with multiprocessing.get_context("fork").Pool(FUNCTION_CLIENTS) as pool:
        done = pool.map(partial(_client, act, purchases, seconds), range(FUNCTION_CLIENTS), chunksize=1)
    return TillResult(f"{name}, {FUNCTION_CLIENTS} clients", round(sum(done), 1))


def _client(act: Any, purchases: list[Purchase], seconds: float, seed: int) -> float:
    dice = random.Random(seed)  # noqa: S311
    for _ in range(20):
        act(dice.choice(purchases))
    begun, done = time.monotonic(), 0
    while time.monotonic() < begun + seconds:
        act(dice.choice(purchases))
        done += 1
    return done / (time.monotonic() - begun)


def _redeem(purchase: Purchase) -> None:
    at = datetime.now(UTC)
    redeem(till=purchase.till, key=uuid4().hex, ask=Ask(purchase.code, 1), actor=BENCH, on=at.date(), at=at).given()


def _ask_function(purchase: Purchase) -> None:
    at, till = datetime.now(UTC), purchase.till
    told = {
        "pass": purchase.pass_id, "person": purchase.person_id, "device": None, "step": None, "shown_by": "CARD",
        "pin": None, "day_limit": None, "till": till.till_id, "location": till.location_id, "shop": till.shop_id,
        "amount": 1, "unit": "EUR", "activity": "", "split": False, "reserve": False, "reference": "",
        "day": at.date(), "at": at,
    }  # fmt: skip
    said = {"actor": "bench", "origin": "", "day": at.date(), "at": at, "subject": None}
    with municipal_transaction(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT redemptions_authorise(%s, %s, %s, %s::jsonb, %s::jsonb)",
            [tenant.current(), uuid4().hex, b"bench", json.dumps(told, default=str), json.dumps(said, default=str)],
        )
        [(answer,)] = cursor.fetchall()
    if "refused" in (answer if isinstance(answer, dict) else json.loads(answer)):
        raise RuntimeError(answer)


# The market.


def _today() -> date:
    return datetime.now(UTC).date()


def _market() -> list[Purchase]:
    people, tills = _people(), _tills()
    dice = random.Random(7)  # noqa: S311
    purchases = []
    for code, pass_id, person_id in people:
        token, till = dice.choice(tills)
        purchases.append(Purchase(code, token, pass_id, person_id, till))
    return purchases


def _people() -> list[tuple[str, UUID, UUID]]:
    begins = date(_today().year, 1, 1)
    adopt_scheme(scheme_code="stadspas", terms=TERMS, actor=BENCH, on=begins)
    fund = open_fund(code="bench", name="Bench", scheme_code="stadspas", actor=BENCH, on=begins)
    deposit(fund_id=fund.id, amount=PLENTY, reference="1", actor=BENCH, on=begins)
    with municipal_transaction():
        made = [Person(client_number=str(n), first_name="N", last_name="V", born_on=begins) for n in range(PEOPLE)]
        Person.objects.bulk_create(made)
    lines = [AwardLine(number=1, person_id=row.id, scheme_code="stadspas", starts_on=begins) for row in made]
    for first in range(0, PEOPLE, 1_000):
        award(lines=lines[first : first + 1_000], actor=BENCH, on=begins)
    run_period(scheme_code="stadspas", actor=BENCH, on=_today())
    codes = [make_printed_code(tenant.current()) for _ in made]
    passes = [_pass(row.id, code, begins) for row, code in zip(made, codes, strict=True)]
    with municipal_transaction():
        # Of so many random numbers two may be alike: the second is left out.
        Pass.objects.bulk_create(passes, ignore_conflicts=True)
        there = set(Pass.objects.values_list("id", flat=True))
    return [(code, row.id, row.person_id) for row, code in zip(passes, codes, strict=True) if row.id in there]


def _pass(person_id: UUID, code: str, on: date) -> Pass:
    read = read_code(code)
    if not isinstance(read, PrintedCode):
        raise TypeError
    number = make_number(tenant.current())
    return Pass(person_id=person_id, code_hash=read.digest, number=number, issued_on=on, day_limit_minor=PLENTY.minor)


def _tills() -> list[tuple[str, TillAtHand]]:
    on, at, numbers = _today(), datetime.now(UTC), range(SHOPS)
    with municipal_transaction():
        officer = Officer.objects.create(code="bench", name="Bench")
        organisations = [Organisation(rsin=f"{n:09}", name="Bench", kind="OTHER") for n in numbers]
        Organisation.objects.bulk_create(organisations)
        shops = [
            Shop(
                organisation=organisations[n],
                code=f"s{n}",
                kvk_number=f"{n:08}",
                email=f"s{n}@example.org",
                applied_on=on,
            )
            for n in numbers
        ]
        Shop.objects.bulk_create(shops)
        Shop.objects.all().update(state="APPROVED", approved_by=officer, approved_on=on)
        Approval.objects.bulk_create(
            Approval(shop=shop, scheme="stadspas", valid_from=on, approved_by=officer) for shop in shops
        )
        places = [Location(shop=shop, code="1", name="Bench") for shop in shops]
        Location.objects.bulk_create(places)
        pairings = [PairingCode(location=each, code_hash=uuid4().hex, valid_until=at, used_at=at) for each in places]
        PairingCode.objects.bulk_create(pairings)
        tokens = [make_token(tenant.current()) for _ in numbers]
        tills = [
            Till(
                location=places[n],
                pairing_code=pairings[n],
                name="Kassa",
                token_hash=digest_of_token(tokens[n]),
                paired_at=at,
            )
            for n in numbers
        ]
        Till.objects.bulk_create(tills)
    return [(tokens[n], TillAtHand(tills[n].id, places[n].id, shops[n].id, "APPROVED")) for n in numbers]


# The server.


@contextmanager
def serving(workers: int, threads: int) -> Iterator[tuple[int, int, int]]:
    """This will serve as in production; gives the port, and the first process of the web and of the database."""
    port, postmaster = _free_port(), embedded.read_postmaster()
    if postmaster is None:
        raise RuntimeError("the bench measures a server of its own")
    command = [
        str(Path(sys.executable).parent / "granian"), "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
        "--workers", str(workers), "--blocking-threads", str(threads), "--backpressure", "512",
        "--log-level", "warning", "ops.wsgi:application",
    ]  # fmt: skip
    with (Path(settings.VAR) / "web.log").open("wb") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log, env=_environment())  # noqa: S603
        try:
            _wait_for(port, server)
            yield port, server.pid, postmaster.pid
        finally:
            server.terminate()
            server.wait(timeout=30)


def _environment() -> dict[str, str]:
    given = connections["default"].settings_dict
    place = f"host={quote(str(given['HOST']), safe='')}&port={given['PORT'] or 5432}"
    told = {
        "DJANGO_SETTINGS_MODULE": "ops.settings.production",
        "DATABASE_URL": f"postgresql://{given['USER']}@/{given['NAME']}?{place}",
        "SECRET_KEY": uuid4().hex * 2,
        "PASS_KEY": uuid4().hex * 2,
        "ALLOWED_HOSTS": "127.0.0.1",
        "GRONDSLAG_LOG_LEVEL": "INFO",
    }
    return {**os.environ, **told}


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while True:
        if server.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"the server does not answer; see {settings.VAR}/web.log")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return


def show_till(found: list[TillResult]) -> str:
    """Write what tills were answered for people to read."""
    lines = [f"{'':38}{'per second':>11}{'errors':>8}{'p50 ms':>8}{'p99 ms':>8}{'cpu ms':>8}"]
    for each in found:
        line = f"{each.name:38}{each.per_second:>11,.0f}{each.errors:>8}"
        if each.p99_ms:
            line += f"{each.p50_ms:>8.1f}{each.p99_ms:>8.1f}{each.cpu_ms:>8.2f}"
        lines.append(line)
    lines.append(
        f"goals: ≥ {LEAST_PER_SECOND:,.0f} a second without errors; p99 ≤ {MOST_P99_MS:.0f} ms at {RATE:.0f} a second"
    )
    return "\n".join(lines) + "\n"


def main(arguments: list[str]) -> int:
    """Measure and print; on a server of its own, which is stopped afterwards."""
    parser = argparse.ArgumentParser(prog="python -m ops.bench_till", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print the results as JSON")
    parser.add_argument("--seconds", type=float, default=5, help="how long each way of asking takes (5)")
    parser.add_argument("--workers", type=int, default=WORKERS, help="processes of the web server")
    parser.add_argument("--threads", type=int, default=THREADS, help="threads of each of them")
    given = parser.parse_args(arguments)
    if not embedded.is_running(settings.VAR):
        shutil.rmtree(settings.VAR, ignore_errors=True)
    embedded.ensure_running(settings.VAR)
    try:
        call_command("migrate", verbosity=0)
        found = measure_till(given.seconds, workers=given.workers, threads=given.threads)
    finally:
        connections.close_all()
        embedded.stop(settings.VAR)
    sys.stdout.write(json.dumps([asdict(each) for each in found], indent=2) + "\n" if given.json else show_till(found))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
