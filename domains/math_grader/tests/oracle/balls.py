"""Says of balls whether the true value is inside, with mpmath at four times their precision.

Reads a JSON object a line: `tree`, an expression in prefix lists; `bits`, the precision; `re` and perhaps `im`, balls as
[midpoint digits, exponent, error digits, exponent] to base 2. Answers a line each: `inside`, or what was seen instead.
"""

import json
import sys

from mpmath import mp, mpc, mpf

sys.set_int_max_str_digits(0)


def root(x, n):
    return -mp.root(-x, n) if isinstance(x, mpf) and x < 0 and n % 2 == 1 else mp.root(x, n)


FUNCTIONS = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a / b,
    "pow": lambda a, b: mp.exp(b * mp.ln(a)),
    "atan2": lambda y, x: mp.atan2(y, x),
    "sqrt": mp.sqrt,
    "exp": mp.exp,
    "ln": mp.ln,
    "sin": mp.sin,
    "cos": mp.cos,
    "atan": mp.atan,
    "asin": mp.asin,
    "acos": mp.acos,
    "sinh": mp.sinh,
    "cosh": mp.cosh,
    "tanh": mp.tanh,
    "asinh": mp.asinh,
    "acosh": mp.acosh,
    "atanh": mp.atanh,
    "floor": mp.floor,
    "abs": abs,
}


def value(tree):
    name, *rest = tree
    if name == "q":
        return mpf(int(rest[0])) / mpf(int(rest[1]))
    if name == "d":
        return mp.ldexp(mpf(int(rest[0])), rest[1])
    if name == "pi":
        return +mp.pi
    if name == "i":
        return mpc(0, 1)
    if name == "power":
        return value(rest[0]) ** rest[1]
    if name == "root":
        return root(value(rest[0]), rest[1])
    return FUNCTIONS[name](*[value(part) for part in rest])


def is_inside(x, ball, bits):
    digits, exponent, off, off_exponent = ball
    distance = abs(x - mp.ldexp(mpf(int(digits)), exponent))
    # What mpmath itself may be off by counts for nothing.
    return distance <= mp.ldexp(mpf(off), off_exponent) + mp.ldexp(abs(x) + mp.ldexp(1, -bits), -2 * bits)


def judge(line):
    bits = line["bits"]
    for times in (4, 16):
        mp.prec = times * bits + 200
        x = value(line["tree"])
        parts = [(mp.re(x), line["re"]), (mp.im(x), line.get("im", ["0", 0, 0.0, 0]))]
        if all(is_inside(part, ball, bits) for part, ball in parts):
            return "inside"
    return f"outside: true {mp.nstr(x, 30)}"


for text in sys.stdin:
    try:
        print(judge(json.loads(text)))
    except Exception as error:  # The test names the expression.
        print(f"error: {type(error).__name__}: {error}")
