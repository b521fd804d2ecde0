"""Tries: to change, add, rename and remove files of the input, and to change their modes and times. Must not: change one; the runner compares."""

# outcomes: ok
for name in os.listdir("input"):
    path = f"input/{name}"
    must_fail(f"write {name}", lambda: open(path, "a").write("tampered"))
    must_fail(f"mode {name}", lambda: os.chmod(path, 0o777))
    must_fail(f"times {name}", lambda: os.utime(path, (0, 0)))
    must_fail(f"attribute {name}", lambda: os.setxattr(path, "user.tampered", b"1"))
    must_fail(f"rename {name}", lambda: os.rename(path, f"input/renamed-{name}"))
    must_fail(f"remove {name}", lambda: os.unlink(path))
must_fail("new file", lambda: os.open("input/new.csv", os.O_CREAT | os.O_WRONLY))
must_fail("new folder", lambda: os.mkdir("input/new"))
