"""Tries: prctl to undo what the launcher set: new privileges, dumpable, death signal, seccomp, name, secure bits. Must not: undo it."""

# outcomes: ok
for name, arguments in (
    ("no_new_privs", (38, 0, 0, 0, 0)),
    ("seccomp off", (22, 0, 0, 0, 0)),
    ("keep capabilities", (8, 1, 0, 0, 0)),
    ("ambient", (47, 2, 21, 0, 0)),
    ("secure bits", (28, 0, 0, 0, 0)),
    ("memory map", (35, 1, 0x1000, 0, 0)),
):
    result, code = syscall("prctl", *arguments)
    print(name, result, errno.errorcode.get(code))
for name, arguments in (
    ("dumpable", (4, 1, 0, 0, 0)),
    ("death signal", (1, 0, 0, 0, 0)),
    ("subreaper", (36, 1, 0, 0, 0)),
    ("tracer", (0x59616D61, -1, 0, 0, 0)),
):
    result, code = syscall("prctl", *arguments)
    print(name, result, errno.errorcode.get(code))
with open("/proc/self/status") as status:
    fields = dict(line.rstrip().split(":", 1) for line in status)
(held if fields["NoNewPrivs"].strip() == "1" else escaped)("no_new_privs stays")
(held if fields["Seccomp"].strip() == "2" else escaped)("the filter stays")
(held if int(fields["CapEff"], 16) == 0 else escaped)("no capabilities")
