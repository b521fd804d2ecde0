"""Tries: to write into the host's out folder by its path and by guesses. Must not: put a file there."""

# outcomes: ok
# submission: none
for folder in (KNOWN["host_out"], "../out", "out", "/out", "/output"):
    for name in ("submission.csv", "report.json"):
        try:
            with open(os.path.join(folder, name), "w") as file:
                file.write("id,target\n1,1\n")
            print("wrote", folder, name)
        except OSError as error:
            print(error)
held("the runner looks at the out folder")
