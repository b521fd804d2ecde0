"""Tries: reboot (with a wrong magic number, so that nothing happens), kexec, swapon, acct. Must not: pass the gate."""

# outcomes: ok
gate("reboot", 0, 0, 0, 0)
gate("kexec_load", 0, 0, 0, 0)
gate("swapon", b"/nonexistent", 0)
gate("acct", b"/nonexistent")
