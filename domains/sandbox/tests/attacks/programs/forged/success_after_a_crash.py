"""Tries: to write a submission and then to crash. Must not: be reported as success."""

# outcomes: signal
# submission: any
import ctypes

with open("submission.csv", "w") as file:
    file.write("id,target\n1,0.5\n")
print("HELD the runner reads the outcome", flush=True)
ctypes.string_at(0)
