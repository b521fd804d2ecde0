"""Tries: to move its whole work folder away and to put a link in its place. Must not: lead the collector elsewhere."""

# outcomes: ok
# submission: any
here = os.getcwd()
for action in (
    lambda: os.rename(here, here + "-old"),
    lambda: os.symlink(os.path.dirname(KNOWN["answers"]), here),
    lambda: os.symlink("/etc", here),
):
    try:
        action()
        print("an action on the work folder worked")
    except OSError as error:
        print(error)
held("the runner looks at what was taken")
