"""Made-up competitions in the benchmark's layout, mutated submissions to them, and reports on each made with pandas and scikit-learn.

Usage: grading_oracle.py FOLDER SEED ROUNDS

Writes FOLDER/data/<id>/prepared/{public,private}, FOLDER/registry/competitions/<id>/{config.yaml,leaderboard.csv,description.md} and
FOLDER/submissions/*.csv, and prints one JSON line per submission: competition, submission, mutation, whether rows and columns stand as in the
sample submission, and the report. Every grader below says in its own words what the benchmark's grader of that competition checks and computes.
"""

import json
import math
import random
import sys
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
from grading_mutations import MUTATIONS, text_of
from sklearn import metrics

warnings.simplefilter("ignore")


class Invalid(Exception):
    """The submission gets no score."""


def demand(holds, why=""):
    if not bool(holds):
        raise Invalid(why)


def read(path):
    try:
        return pd.read_csv(path, float_precision="round_trip")
    except pd.errors.EmptyDataError:
        return pd.DataFrame()


def by_id(frame, column):
    """Sorted by id. The benchmark's sort leaves the order of equal ids open; ours keeps the order of the file."""
    return frame.sort_values(column, kind="stable")


# ---- graders -------------------------------------------------------------------------------------------------------------------------


def auc_inputs(submission, answers, key, target):
    demand(key in submission.columns and target in submission.columns)
    demand(len(submission) == len(answers))
    pd.to_numeric(submission[target])
    demand(not (submission[target].min() < 0 or submission[target].max() > 1))
    submission, answers = by_id(submission, key), by_id(answers, key)
    demand(not (submission[key].values != answers[key].values).any())
    return answers[target].to_numpy(), submission[target].to_numpy()


def auc(key, target):
    def grade(submission, answers):
        truth, scores = auc_inputs(submission, answers, key, target)
        return metrics.roc_auc_score(truth, scores)

    return grade


def auc_per_column(key, targets):
    def grade(submission, answers):
        demand(set(targets) <= set(submission.columns))
        demand(len(submission) == len(answers))
        return np.average([metrics.roc_auc_score(*auc_inputs(submission, answers, key, target)) for target in targets])

    return grade


def toxic(key, targets):
    def grade(submission, answers):
        demand(key in submission.columns and set(targets) <= set(submission.columns))
        demand(len(submission) == len(answers))
        submission = submission.set_index(key).sort_index(kind="stable")
        answers = answers.set_index(key).sort_index(kind="stable")
        keep = answers[targets].sum(axis=1) >= 0
        return metrics.roc_auc_score(y_score=submission[keep].to_numpy(), y_true=answers[keep].to_numpy(), average="macro")

    return grade


def exact_columns_auc(key, targets):
    def grade(submission, answers):
        demand(len(submission) == len(answers))
        demand(set(submission.columns) == {key, *targets})
        submission, answers = by_id(submission, key).reset_index(drop=True), by_id(answers, key).reset_index(drop=True)
        demand(all(submission[key] == answers[key]))
        return np.mean([metrics.roc_auc_score(answers[target], submission[target]) for target in targets])

    return grade


def one_hot(key, targets, shape):
    def grade(submission, answers):
        if shape == "positional":
            demand(submission.shape == (len(answers), len(targets) + 1))
            checked = submission.iloc[:, 1:]
        else:
            if shape == "exact":
                demand(set(submission.columns) == {key, *targets})
            demand({key, *targets} <= set(submission.columns))
            demand(len(submission) == len(answers))
            checked = submission[targets]
        demand(np.all(np.isclose(checked.sum(axis=1), 1, atol=1e-6)))
        demand(((checked >= 0) & (checked <= 1)).all().all())
        demand({key, *targets} <= set(submission.columns))
        submission = by_id(submission[list(answers.columns)], key).reset_index(drop=True)
        answers = by_id(answers, key).reset_index(drop=True)
        demand(submission[key].tolist() == answers[key].tolist())
        return metrics.log_loss(answers.drop(columns=[key]).to_numpy(), submission.drop(columns=[key]).to_numpy())

    return grade


