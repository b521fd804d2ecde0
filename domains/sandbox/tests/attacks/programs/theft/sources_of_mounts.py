"""Tries: to read host paths that its own mount table names. They may be named, but must not: be readable beyond what is bound."""

# outcomes: ok
with open("/proc/self/mountinfo") as mounts:
    table = [line.split() for line in mounts]
for line in table:
    source = line[3]
    for path in (
        source,
        os.path.dirname(source),
        os.path.join(os.path.dirname(source), "private/answers.csv"),
        os.path.join(os.path.dirname(source), "answers.csv"),
    ):
        if os.path.isfile(path):
            peek(path)
for path in KNOWN["host_paths"]:
    if peek(path):
        escaped(path)
held(f"{len(table)} mounts in the table")
