"""Tries: to make a tree 3,000 folders deep, which crashes a recursive clean-up. Must not: leave anything, or lose the submission."""

# outcomes: ok
# submission: taken
with open("submission.csv", "w") as file:
    file.write("id,target\n1,0\n")
deep = 0
try:
    for _ in range(3000):
        os.mkdir("d")
        os.chdir("d")
        deep += 1
except OSError as error:
    held(error)
held(f"{deep} folders deep")
