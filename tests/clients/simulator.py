"""What every client's tests do with a simulator, past the client: start it afresh, read what arrived, wait."""

import json
import time
import urllib.request


def control(base, command):
    with urllib.request.urlopen(urllib.request.Request(f"{base}/__control/{command}", method="POST")) as answer:
        return answer.read()


def calls(base):
    """Method and path of every call since the start."""
    return [(call["method"], call["path"]) for call in json.loads(control(base, "log"))]


def writes(base):
    return [call for call in calls(base) if call[0] not in ("GET", "HEAD", "OPTIONS")]


def until(reached, read, seconds=20):
    """Reads until it is as it should be, and returns what was read last."""
    deadline = time.monotonic() + seconds
    while not reached(found := read()) and time.monotonic() < deadline:
        time.sleep(0.25)
    return found
