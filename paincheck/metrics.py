"""The signs of life in Prometheus' text format.

Read from the database at each scrape and kept nowhere: whichever web process is asked, the answer
is the same, and a stopped loop cannot take its own numbers with it. That is why the client's usual
counters in memory, and its files for several processes, are not used.
"""

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector

from paincheck.signs import Signs

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4


def exposition(signs: Signs) -> bytes:
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Families(signs))
    return generate_latest(registry)


class Families(Collector):
    """One family of numbers after the other. Ages are in seconds; 0 where nothing waits."""

    def __init__(self, signs: Signs) -> None:
        self.signs = signs

    def collect(self) -> Iterator[Metric]:
        yield from self._loops()
        yield from self._ages()
        yield from self._counts()
        yield from self._deliveries()

    def _loops(self) -> Iterator[Metric]:
        age = GaugeMetricFamily(
            "paincheck_heartbeat_age_seconds", "Since the loop was last round.", labels=["loop"]
        )
        late = GaugeMetricFamily(
            "paincheck_loop_late", "1 while the loop is silent for too long.", labels=["loop"]
        )
        for loop in self.signs.loops:
            if loop.last_beat is not None:
                age.add_metric([loop.name], self.signs.age(loop.last_beat))
            late.add_metric([loop.name], float(loop.silent_since is not None))
        yield from (age, late)

    def _ages(self) -> Iterator[Metric]:
        signs = self.signs
        for name, since, what in (
            ("unhandled_check", signs.unhandled_since, "check that no rule has seen"),
            ("overdue_alert", signs.alerts.overdue_since, "alert whose next step is overdue"),
            ("delivery", signs.undelivered_since, "message that is not delivered"),
        ):
            yield GaugeMetricFamily(
                f"paincheck_oldest_{name}_seconds", f"Age of the oldest {what}.", signs.age(since)
            )

    def _counts(self) -> Iterator[Metric]:
        signs = self.signs
        given_up = GaugeMetricFamily(
            "paincheck_given_up_by_rules",
            "Rows that the rules failed on for good.",
            labels=["kind"],
        )
        for kind, n in sorted(signs.given_up.items()):
            given_up.add_metric([kind], n)
        yield given_up
        alerts = GaugeMetricFamily("paincheck_alerts_open", "Open alerts.", labels=["level"])
        for level, n in sorted(signs.alerts.by_level.items()):
            alerts.add_metric([level.lower()], n)
        yield alerts
        yield GaugeMetricFamily(
            "paincheck_alerts_unheard",
            "Open alerts with nobody left to tell.",
            signs.alerts.unheard,
        )
        yield CounterMetricFamily(
            "paincheck_flagged_late", "Rows that the rules saw too late.", signs.flagged_late
        )

    def _deliveries(self) -> Iterator[Metric]:
        by = ["channel", "state"]
        counted = GaugeMetricFamily(
            "paincheck_deliveries",
            "Messages on their way or given up, and those of the last day that are finished.",
            labels=by,
        )
        unknown = GaugeMetricFamily(
            "paincheck_deliveries_unknown_outcome",
            "Tries of these messages that may have arrived without our knowing.",
            labels=by,
        )
        for one in self.signs.deliveries:
            counted.add_metric([one.channel.lower(), one.state.lower()], one.n)
            unknown.add_metric([one.channel.lower(), one.state.lower()], one.unknown)
        yield from (counted, unknown)
