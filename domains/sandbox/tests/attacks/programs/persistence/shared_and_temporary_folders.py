"""Tries: to leave files in /tmp, /var/tmp, /dev/shm, /run and the home. Must not: be found by the next run."""
# outcomes: ok
# runs: 2
found = []
for folder in ("/tmp", "/var/tmp", "/dev/shm", "/run", os.path.expanduser("~"), "."):
    path = os.path.join(folder, ".exitrl-hidden")
    if os.path.exists(path):
        found.append(path)
    try:
        with open(path, "w") as file:
            file.write("left")
    except OSError as error:
        print(path, error.strerror)
left_from_before(found)
