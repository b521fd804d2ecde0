"""Writes a module of its own beside itself and imports it."""

# outcomes: ok
with open("helper_module.py", "w") as file:
    file.write("def answer():\n    return 42\n")
sys.path.insert(0, os.getcwd())
import helper_module

assert helper_module.answer() == 42
