"""Tries: a submission of 100 GB without content. Must not: be copied; the host's disk would fill."""

# outcomes: ok signal
# submission: refused
with open("submission.csv", "wb") as file:
    print("HELD the runner looks at what was taken", flush=True)
    for size in (100 << 30, 20 << 30):
        try:
            file.truncate(size)
            break
        except OSError as error:
            held(error)
    else:
        file.close()
        os.unlink("submission.csv")
        os.symlink("none", "submission.csv")