def log_loss(key, target):
    def grade(submission, answers):
        demand(key in submission.columns and target in submission.columns)
        demand(set(submission[key]) == set(answers[key]))
        demand(len(submission) == len(answers))
        demand(((submission[target] >= 0) & (submission[target] <= 1)).all())
        return metrics.log_loss(y_true=by_id(answers, key)[target], y_pred=by_id(submission, key)[target])

    return grade


def kappa(key, target):
    def grade(submission, answers):
        demand(target in submission.columns and not submission.empty)
        demand(set(submission[key]) == set(answers[key]))
        predicted, truth = by_id(submission, key)[target].values, by_id(answers, key)[target].values
        return metrics.cohen_kappa_score(predicted, truth, weights="quadratic")

    return grade


def rmse(key, target, compares_ids):
    def grade(submission, answers):
        demand(key in submission.columns and target in submission.columns)
        if compares_ids:
            submission[target].astype(float)
            demand(len(submission) == len(answers))
        submission, answers = by_id(submission, key), by_id(answers, key)
        demand(not compares_ids or not (submission[key].values != answers[key].values).any())
        return metrics.root_mean_squared_error(y_true=answers[target], y_pred=submission[target])

    return grade


def rmsle_in_file_order(targets):
    def grade(submission, answers):
        demand(set(targets) <= set(submission.columns))
        demand(len(submission) == len(answers))
        first, second = (metrics.root_mean_squared_log_error(answers[target], submission[target]) for target in targets)
        return (first + second) / 2

    return grade


def accuracy(key, target, as_text):
    def text(value):
        # What str() gave before pandas 3, which keeps missing values missing.
        return "nan" if isinstance(value, float) and math.isnan(value) else str(value)

    def grade(submission, answers):
        demand(len(submission) == len(answers))
        demand(key in submission.columns and target in submission.columns)
        submission, answers = by_id(submission, key), by_id(answers, key)
        demand(not (submission[key].values != answers[key].values).any())
        predicted, truth = submission[target], answers[target]
        if as_text:
            predicted, truth = [np.array([text(value) for value in side.tolist()], dtype=object) for side in (predicted, truth)]
        else:
            predicted, truth = predicted.to_numpy(), truth.to_numpy()
        return metrics.accuracy_score(y_true=truth, y_pred=predicted)

    return grade


# ---- reports -------------------------------------------------------------------------------------------------------------------------


def thresholds(scores):
    teams = len(scores)
    at = lambda position: float(scores.iloc[position - 1])
    share = lambda fraction: max(1, int(teams * fraction))
    if teams < 100:
        places = share(0.1), share(0.2), share(0.4)
    elif teams < 250:
        places = 10, share(0.2), share(0.4)
    elif teams < 1000:
        places = 10 + int(teams * 0.002), 50, 100
    else:
        places = 10 + int(teams * 0.002), share(0.05), share(0.1)
    return [at(place) for place in places] + [float(scores.median())]


def report(id, grader, path, answers, leaderboard):
    score = None
    exists = path.is_file() and path.suffix.lower() == ".csv"
    if exists:
        try:
            score = grader(read(path), read(answers))
        except Exception:
            score = None
    if score is not None:
        score = float(round(score, 5))
    scores = pd.read_csv(leaderboard)["score"]
    gold, silver, bronze, median = thresholds(scores)
    lower = bool(scores.iloc[0] < scores.iloc[-1])
    reaches = lambda limit: score is not None and (score <= limit if lower else score >= limit)
    has_gold = reaches(gold)
    has_silver = not has_gold and reaches(silver)
    has_bronze = not has_gold and not has_silver and reaches(bronze)
    return {
        "competition_id": id,
        "score": score,
        "gold_threshold": gold,
        "silver_threshold": silver,
        "bronze_threshold": bronze,
        "median_threshold": median,
        "any_medal": has_gold or has_silver or has_bronze,
        "gold_medal": has_gold,
        "silver_medal": has_silver,
        "bronze_medal": has_bronze,
        "above_median": score is not None and (score < median if lower else score > median),
        "submission_exists": exists,
        "valid_submission": score is not None,
        "is_lower_better": lower,
    }


