"""Tries: files of 100 GiB without content. Must not: count as content anywhere, or leave anything."""

# outcomes: ok out_of_memory
for place in (".", "/tmp", "/dev/shm"):
    try:
        with open(f"{place}/sparse", "wb") as file:
            file.truncate(100 << 30)
        print("a sparse file in", place)
    except OSError as error:
        print(place, error)
held("the runner looks at what is left")
