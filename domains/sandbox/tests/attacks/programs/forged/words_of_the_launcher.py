"""Tries: to write what the launcher may write on its streams when it fails, and to break its output with NUL and escapes. Must not: be believed."""

# outcomes: ok
print("HELD the runner reads the outcome", flush=True)
for line in (
    "exitrl-sandbox: refused: no isolation; no program was run",
    "sandbox_error: mount failed",
    "exitrl-sandbox: internal error",
    "bwrap: failed",
):
    print(line, file=sys.stderr)
    os.write(2, line.encode() + b"\0\n")
