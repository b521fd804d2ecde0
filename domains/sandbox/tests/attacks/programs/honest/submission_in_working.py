"""Writes its submission where the older benchmarks' programs do."""

# outcomes: ok
# submission: taken
os.makedirs("./working", exist_ok=True)
with open("./working/submission.csv", "w") as file:
    file.write("id,target\n1,0.5\n2,0.5\n")