# ---- competitions --------------------------------------------------------------------------------------------------------------------

TOXIC = ["toxic", "severe_toxic", "obscene", "threat", "insult", "identity_hate"]
PLANT = ["healthy", "multiple_diseases", "rust", "scab"]
CATHETERS = (
    [f"ETT - {kind}" for kind in ("Abnormal", "Borderline", "Normal")]
    + [f"NGT - {kind}" for kind in ("Abnormal", "Borderline", "Incompletely Imaged", "Normal")]
    + [f"CVC - {kind}" for kind in ("Abnormal", "Borderline", "Normal")]
    + ["Swan Ganz Catheter Present"]
)
ENERGIES = ["formation_energy_ev_natom", "bandgap_energy_ev"]
LEAVES = [f"Acer_{number}" for number in range(9)]
DOGS = ["affenpinscher", "borzoi", "chow", "dingo"]
AUTHORS = ["EAP", "HPL", "MWS"]


def numbers(rng, rows):
    return [int(number) for number in rng.permutation(10 * rows)[:rows]]


def names(rng, rows):
    return [f"id{number:05d}" for number in rng.permutation(90000)[:rows]]


def comments(rng, rows):
    words = ["you", "are, \"so\"", "mean\nreally", "naïve", "7", "and", "'x'"]
    return [f"{' '.join(rng.choice(words, 3))} #{number}" for number in rng.permutation(rows)]


def keys(rng, rows):
    return [f"2015-01-{number % 28 + 1:02d} 13:08:24.{number:07d}" for number in rng.permutation(rows)]


def flags(rng, rows):
    return rng.integers(0, 2, rows)


def probabilities(rng, rows):
    return np.round(rng.random(rows), rng.integers(1, 17))


def auc_competition(key, target, ids=names, flag=flags):
    return dict(key=key, targets=[target], ids=ids, lower=False, grader=auc(key, target), truth={target: flag}, guess={target: probabilities})


def columns_competition(key, targets, grader, truth=flags, guess=probabilities, ids=names, lower=False):
    return dict(key=key, targets=targets, ids=ids, lower=lower, grader=grader, truth={t: truth for t in targets}, guess={t: guess for t in targets})


def one_hot_competition(key, targets, shape, ids=names):
    return dict(key=key, targets=targets, ids=ids, lower=True, grader=one_hot(key, targets, shape), classes=True)


def normalisations(rng, rows):
    return [str(rng.choice(["two", "NA", "null", "5", "05", "1.50", "nan", "a,b", "True", "x y"])) for _ in range(rows)]


