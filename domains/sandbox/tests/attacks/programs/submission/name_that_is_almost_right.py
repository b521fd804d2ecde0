"""Tries: names that differ by case, blanks and unprintable characters. Must not: be taken."""

# outcomes: ok
# submission: none
for name in (
    "Submission.csv",
    "submission.csv ",
    "submission.csv\n",
    "submission.CSV",
    "\u200bsubmission.csv",
    "submission.csv.csv",
):
    with open(name, "w") as file:
        file.write("id,target\n1,0\n")
held("the runner looks at what was taken")
