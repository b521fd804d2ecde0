"""Mutations of submissions: what programs get wrong, what they may well do, and what nobody would think of.

Each takes a frame whose cells are texts, the name of the id column, and a source of chance, and gives a frame or the bytes of a file.
"""

import io

import pandas as pd


def pick(frame, chance):
    return chance.randrange(len(frame))


def target_of(frame, key, chance):
    return chance.choice([column for column in frame.columns if column != key] or list(frame.columns))


def set_cell(value):
    def mutate(frame, key, chance):
        frame = frame.copy()
        if len(frame):
            frame.loc[frame.index[pick(frame, chance)], target_of(frame, key, chance)] = chance.choice(value) if isinstance(value, list) else value
        return frame

    return mutate


def set_column(values):
    def mutate(frame, key, chance):
        frame = frame.copy()
        frame[target_of(frame, key, chance)] = [chance.choice(values) for _ in range(len(frame))]
        return frame

    return mutate


def set_all(values):
    def mutate(frame, key, chance):
        frame = frame.copy()
        for column in frame.columns:
            if column != key:
                frame[column] = [chance.choice(values) for _ in range(len(frame))]
        return frame

    return mutate


def set_id(value):
    def mutate(frame, key, chance):
        frame = frame.copy()
        if len(frame) and key in frame.columns:
            place = frame.index[pick(frame, chance)]
            frame.loc[place, key] = value(frame, key, chance) if callable(value) else value
        return frame

    return mutate


def text_of(frame, **options):
    buffer = io.StringIO()
    frame.to_csv(buffer, index=False, **options)
    return buffer.getvalue()


def as_bytes(change):
    return lambda frame, key, chance: change(text_of(frame), chance).encode()


def shuffled(frame, key, chance):
    order = list(range(len(frame)))
    chance.shuffle(order)
    return frame.iloc[order].reset_index(drop=True)


def without_row(frame, key, chance):
    return frame.drop(frame.index[pick(frame, chance)]) if len(frame) else frame


def with_row_twice(frame, key, chance):
    return pd.concat([frame, frame.iloc[[pick(frame, chance)]]]) if len(frame) else frame


def reordered_columns(frame, key, chance):
    columns = list(frame.columns)
    chance.shuffle(columns)
    return frame[columns]


def renamed(frame, key, chance):
    column = chance.choice(list(frame.columns))
    return frame.rename(columns={column: chance.choice([column.upper(), column + " ", " " + column, "x", ""])})


def name_twice(frame, key, chance):
    column, other = chance.choice(list(frame.columns)), chance.choice(list(frame.columns))
    return frame.rename(columns={column: other})


def without_column(frame, key, chance):
    return frame.drop(columns=[chance.choice(list(frame.columns))])


def extra_column(value, place):
    def mutate(frame, key, chance):
        frame = frame.copy()
        frame.insert(0 if place == "front" else len(frame.columns), chance.choice(["extra", ""]), [value(row) for row in range(len(frame))], True)
        return frame

    return mutate


def scaled(frame, key, chance):
    frame, factor = frame.copy(), chance.choice([2, 0.5, 1 + 1.2e-5, 1 + 1.0e-5, 1 - 1.05e-5, 1 - 1.2e-5, -1, 1.0001])
    for column in frame.columns:
        if column != key:
            numbers = pd.to_numeric(frame[column], errors="coerce")
            frame[column] = [repr(float(number) * factor) for number in numbers]
    return frame


def ragged(text, chance):
    lines = text.split("\n")
    place = chance.randrange(len(lines))
    lines[place] += chance.choice([",", ",9", ",,x"])
    return "\n".join(lines)


def one_more_field_each(text, chance):
    head, _, rest = text.partition("\n")
    return head + "\n" + "".join(f"{number},{line}\n" for number, line in enumerate(rest.split("\n")) if line)


def cut(text, chance):
    return text[: chance.randrange(len(text) + 1)]


def sprinkled(what):
    def mutate(text, chance):
        lines = text.split("\n")
        lines.insert(chance.randrange(len(lines) + 1), what)
        return "\n".join(lines)

    return mutate


def edited(text, chance):
    characters = list(text)
    for _ in range(chance.randrange(1, 5)):
        place = chance.randrange(len(characters) + 1)
        piece = chance.choice(['"', '""', ",", "\n", "\r", "\r\n", " ", "\t", ".", "-", "+", "e", "0", "1", "NA", "é", "\ufeff", ";", "'", "_", "#", "inf"])
        match chance.randrange(3):
            case 0:
                characters.insert(place, piece)
            case 1 if place < len(characters):
                del characters[place]
            case _ if place < len(characters):
                characters[place] = piece
    return "".join(characters)


def padded(frame, key, chance):
    frame, column = frame.copy(), target_of(frame, key, chance)
    frame[column] = [chance.choice([" {}", "{} ", "\t{}", "{}"]).format(value) for value in frame[column]]
    return frame


def ids_like_numbers(form):
    def mutate(frame, key, chance):
        frame = frame.copy()
        if key in frame.columns:
            frame[key] = [form(value) for value in frame[key]]
        return frame

    return mutate


def other_id(frame, key, chance):
    return frame[key].iloc[pick(frame, chance)]


def swapped_ids(frame, key, chance):
    frame = frame.copy()
    if key in frame.columns and len(frame) > 1:
        ids = list(frame[key])
        ids[0], ids[-1] = ids[-1], ids[0]
        frame[key] = ids
    return frame


