"""What Prometheus is told: figures of each municipality and of the installation, numbers about work, never about a
person. They are read from the database when they are asked for, so that every web process answers the same.

A new figure is a line in OF_A_MUNICIPALITY or OF_THE_INSTALLATION.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.exposition import generate_latest
from prometheus_client.registry import Collector

from budgets.messages.queries import count_unsent
from budgets.operation import reading
from budgets.outbox.heartbeats import list_pulses
from budgets.outbox.queries import Backlog, get_backlog
from budgets.trail.figures import Verified, find_last_verification, get_booked, get_refused
from ledger import outbox, tenant
from ledger.models import Municipality

Values = dict[tuple[str, ...], float]
"""What was read: a number for each combination of the labels."""
Family = CounterMetricFamily | GaugeMetricFamily


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure: its name and labels for Prometheus, what it says, and how it is read; a counter only ever grows.

    One of a municipality is read from a `Town`, one of the installation from nothing.
    """

    name: str
    says: str
    read: Callable[..., Values]
    labels: tuple[str, ...] = ()
    family: type[Family] = GaugeMetricFamily


@dataclass(frozen=True, slots=True)
class Town:
    """What several figures of a municipality are made of, so that it is read once."""

    backlog: Backlog
    verified: Verified | None


def _bookings(_town: Town) -> Values:
    return {(act,): entries for act, entries in get_booked().items()}


def _refusals(_town: Town) -> Values:
    return {(code,): times for code, times in get_refused().items()}


def _queues(town: Town) -> Values:
    return {("ledger",): outbox.oldest_wait_s(), ("jobs",): town.backlog.oldest.total_seconds()}


def _jobs(town: Town) -> Values:
    backlog = town.backlog
    return {("waiting",): backlog.waiting, ("running",): backlog.running, ("dead",): backlog.dead}


def _messages(_town: Town) -> Values:
    return {(state.lower(),): messages for state, messages in count_unsent().items()}


def _breaches(town: Town) -> Values:
    return {(invariant,): rows for invariant, rows in town.verified.breaches.items()} if town.verified else {}


def _verified(town: Town) -> Values:
    return {(): town.verified.at.timestamp()} if town.verified else {}


def _worker_seen() -> Values:
    pulses = list_pulses()
    return {(): min(pulse.seen_ago for pulse in pulses).total_seconds()} if pulses else {}


OF_A_MUNICIPALITY = (
    Figure(
        "grondslag_bookings",
        "Journal entries, counted when the worker takes them from the outbox: behind by grondslag_queue_age_seconds.",
        _bookings,
        ("act",),
        CounterMetricFamily,
    ),
    Figure(
        "grondslag_refusals",
        "Operations that were refused, by the code of the refusal, as the trail has them.",
        _refusals,
        ("code",),
        CounterMetricFamily,
    ),
    Figure(
        "grondslag_queue_age_seconds",
        "How long the oldest that is due waits: entries in the outbox of the ledger, or jobs. 0 when nothing waits.",
        _queues,
        ("queue",),
    ),
    Figure(
        "grondslag_jobs", "Jobs that are not done; a dead one was given up and waits for a person.", _jobs, ("state",)
    ),
    Figure(
        "grondslag_messages",
        "Messages that did not go out; failed was refused and sending got no answer: both stay so until a person acts.",
        _messages,
        ("state",),
    ),
    Figure(
        "grondslag_invariant_breaches",
        "Rows that broke an invariant at the last verification, whose time is grondslag_verified_timestamp_seconds.",
        _breaches,
        ("invariant",),
    ),
    Figure("grondslag_verified_timestamp_seconds", "When the books were last verified; absent when never.", _verified),
)
OF_THE_INSTALLATION = (
    Figure(
        "grondslag_worker_seen_seconds",
        "How long ago any worker gave a sign of life; absent when none is known.",
        _worker_seen,
    ),
)


def write_figures() -> bytes:
    """Give all figures in the text format of Prometheus."""
    registry = CollectorRegistry()
    registry.register(_Figures())
    return generate_latest(registry)


class _Figures(Collector):
    def collect(self) -> Iterator[Family]:
        towns = {each.code: _read_all(each.id) for each in Municipality.objects.order_by("code")}
        for figure in OF_A_MUNICIPALITY:
            family = figure.family(figure.name, figure.says, labels=("municipality", *figure.labels))
            for code, read in towns.items():
                for labels, value in read[figure.name].items():
                    family.add_metric([code, *labels], value)
            yield family
        for figure in OF_THE_INSTALLATION:
            family = figure.family(figure.name, figure.says, labels=figure.labels)
            for labels, value in figure.read().items():
                family.add_metric(labels, value)
            yield family


def _read_all(municipality_id: int) -> dict[str, Values]:
    with tenant.serving(municipality_id):
        return _read_of_served()


@reading
def _read_of_served() -> dict[str, Values]:
    town = Town(get_backlog(), find_last_verification())
    return {figure.name: figure.read(town) for figure in OF_A_MUNICIPALITY}