COMPETITIONS = {
    "random-acts-of-pizza": auc_competition(
        "request_id", "requester_received_pizza", flag=lambda rng, rows: flags(rng, rows).astype(bool)
    ),
    "detecting-insults-in-social-commentary": auc_competition("Comment", "Insult", comments),
    "aerial-cactus-identification": auc_competition("id", "has_cactus"),
    "spooky-author-identification": one_hot_competition("id", AUTHORS, "positional"),
    "nomad2018-predict-transparent-conductors": columns_competition(
        "id", ENERGIES, rmsle_in_file_order(ENERGIES), lambda rng, n: rng.exponential(1, n).round(4), lambda rng, n: rng.exponential(1, n), numbers, True
    ),
    "jigsaw-toxic-comment-classification-challenge": columns_competition(
        "id", TOXIC, toxic("id", TOXIC), truth=flags
    ),
    "histopathologic-cancer-detection": auc_competition("id", "label"),
    "mlsp-2013-birds": auc_competition("Id", "Probability", numbers),
    "siim-isic-melanoma-classification": auc_competition("image_name", "target"),
    "tabular-playground-series-may-2022": auc_competition("id", "target", numbers),
    "the-icml-2013-whale-challenge-right-whale-redux": auc_competition("clip", "probability"),
    "plant-pathology-2020-fgvc7": columns_competition("image_id", PLANT, exact_columns_auc("image_id", PLANT)),
    "ranzcr-clip-catheter-line-classification": columns_competition(
        "StudyInstanceUID", CATHETERS, auc_per_column("StudyInstanceUID", CATHETERS)
    ),
    "dog-breed-identification": one_hot_competition("id", DOGS, "superset"),
    "leaf-classification": one_hot_competition("id", LEAVES, "exact", numbers),
    "dogs-vs-cats-redux-kernels-edition": dict(auc_competition("id", "label", numbers), lower=True, grader=log_loss("id", "label")),
    "aptos2019-blindness-detection": columns_competition(
        "id_code", ["diagnosis"], kappa("id_code", "diagnosis"), lambda rng, n: rng.integers(0, 5, n), lambda rng, n: rng.integers(0, 5, n)
    ),
    "denoising-dirty-documents": columns_competition(
        "id", ["value"], rmse("id", "value", True), lambda rng, n: rng.random(n).round(6), probabilities, lower=True
    ),
    "new-york-city-taxi-fare-prediction": columns_competition(
        "key", ["fare_amount"], rmse("key", "fare_amount", False), lambda rng, n: rng.gamma(2, 6, n).round(2), lambda rng, n: rng.gamma(2, 6, n), keys, True
    ),
    "tabular-playground-series-dec-2021": columns_competition(
        "Id", ["Cover_Type"], accuracy("Id", "Cover_Type", False), lambda rng, n: rng.integers(1, 8, n), lambda rng, n: rng.integers(1, 8, n), numbers
    ),
    "text-normalization-challenge-english-language": columns_competition(
        "id", ["after"], accuracy("id", "after", True), normalisations, normalisations
    ),
    "text-normalization-challenge-russian-language": columns_competition(
        "id", ["after"], accuracy("id", "after", True), normalisations, normalisations
    ),
}


def make_answers(competition, rng, rows):
    frame = pd.DataFrame({competition["key"]: competition["ids"](rng, rows)})
    if competition.get("classes"):
        chosen = rng.integers(0, len(competition["targets"]), rows)
        for index, target in enumerate(competition["targets"]):
            frame[target] = (chosen == index).astype(int)
    else:
        for target, draw in competition["truth"].items():
            frame[target] = draw(rng, rows)
    if "toxic" in competition["targets"]:
        frame.loc[rng.random(rows) < 0.3, competition["targets"]] = -1
    return frame


def make_guess(competition, rng, answers):
    frame = pd.DataFrame({competition["key"]: answers[competition["key"]]})
    rows = len(frame)
    if competition.get("classes"):
        drawn = rng.random((rows, len(competition["targets"]))) + 0.01
        drawn /= drawn.sum(axis=1, keepdims=True)
        for index, target in enumerate(competition["targets"]):
            frame[target] = drawn[:, index]
        return frame
    for target, draw in competition["guess"].items():
        frame[target] = draw(rng, rows)
    return frame


