"""Tries: to run for ever. Must not: run past its CPU limit."""

# outcomes: cpu_timeout
# limits: cpu=1s wall=20s
while True:
    pass
