"""Says the mean of everybody."""
import csv
import math

train = list(csv.DictReader(open("input/train.csv")))
sample = list(csv.DictReader(open("input/sample_submission.csv")))
targets = [name for name in sample[0] if name != "id"]

values = [float(row["progression"]) for row in train]
answer = [sum(values) / len(values)]

with open("submission.csv", "w", newline="") as file:
    writer = csv.writer(file)
    writer.writerow(["id", *targets])
    writer.writerows([row["id"], *answer] for row in sample)
print("validation score (on the training rows):", math.sqrt(sum((value - answer[0]) ** 2 for value in values) / len(values)))
