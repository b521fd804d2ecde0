"""Tries: to open 200,000 descriptors. Must not: get that many."""

# outcomes: ok
opened = 0
try:
    for _ in range(200_000):
        os.open("/dev/null", os.O_RDONLY)
        opened += 1
    escaped(f"{opened} descriptors")
except OSError as error:
    held(f"after {opened}: {error}")
