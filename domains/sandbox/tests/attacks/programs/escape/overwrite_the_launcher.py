"""Tries: to overwrite the launcher's or the interpreter's program by /proc/*/exe (CVE-2019-5736). Must not: open one for writing."""

# outcomes: ok
for process in ("self", "1", str(os.getppid())):
    for flags in (os.O_WRONLY, os.O_RDWR, os.O_WRONLY | os.O_TRUNC):
        if flags & os.O_TRUNC and process == "self":
            continue
        must_fail(f"/proc/{process}/exe", lambda: os.open(f"/proc/{process}/exe", flags))
    peek(f"/proc/{process}/exe")
