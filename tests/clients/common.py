"""What the client tests share: where things are, and running a client against a fake or a real service."""
import json
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
BUILD = os.environ.get("DATELINE_BUILD", os.path.join(ROOT, "build/release"))
PYTHON_CLIENT = os.path.join(ROOT, "clients/python")
for folder in (HERE, os.path.join(ROOT, "tests/service"), PYTHON_CLIENT):
    if folder not in sys.path:
        sys.path.insert(0, folder)

LIMIT_S = 30  # of one client process; only bounds a failure


def env_of(service):
    """The environment that points a client at a service of harness.py or fake.py."""
    env = {k: v for k, v in os.environ.items() if not k.startswith("DATELINE_")}
    endpoints = getattr(service, "endpoints", None) or {n: getattr(service, n) for n in ("ingest", "results", "query")}
    env.update({"DATELINE_" + name.upper(): endpoint for name, endpoint in endpoints.items()})
    env["PYTHONPATH"] = PYTHON_CLIENT
    env["DATELINE_BUILD"] = BUILD
    return env


def start(service, *command, **more):
    """A client process; a first word without a slash is a verb of `dateline`."""
    words = list(command) if "/" in command[0] else [os.path.join(BUILD, "dateline"), *command]
    return subprocess.Popen(words, env=env_of(service), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **more)


def run(service, *command, input=None):
    """(exit status, stdout, stderr)"""
    process = start(service, *command, stdin=subprocess.PIPE)
    out, err = process.communicate(input, timeout=LIMIT_S)
    return process.returncode, out, err


def jsonl(count, prefix="a", source="one", body="The ferry sank on Monday."):
    return "".join(json.dumps({"id": "%s-%d" % (prefix, i), "title": "T", "body": "%s %d" % (body, i), "source": source, "language": "en"}) + "\n"
                   for i in range(count))
