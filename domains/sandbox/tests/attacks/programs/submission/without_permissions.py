"""Tries: a submission of mode 000 in a folder of mode 000. May be taken or refused; must not: break the collection."""

# outcomes: ok
# submission: any
with open("submission.csv", "w") as file:
    file.write("id,target\n1,0\n")
os.chmod("submission.csv", 0)
os.chmod(".", 0)
held("the runner reads the report")
