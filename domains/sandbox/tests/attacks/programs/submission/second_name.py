"""Tries: a submission with two names, so that a hidden name could change it later. Must not: be taken."""

# outcomes: ok
# submission: refused
with open("data.csv", "w") as file:
    file.write("id,target\n1,0\n")
os.link("data.csv", "submission.csv")
held("the runner looks at what was taken")
