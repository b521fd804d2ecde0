"""Tries: a plain submission in one place and a hostile one in the other. Must not: lead out by either."""

# outcomes: ok
# submission: any
os.makedirs("working", exist_ok=True)
with open("working/submission.csv", "w") as file:
    file.write("id,target\n1,0\n")
os.symlink(KNOWN["answers"], "submission.csv")
held("the runner looks at what was taken")
