"""Tries: a device node by a rename that leaves a whiteout, which needs no privilege. Must not: be taken."""

# outcomes: ok
# submission: refused taken none
with open("submission.csv", "w") as file:
    file.write("id,target\n1,0\n")
result, code = syscall("renameat2", -100, b"submission.csv", -100, b"moved", 4)
print(result, errno.errorcode.get(code), [oct(os.lstat(name).st_mode) for name in os.listdir(".")])
held("the runner looks at what was taken")