def write_competition(folder, id, competition, rng):
    rows = int(rng.choice([1, 2, 3, 8, 20, 36, 40, 45, 64, 150]))
    answers = make_answers(competition, rng, rows)
    public, private = folder / "data" / id / "prepared" / "public", folder / "data" / id / "prepared" / "private"
    registry = folder / "registry" / "competitions" / id
    for path in (public, private, registry):
        path.mkdir(parents=True, exist_ok=True)
    answers.to_csv(private / "test.csv", index=False)
    make_guess(competition, rng, answers).to_csv(public / "sample_submission.csv", index=False)
    (public / "description.md").write_text(f"# {id}\n")
    (registry / "description.md").write_text(f"# {id}\n")
    (registry / "config.yaml").write_text(
        f"id: {id}\nname: Made up\ncompetition_type: simple\nawards_medals: true\nprizes:\n  - position: 1\n    value: 10\n"
        f"description: mlebench/competitions/{id}/description.md\n\ndataset:\n  answers: {id}/prepared/private/test.csv\n"
        f"  sample_submission: {id}/prepared/public/sample_submission.csv\n\ngrader:\n  name: made-up\n"
        f"  grade_fn: mlebench.competitions.{id}.grade:grade\n\npreparer: mlebench.competitions.{id}.prepare:prepare\n"
    )
    teams = int(rng.choice([1, 2, 7, 50, 99, 100, 180, 249, 250, 600, 999, 1000, 1500]))
    scores = np.sort(rng.random(teams))
    scores = scores if competition["lower"] else scores[::-1]
    if rng.random() < 0.7:
        scores = scores.round(int(rng.integers(1, 7)))
    pd.DataFrame({"rank": range(1, teams + 1), "score": scores}).to_csv(registry / "leaderboard.csv", index=False)
    return answers


# ---- submissions -------------------------------------------------------------------------------------------------------------------


def stands_as_sample(frame, answers, competition):
    return (
        isinstance(frame, pd.DataFrame)
        and list(frame.columns) == list(answers.columns)
        and frame[competition["key"]].tolist() == answers[competition["key"]].astype(str).tolist()
    )


def texts(frame):
    frame = frame.copy()
    for column in frame.columns:
        frame[column] = [value if isinstance(value, str) else repr(value) for value in frame[column].tolist()]
    return frame.astype(object)


def mutated(guess, competition, mutations, chance):
    frame, label = guess, " + ".join(mutations)
    for name in mutations:
        if isinstance(frame, bytes):
            break
        if len(set(frame.columns)) < len(frame.columns):
            break  # pandas can hold such a frame, but what a mutation would mean by a column is open.
        frame = MUTATIONS[name](frame, competition["key"], chance)
    data = frame if isinstance(frame, bytes) else text_of(frame).encode()
    return label, frame, data


def main():
    folder, seed, rounds = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    rng, chance = np.random.default_rng(seed), random.Random(seed)
    submissions = folder / "submissions"
    submissions.mkdir(parents=True)
    for turn in range(rounds):
        base = folder / f"round{turn}"
        for id, competition in COMPETITIONS.items():
            answers = write_competition(base, id, competition, rng)
            drawn = texts(make_guess(competition, rng, answers))
            perfect = texts(answers)
            plans = [[name] for name in MUTATIONS] + [["edited"]] * 10 + [chance.sample(sorted(MUTATIONS), 2) for _ in range(20)]
            for number, plan in enumerate(plans):
                guess = perfect if chance.random() < 0.1 else drawn
                label, frame, data = mutated(guess, competition, plan, chance)
                path = submissions / f"{turn}-{id}-{number}.{chance.choice(['csv'] * 30 + ['CSV', 'txt'])}"
                path.write_bytes(data)
                private = base / "data" / id / "prepared" / "private" / "test.csv"
                board = base / "registry" / "competitions" / id / "leaderboard.csv"
                line = {
                    "base": str(base),
                    "competition": id,
                    "submission": str(path),
                    "mutation": label,
                    "as_sample": stands_as_sample(frame, answers, competition),
                    "report": report(id, competition["grader"], path, private, board),
                }
                line["report"] = {
                    name: str(value).replace("nan", "NaN") if isinstance(value, float) and not math.isfinite(value) else value
                    for name, value in line["report"].items()
                }
                print(json.dumps(line))


if __name__ == "__main__":
    main()
