"""Tries: to climb out of the input and the interpreter's folders by `..`, descriptors and openat. Must not: leave what is bound."""

# outcomes: ok
for start in ("input", os.path.dirname(os.path.realpath(sys.executable)), sys.prefix, os.path.dirname(os.__file__)):
    try:
        descriptor = os.open(start, os.O_RDONLY | os.O_DIRECTORY)
    except OSError:
        continue
    for _ in range(12):
        for name in ("private/answers.csv", "answers.csv", "secret-0600.txt", "note-in-tmp.txt"):
            try:
                found = os.open(name, os.O_RDONLY, dir_fd=descriptor)
                print("SAW", start, name, os.read(found, 4096))
                escaped(f"{name} above {start}")
            except OSError:
                pass
        try:
            descriptor = os.open("..", os.O_RDONLY | os.O_DIRECTORY, dir_fd=descriptor)
        except OSError:
            break
held("no way up")
