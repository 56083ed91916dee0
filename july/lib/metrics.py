"""What a process counts of its own work, for Prometheus (https://prometheus.io/docs/).

Names and units follow https://prometheus.io/docs/practices/naming/. Labels have few values: never a
person, a project or an address.
"""

from prometheus_client import REGISTRY, Counter, Gauge, Histogram, Summary, generate_latest

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)

REQUESTS = Histogram(
    "july_request_seconds",
    "Requests, and the time until the answer began.",
    ["app", "method", "status"],
    buckets=_SECONDS,
)
DELIVERIES = Counter(
    "july_deliveries_total", "Deliveries of git hosts, by their answer.", ["host", "status"]
)
COMMITS = Counter("july_commits_total", "Commits that were judged, by verdict.", ["verdict"])
TASKS = Histogram(
    "july_task_seconds", "Deferred tasks that were carried out.", ["task"], buckets=_SECONDS
)
PLUGIN_WORK = Summary(
    "july_plugin_seconds", "Code of plugins, without what it called of others.", ["plugin", "work"]
)
PLUGIN_FAILURES = Counter(
    "july_plugin_failures_total", "What failed in plugins while it ran.", ["plugin", "work"]
)
PLUGIN_GROWN = Counter(
    "july_plugin_grown_bytes_total", "Growth of the process' peak memory meanwhile.", ["plugin"]
)
QUEUED = Gauge("july_queue_tasks", "Tasks in the queue, whatever they wait for.", ["queue"])
LAG = Gauge("july_queue_lag_seconds", "How long the first task that is due has waited.", ["queue"])
GIVEN_UP = Gauge("july_queue_given_up", "Tasks that were given up and are kept aside.", ["queue"])


def seconds_of_requests() -> float:
    """How long all requests together have taken in this process."""
    samples = (sample for metric in REQUESTS.collect() for sample in metric.samples)
    return sum(sample.value for sample in samples if sample.name.endswith("_sum"))


def exposition() -> bytes:
    """Everything that is counted, in Prometheus' text format."""
    return generate_latest(REGISTRY)
