"""Gives every wine the shares of the cultivars."""
import csv
import math

train = list(csv.DictReader(open("input/train.csv")))
sample = list(csv.DictReader(open("input/sample_submission.csv")))
targets = [name for name in sample[0] if name != "id"]

counts = [sum(row["cultivar"] == name for row in train) for name in targets]
answer = [count / len(train) for count in counts]

with open("submission.csv", "w", newline="") as file:
    writer = csv.writer(file)
    writer.writerow(["id", *targets])
    writer.writerows([row["id"], *answer] for row in sample)
print("validation score (on the training rows):", -sum(p * math.log(p) for p in answer))
