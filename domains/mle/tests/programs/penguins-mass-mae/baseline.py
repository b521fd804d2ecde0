"""Says the median of all penguins."""
import csv
import math

train = list(csv.DictReader(open("input/train.csv")))
sample = list(csv.DictReader(open("input/sample_submission.csv")))
targets = [name for name in sample[0] if name != "id"]

values = sorted(float(row["body_mass_g"]) for row in train)
answer = [values[len(values) // 2]]

with open("submission.csv", "w", newline="") as file:
    writer = csv.writer(file)
    writer.writerow(["id", *targets])
    writer.writerows([row["id"], *answer] for row in sample)
print("validation score (on the training rows):", sum(abs(value - answer[0]) for value in values) / len(values))
