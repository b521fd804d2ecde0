"""Tries: to find the host's files by the file system of a bind: statfs, extended attributes, `/proc/self/map_files`. Must not: read one."""

# outcomes: ok
for link in os.listdir("/proc/self/map_files")[:20] if os.path.isdir("/proc/self/map_files") else []:
    try:
        target = os.readlink(f"/proc/self/map_files/{link}")
        for name in ("../private/answers.csv", "../answers.csv"):
            peek(os.path.join(os.path.dirname(target), name))
    except OSError:
        pass
for path in KNOWN["host_paths"]:
    for way in (f"/proc/self/root{path}", f"/proc/thread-self/root{path}", f"/proc/self/cwd/{path}", f"/dev/fd/../..{path}"):
        if peek(way):
            escaped(way)
held("nothing behind the bind")
