"""Tries: `working` as a link to the input folder that holds links to the answers. Must not: lead out."""

# outcomes: ok
# submission: refused none
os.symlink("input", "working")
held("the runner looks at what was taken")
