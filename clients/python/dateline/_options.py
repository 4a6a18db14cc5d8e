"""Options, with the service's own defaults; the environment (DATELINE_INGEST, …) comes before them."""
import os
from dataclasses import dataclass, field

from ._types_gen import DEFAULT_INGEST, DEFAULT_QUERY, DEFAULT_RESULTS


def _from_env(name: str, otherwise: str):
    env = os.environ  # where the service was told by its own variable, that does for a client on the same machine
    return field(default_factory=lambda: env.get("DATELINE_" + name) or env.get("DATELINE_%s_BIND" % name, otherwise))


@dataclass
class Options:
    ingest: str = _from_env("INGEST", DEFAULT_INGEST)
    results: str = _from_env("RESULTS", DEFAULT_RESULTS)
    query: str = _from_env("QUERY", DEFAULT_QUERY)
    name: str = ""           # whose position the service counts
    window: int = 256        # articles that may be without an answer
    hold: int = 1000         # messages held for a subscriber that has not asked for them yet
    timeout: float = 10.0    # seconds, for everything that waits for an answer but sending
    silence: float = 10.0    # seconds without a word after which the service is taken for gone
    report: float = 1.0      # seconds between reports of the position
