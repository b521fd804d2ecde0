"""Tries: a folder as its submission. Must not: be taken."""

# outcomes: ok
# submission: refused
os.mkdir("submission.csv")
with open("submission.csv/inner.csv", "w") as file:
    file.write("id,target\n")
held("the runner looks at what was taken")
