"""Says the same price for every diamond."""
import csv
import math

train = list(csv.DictReader(open("input/train.csv")))
sample = list(csv.DictReader(open("input/sample_submission.csv")))
targets = [name for name in sample[0] if name != "id"]

logs = [math.log1p(float(row["price"])) for row in train]
mean = sum(logs) / len(logs)
answer = [math.expm1(mean)]

with open("submission.csv", "w", newline="") as file:
    writer = csv.writer(file)
    writer.writerow(["id", *targets])
    writer.writerows([row["id"], *answer] for row in sample)
print("validation score (on the training rows):", math.sqrt(sum((value - mean) ** 2 for value in logs) / len(logs)))
