"""Tries: to set the clock and the host's name. Must not: be able to; the runner compares."""

# outcomes: ok
import time

must_fail("clock", lambda: time.clock_settime(time.CLOCK_REALTIME, time.time()))
must_fail("name", lambda: __import__("socket").sethostname("exitrl-attack"))
