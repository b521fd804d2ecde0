#!/usr/bin/env python3
"""Reverse words, a small domain in Python: write a few words in reverse order; the quality is the share in the right place."""

import hashlib

from exitrl_domain import ENDLESS, Domain, DomainError, Episode, StepResult, Task, assistant, serve, user

WORDS = (
    "apple bridge candle desert engine feather garden hammer island jacket kettle ladder marble needle orange pencil "
    "quiver ribbon saddle tunnel umbrella violet window yellow zipper anchor basket copper dragon elbow forest goblet"
).split()


class ReverseWords(Domain):
    """Lists of words without end."""

    name = "reverse_words"
    max_turns = 2
    settings = {"words": 4}

    def __init__(self, config, max_threads=1):
        super().__init__(config, max_threads)
        if not 2 <= self.words <= 32:
            raise DomainError(f"the setting words is {self.words}; it must be from 2 to 32", "config")

    def task_count(self, split):
        return ENDLESS

    def task(self, split, index):
        trial = 0
        while True:
            draws = [b % len(WORDS) for b in hashlib.sha256(f"{split} {index} {trial}".encode()).digest()[: self.words]]
            # Every fifth sum of places is held out, so no list is in both splits.
            if (sum(draws) % 5 == 0) == (split == "test") and len(set(draws)) > 1:
                return Task(f"{split}/{index}", [WORDS[draw] for draw in draws])
            trial += 1

    def start(self, task, seed):
        return Play(words_of(task))

    def reference(self, task):
        return ["Answer: " + " ".join(reversed(words_of(task)))]


def words_of(task):
    words = task.payload
    if not isinstance(words, list) or not words or not all(isinstance(word, str) for word in words):
        raise DomainError(f"the payload of task {task.id} must be a list of words; it is {words!r}"[:300])
    return words


class Play(Episode):
    """One play: the answer is what stands after the last `Answer:`. A turn earns what it adds to the best so far."""

    def __init__(self, words):
        self.words, self.said, self.turns, self.best = words, [], 0, 0.0

    def messages(self):
        task = f"Write these words in reverse order: {' '.join(self.words)}\nEnd with a line that begins with Answer:"
        return [user(task), *self.said]

    def step(self, text, deadline):
        _, marker, answer = text.rpartition("Answer:")
        said, wanted = answer.split(), self.words[::-1]
        readable = bool(marker and said)
        right = sum(one == other for one, other in zip(said, wanted)) if readable else 0
        quality = right / max(len(said), len(wanted))
        feedback = f"{right} of {len(wanted)} words are in their place." if readable else "I found no answer."
        self.said += [assistant(text), user(feedback)]
        self.turns += 1
        reward, self.best = max(quality - self.best, 0.0), max(quality, self.best)
        done = quality == 1.0 or self.turns >= ReverseWords.max_turns
        return StepResult(reward, done, "graded" if readable else "unparsable", feedback)


if __name__ == "__main__":
    serve(ReverseWords)
