"""Tries: to remove its whole work folder, itself included. Must not: be more than a missing submission."""

# outcomes: ok
# submission: none
import shutil

shutil.rmtree(os.getcwd(), ignore_errors=True)
try:
    os.rmdir(os.getcwd())
except OSError as error:
    print(error)
held("the runner reads the report")
