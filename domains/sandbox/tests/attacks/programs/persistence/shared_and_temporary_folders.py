"""Tries: to leave files in /tmp, /var/tmp, /dev/shm, /run and the home. Must not: be found by the next run."""

# outcomes: ok
# runs: 2
places = [
    os.path.join(folder, ".exitrl-hidden") for folder in ("/tmp", "/var/tmp", "/dev/shm", "/run", os.path.expanduser("~"), ".")
]
found = [path for path in places if os.path.exists(path)]
for path in places:
    try:
        with open(path, "w") as file:
            file.write("left")
    except OSError as error:
        print(path, error.strerror)
left_from_before(found)
