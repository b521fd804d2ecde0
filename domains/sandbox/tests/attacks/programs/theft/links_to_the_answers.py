"""Tries: hard and symbolic links to the answers from the work folder. Must not: read them by a link."""

# outcomes: ok
for number, path in enumerate(KNOWN["host_paths"]):
    try:
        os.link(path, f"hard-{number}")
        peek(f"hard-{number}")
        escaped(f"hard link to {path}")
    except OSError as error:
        held(f"hard link: {error.strerror}")
    os.symlink(path, f"soft-{number}")
    if peek(f"soft-{number}"):
        escaped(f"symbolic link to {path}")
