"""Tries: to hang inside one C call that answers no signal handler. Must not: outlast the deadline."""

# outcomes: cpu_timeout wall_timeout
# limits: cpu=1s wall=5s
import re

re.match("(a+)+$", "a" * 64 + "b")
