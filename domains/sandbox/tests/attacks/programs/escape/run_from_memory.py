"""Tries: to run a program from an anonymous file. It may run, but must not: gain anything by it."""

# outcomes: ok
try:
    holder = os.memfd_create("program", 0)
    os.write(holder, b"#!/bin/sh\nid -u\ngrep -E 'CapEff|NoNewPrivs|Seccomp:' /proc/self/status\n")
    os.fchmod(holder, 0o6755)
    child = os.fork()
    if child == 0:
        os.execve(f"/proc/self/fd/{holder}", ["program"], {})
    os.waitpid(child, 0)
except OSError as error:
    held(error)
held("the filter goes along with execve")
