"""Tries: to have a child killed for its memory and to call the run a success. May be either; must not: go unbounded."""

# outcomes: ok out_of_memory
print("HELD a limit will tell", flush=True)
if os.fork() == 0:
    kept = []
    try:
        for _ in range(48):
            kept.append(bytearray(b"x" * (32 << 20)))
    finally:
        os._exit(1)
os.wait()
