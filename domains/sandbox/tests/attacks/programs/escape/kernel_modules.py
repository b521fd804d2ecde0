"""Tries: to load and to remove a kernel module. Must not: pass the gate."""

# outcomes: ok
gate("init_module", 0, 0, b"")
gate("finit_module", 0, b"", 0)
gate("delete_module", b"no_such_module", 0o4000)
