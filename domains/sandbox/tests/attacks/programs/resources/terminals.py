"""Tries: to take all pseudo terminals of the machine, whose number is one for all. Must not: get more than its descriptors."""

# outcomes: ok
made = []
try:
    while len(made) < 5000:
        made.append(os.open("/dev/ptmx", os.O_RDWR | os.O_NOCTTY))
    escaped(f"{len(made)} terminals")
except OSError as error:
    held(f"after {len(made)}: {error}")
if len(made) > 1500:
    escaped(f"{len(made)} terminals")
