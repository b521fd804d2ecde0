"""Tries: to leave a key in the keyring of its user, which outlives all processes. Must not: be found by the next run."""

# outcomes: ok
# runs: 2
found, code = syscall("request_key", b"user", b"exitrl-left", 0, -4)
result, code = syscall("add_key", b"user", b"exitrl-left", b"x", 1, -4)
print(result, errno.errorcode.get(code))
left_from_before(["key"] if found > 0 else [])
