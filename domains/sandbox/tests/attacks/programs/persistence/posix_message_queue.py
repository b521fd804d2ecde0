"""Tries: to leave a POSIX message queue. Must not: be found by the next run."""

# outcomes: ok
# runs: 2
existing, code = syscall("mq_open", b"exitrl_left", 0, 0, 0)
result, code = syscall("mq_open", b"exitrl_left", 0o102, 0o666, 0)
print(result, errno.errorcode.get(code))
left_from_before(["message queue"] if existing != -1 else [])
