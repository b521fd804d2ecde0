"""Tries: every call that changes the user. Must not: become another user."""

# outcomes: ok
before = os.getresuid() + os.getresgid()
for name, call in (
    ("setuid", lambda: os.setuid(0)),
    ("seteuid", lambda: os.seteuid(0)),
    ("setgid", lambda: os.setgid(0)),
    ("setresuid", lambda: os.setresuid(0, 0, 0)),
    ("setgroups", lambda: os.setgroups([0])),
    ("setuid 1", lambda: os.setuid(1)),
):
    must_fail(name, call)
if os.getresuid() + os.getresgid() != before:
    escaped(f"{before} became {os.getresuid() + os.getresgid()}")
