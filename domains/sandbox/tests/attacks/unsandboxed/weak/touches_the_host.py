"""Tries: to write to a file of the host, which the suite made for this. Must not: be overlooked by the suite."""

# outcomes: ok
with open(KNOWN["shared_file"], "a") as file:
    file.write("touched")
held("the runner compares")