MUTATIONS = {
    "as it is": lambda frame, key, chance: frame,
    "shuffled": shuffled,
    "row missing": without_row,
    "row twice": with_row_twice,
    "no rows": lambda frame, key, chance: frame.iloc[:0],
    "id twice": set_id(other_id),
    "id unknown": set_id("nobody"),
    "id number unknown": set_id("123456789"),
    "id missing": set_id(""),
    "ids swapped": swapped_ids,
    "ids as floats": ids_like_numbers(lambda value: value + ".0"),
    "ids with zeros": ids_like_numbers(lambda value: "00" + value),
    "ids padded": ids_like_numbers(lambda value: " " + value),
    "ids upper case": ids_like_numbers(str.upper),
    "cell empty": set_cell(""),
    "cell a missing word": set_cell(["NaN", "null", "N/A", "<NA>", "None", "nan"]),
    "cell a near missing word": set_cell(["NAN", "Null", "none", "N.A.", "-"]),
    "cell a text": set_cell(["many", "1_0", "0x1", "1,5", "1e", "--1", "50%"]),
    "cell below range": set_cell(["-0.1", "-1e-9", "-1", "-2"]),
    "cell above range": set_cell(["1.0000001", "2", "1e9"]),
    "cell infinite": set_cell(["inf", "-inf", "Infinity", "1e400"]),
    "cell huge": set_cell(["99999999999999999999", "9223372036854775808", "18446744073709551616"]),
    "cell a half": set_cell(["2.5", "0.5"]),
    "cell a float": set_cell(["2.0", "1.0", "1e0"]),
    "cell a truth value": set_cell(["True", "False"]),
    "column empty": set_column([""]),
    "column of truth values": set_column(["True", "False", "true", "FALSE"]),
    "column of truth values and holes": set_column(["True", "False", ""]),
    "column of numbers to Python": set_column(["1_0", "0.5", " 1", "1"]),
    "column of numbers and truth values": set_column(["1.0", "True"]),
    "column of numbers beyond 63 bits": set_column(["9223372036854775808", "-1", ""]),
    "column of numbers beyond 63 bits and missing words": set_column(["9223372036854775808", "7", "NA"]),
    "column of huge numbers and holes": set_column(["99999999999999999999", "7", "NA", ""]),
    "column of numbers beyond 63 bits and a fraction": set_column(["9223372036854775808", "1", "0.5"]),
    "column of numbers beyond 64 bits": set_column(["18446744073709551616", "-1", ""]),
    "column constant": set_column(["1"]),
    "column of whole numbers": set_column(["0", "1"]),
    "column of floats": set_column(["0.0", "1.0"]),
    "column of huge numbers": set_column(["99999999999999999999", "1"]),
    "column of texts": set_column(["yes", "no"]),
    "all of few numbers": set_all(["0.25", "0.5", "0.75"]),
    "all of one decimal": set_all([str(number / 10) for number in range(11)]),
    "all constant": set_all(["0"]),
    "all halves": set_all(["0.5"]),
    "all whole": set_all(["0", "1"]),
    "all truth values": set_all(["True", "False"]),
    "numbers padded": padded,
    "scaled": scaled,
    "column renamed": renamed,
    "column named as another": name_twice,
    "column missing": without_column,
    "columns reordered": reordered_columns,
    "extra number at the end": extra_column(lambda row: str(row / 100), "end"),
    "extra text at the end": extra_column(lambda row: "x", "end"),
    "index at the front": extra_column(str, "front"),
    "quoted": lambda frame, key, chance: text_of(frame, quoting=1).encode(),
    "carriage returns": lambda frame, key, chance: text_of(frame).replace("\n", "\r\n").encode(),
    "carriage returns alone": lambda frame, key, chance: text_of(frame).replace("\n", "\r").encode(),
    "byte order mark": lambda frame, key, chance: b"\xef\xbb\xbf" + text_of(frame).encode(),
    "byte order mark and quotes": lambda frame, key, chance: b"\xef\xbb\xbf" + text_of(frame, quoting=1).encode(),
    "semicolons": as_bytes(lambda text, chance: text.replace(",", ";")),
    "tabs": as_bytes(lambda text, chance: text.replace(",", "\t")),
    "no header": as_bytes(lambda text, chance: text.partition("\n")[2]),
    "blank line": as_bytes(sprinkled("")),
    "line of blanks": as_bytes(sprinkled("  \t")),
    "line of commas": as_bytes(sprinkled(",,")),
    "line of a quoted nothing": as_bytes(sprinkled('""')),
    "text after the end": as_bytes(lambda text, chance: text + "done"),
    "ragged": as_bytes(ragged),
    "one more field each": as_bytes(one_more_field_each),
    "trailing commas": as_bytes(lambda text, chance: text.replace("\n", ",\n")),
    "cut off": as_bytes(cut),
    "quote left open": as_bytes(lambda text, chance: text + '"x\n'),
    "quote inside": as_bytes(lambda text, chance: text.replace("0", '0"', 1)),
    "edited": as_bytes(edited),
    "empty file": lambda frame, key, chance: b"",
    "empty lines": lambda frame, key, chance: b"\n\r\n\n",
    "no UTF-8": lambda frame, key, chance: text_of(frame).encode() + b"\xff\xfe,1\n",
    "other text": lambda frame, key, chance: b"Traceback (most recent call last):\n  File \"solution.py\", line 3\n",
}
