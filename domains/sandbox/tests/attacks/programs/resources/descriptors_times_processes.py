"""Tries: to take the host's file table by opening files in many processes. Must not: hold more than 200,000 in sum."""

# outcomes: ok out_of_memory
reader, writer = os.pipe()
for _ in range(24):
    try:
        child = os.fork()
    except OSError:
        break
    if child == 0:
        opened = 0
        try:
            while opened < 20_000:
                os.dup(writer)
                opened += 1
        except OSError:
            pass
        os.write(writer, f"{opened}\n".encode())
        os._exit(0)
os.close(writer)
total = 0
with os.fdopen(reader) as answers:
    for line in answers:
        total += int(line)
held(f"{total} descriptors in sum")
if total > 200_000:
    escaped(f"{total} descriptors in sum")
