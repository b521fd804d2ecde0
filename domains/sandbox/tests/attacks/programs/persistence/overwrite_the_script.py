"""Tries: to overwrite its own script, so that the host would run other code next time. Must not: change the host's file; the runner compares."""

# outcomes: ok
path = globals().get("__file__", sys.argv[0])
for action in (lambda: open(path, "a").write("# tampered\n"), lambda: os.rename(path, path + ".old"), lambda: os.unlink(path)):
    try:
        action()
        print("an action on the script worked")
    except OSError as error:
        print(error)
held("the runner compares its script")
