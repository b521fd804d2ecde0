"""Tries: to leave files whose names are no text, hold line ends, are 255 bytes long, in folders that may not be entered. Must not: be left."""

# outcomes: ok
# submission: taken
with open("submission.csv", "w") as file:
    file.write("id,target\n1,0\n")
for folder in (b".", b"/tmp", b"/dev/shm"):
    for name in (b"\xff\xfe\x80", b"line\nend", b"x" * 255, b"-rf", b"* ?", b"\x1b[2J"):
        try:
            os.mkdir(os.path.join(folder, name))
            with open(os.path.join(folder, name, name), "w") as file:
                file.write("x")
            os.chmod(os.path.join(folder, name), 0)
        except OSError as error:
            print(error)
held("the runner looks at what is left")
