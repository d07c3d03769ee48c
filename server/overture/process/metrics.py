"""The counts of a worker in the text format of Prometheus, on an address of their own.

Only a hub with METRICS imports this. A worker that is busy still answers, as this runs in a thread.
"""

import itertools
from collections.abc import Iterator

from prometheus_client import CollectorRegistry, ProcessCollector, start_http_server
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from overture import __version__
from overture.counts import Counts, Histogram
from overture.setting_values import Listen


class HubCollector(Collector):
    """Reads the counts whenever somebody asks.

    Args:
        counts: What the worker counts.
    """

    def __init__(self, counts: Counts) -> None:
        self._counts = counts

    def collect(self) -> Iterator[Metric]:
        """Yield every metric."""
        counts = self._counts
        yield GaugeMetricFamily("overture_sockets", "Open sockets of phones.", counts.sockets)
        yield GaugeMetricFamily("overture_sessions", "Sessions with a socket in this worker.", counts.sessions())
        yield GaugeMetricFamily("overture_engine_away", "1 while any of the engine is away.", counts.is_away())
        yield GaugeMetricFamily("overture_cached_characters", "Boxes that wait to be sent on.", counts.cached())
        yield _engine(counts.engine)
        # A copy, because the worker goes on counting.
        yield _counter("overture_commands", "Commands of phones.", "kind", dict(counts.commands))
        yield _counter("overture_refusals", "Refused commands.", "code", dict(counts.refusals))
        requests = CounterMetricFamily("overture_requests", "Answered HTTP requests.", labels=["kind", "status"])
        for (kind, status), count in dict(counts.requests).items():
            requests.add_metric([kind, str(status)], count)
        yield requests
        build = GaugeMetricFamily("overture_build_info", "The version of this hub.", labels=["version"])
        build.add_metric([__version__], 1)
        yield build


def serve_metrics(listen: Listen, counts: Counts) -> None:
    """Answer on an address until the process ends.

    Args:
        listen: The address of this worker's metrics.
        counts: What the worker counts.

    Raises:
        OSError: If the address cannot be used.

    Source: https://prometheus.io/docs/instrumenting/exposition_formats/, "Text-based format".
    """
    registry = CollectorRegistry()
    registry.register(HubCollector(counts))
    ProcessCollector(registry=registry)
    start_http_server(listen.port, listen.host, registry)


def _counter(name: str, help_text: str, label: str, counted: dict[str, int]) -> Metric:
    made = CounterMetricFamily(name, help_text, labels=[label])
    for value, count in counted.items():
        made.add_metric([value], count)
    return made


def _engine(times: Histogram) -> Metric:
    bounds = [*map(str, times.bounds), "+Inf"]
    buckets = list(zip(bounds, itertools.accumulate(times.counts), strict=True))
    made = HistogramMetricFamily("overture_engine_seconds", "Time of the engine for one pipeline of commands.")
    made.add_metric([], buckets, times.sum)
    return made
