"""Tries: to move the input folder away, and to put its own in its place. Must not: matter to the host or the next run."""

# outcomes: ok
# runs: 2
found = os.path.exists("input/fake.csv")
for action in (
    lambda: os.rename("input", "input-old"),
    lambda: os.rmdir("input"),
    lambda: os.mkdir("input"),
    lambda: open("input/fake.csv", "w").write("fake"),
):
    try:
        action()
        print("an action on the input folder worked")
    except OSError as error:
        print(error)
left_from_before(["input/fake.csv"] if found else [])
