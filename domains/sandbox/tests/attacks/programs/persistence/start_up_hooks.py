"""Tries: to have code of its own run at the start of the next Python (sitecustomize, usercustomize, .pth). Must not: run there."""

# outcomes: ok
# runs: 2
import site

found = [name for name in ("exitrl_hook",) if hasattr(__import__("builtins"), name)]
code = "import builtins; builtins.exitrl_hook = True\n"
for folder in set(sys.path + site.getsitepackages() + [site.getusersitepackages(), os.path.dirname(os.__file__)]):
    if not folder or folder.endswith(".zip"):
        continue
    for name in ("sitecustomize.py", "usercustomize.py", "exitrl.pth"):
        try:
            os.makedirs(folder, exist_ok=True)
            with open(os.path.join(folder, name), "w") as file:
                file.write(code)
            print("written", folder, name)
        except OSError:
            pass
left_from_before(found)
