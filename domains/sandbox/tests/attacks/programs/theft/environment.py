"""Tries: to find secrets in the environments it can see, its own and process 1's. Must not: see the host's variables."""

# outcomes: ok
print(dict(os.environ))
for process in ["self", "1", str(os.getppid())]:
    peek(f"/proc/{process}/environ")
unexpected = [
    name
    for name in os.environ
    if any(word in name.upper() for word in ("TOKEN", "SECRET", "KEY", "PASSWORD", "CARGO", "SSH", "EXITRL"))
]
(escaped if unexpected else held)(f"suspicious variables: {unexpected}")
