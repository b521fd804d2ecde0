"""Tries: to raise every resource limit of its own. Must not: raise a hard limit."""

# outcomes: ok
import resource

for name in dir(resource):
    if not name.startswith("RLIMIT_"):
        continue
    number = getattr(resource, name)
    soft, hard = resource.getrlimit(number)
    if hard == resource.RLIM_INFINITY:
        continue
    try:
        resource.setrlimit(number, (hard, hard + 1))
        if resource.getrlimit(number)[1] > hard:
            escaped(f"{name} was raised above {hard}")
    except (OSError, ValueError) as error:
        held(f"{name}: {error}")
held("all limits were tried")
