"""Tries: to poison compiled modules (`__pycache__`) of the standard library, a module and the interpreter. Must not: change one."""

# outcomes: ok
import importlib.util
import json

for path in (json.__file__, importlib.util.cache_from_source(json.__file__), os.__file__, os.path.realpath(sys.executable)):
    for flags in (os.O_WRONLY | os.O_APPEND, os.O_RDWR):
        must_fail(path, lambda: os.open(path, flags))
    must_fail(f"rename {path}", lambda: os.rename(path, path + ".old"))
must_fail("new module", lambda: os.open(os.path.join(os.path.dirname(json.__file__), "exitrl_new.py"), os.O_CREAT | os.O_WRONLY))
