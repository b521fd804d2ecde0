"""Tries: to fill 6 times 180 MiB in six processes, each below the limit. Must not: get six times the limit."""

# outcomes: ok out_of_memory
# weaker: memory
import time

held("a limit will tell")
children = []
for _ in range(6):
    child = os.fork()
    if child == 0:
        try:
            block = bytearray(180 << 20)
            for at in range(0, len(block), 4096):
                block[at] = 1
            time.sleep(1.2)
            os._exit(0)
        except MemoryError:
            os._exit(1)
    children.append(child)
whole = sum(os.waitpid(child, 0)[1] == 0 for child in children)
if whole == 6:
    escaped("all six held 180 MiB at once")
