"""Answers lines {"metric", "y_true", "y_pred", "options", "mode"} with what scikit-learn, scipy or the definition in plain Python says.

Reads standard input to its end and writes one line for each: {"value": number}, {"value": "nan"}, {"value": "inf"}, {"value": "-inf"} or
{"error": text}. Where our contract asks for more than scikit-learn does, the oracle raises `Contract`, so that every difference on purpose
stands in this file.
"""

import json
import math
import sys
import warnings

import numpy as np
import scipy.stats
from sklearn import metrics as sk

warnings.filterwarnings("ignore")
np.seterr(all="ignore")


class Contract(Exception):
    """Refused by our contract, not by scikit-learn."""


def refuse_missing(values):
    for value in values:
        if value is None:
            raise Contract("missing")
        if isinstance(value, list):
            refuse_missing(value)


def numbers(values):
    if any(isinstance(value, (str, list)) for value in values):
        raise Contract("not numbers")
    return np.array(values, dtype=np.float64)


def matrix(values):
    """A column per output, as scikit-learn has it."""
    rows = [value if isinstance(value, list) else [value] for value in values]
    if len({len(row) for row in rows}) > 1 or [] in rows:
        raise Contract("ragged")
    return numbers([cell for row in rows for cell in row]).reshape(len(rows), -1)


def known_labels(o):
    if o.get("labels") is not None:
        return o["labels"]
    return list(range(o["n_classes"])) if o.get("n_classes") is not None else None


def refuse_unknown(o, mode, *sides):
    labels = known_labels(o)
    if labels is not None and mode == "strict" and any(label not in labels for side in sides for label in side):
        raise Contract("label that is not named")


def arrays(t, p):
    """Labels as arrays; numbers and texts together are refused, as scikit-learn refuses them after numpy made them all texts."""
    if len({isinstance(label, str) for label in t + p}) > 1:
        raise Contract("mixed labels")
    return np.array(t), np.array(p)


def two_classes(t, o):
    """The truth as 0 and 1 where the labels are named: negative, positive."""
    labels = known_labels(o)
    if labels is None:
        return arrays(t, [])[0], 1
    if len(labels) != 2 or any(label not in labels for label in t):
        raise Contract("labels")
    return np.array([labels.index(label) for label in t]), 1


def auc(t, p, o, w, mode):
    t, _ = two_classes(t, o)
    if len(t) != len(p):
        raise Contract("lengths")  # scikit-learn looks at the classes first
    return sk.roc_auc_score(t, numbers(p), sample_weight=w)


def mean_column_auc(t, p, o, w, mode):
    t, p = matrix(t), matrix(p)
    if t.shape != p.shape:
        raise Contract("shape")
    return np.mean([sk.roc_auc_score(t[:, c], p[:, c], sample_weight=w) for c in range(t.shape[1])])


def average_precision(t, p, o, w, mode):
    t, positive = two_classes(t, o)
    if t.dtype.kind == "U" or len(set(t.tolist())) > 2:
        raise Contract("not two numbers")
    return sk.average_precision_score(t, numbers(p), pos_label=positive, sample_weight=w)


def log_loss(t, p, o, w, mode):
    labels = known_labels(o)
    rows = matrix(p)
    if mode == "strict" and rows.shape[1] > 1 and any(abs(math.fsum(row) - 1) > 0.005 for row in rows.tolist()):
        raise Contract("sum of a row")
    if t and isinstance(t[0], list):
        if any(len(row) != rows.shape[1] for row in t):
            raise Contract("width")
        t = [row.index(1) for row in t]
        labels = list(range(rows.shape[1]))
    if labels is not None and mode == "strict":
        # Columns in the order that is given: numbered, that is the order of scikit-learn.
        t, labels = [labels.index(label) for label in t], list(range(len(labels)))
    if rows.shape[1] == 1:
        rows = rows[:, 0]
    return sk.log_loss(np.array(t), rows, labels=labels, sample_weight=w)


def accuracy(t, p, o, w, mode):
    if t and isinstance(t[0], list):
        return sk.accuracy_score(*flags(t, p), sample_weight=w)
    refuse_unknown(o, mode, t, p)
    return sk.accuracy_score(*arrays(t, p), sample_weight=w)


def top1_error(t, p, o, w, mode):
    return 1 - accuracy(t, p, o, w, mode)


def balanced_accuracy(t, p, o, w, mode):
    refuse_unknown(o, mode, t, p)
    return sk.balanced_accuracy_score(*arrays(t, p), sample_weight=w)


def mcc(t, p, o, w, mode):
    refuse_unknown(o, mode, t, p)
    return sk.matthews_corrcoef(*arrays(t, p), sample_weight=w)


def fbeta(t, p, o, w, mode, beta=None):
    beta = o["beta"] if beta is None else beta
    labels = known_labels(o)
    positive = 1
    if labels is not None:
        if len(labels) > 2 or len(labels) == 2 and any(label not in labels for label in t + p):
            raise Contract("labels")
        positive = labels[-1]
    elif any(isinstance(label, str) for label in t + p):
        raise Contract("texts without a positive label")
    t, p = arrays(t, p)
    return sk.fbeta_score(t, p, beta=beta, pos_label=positive, average="binary", sample_weight=w)


def f1(t, p, o, w, mode):
    return fbeta(t, p, o, w, mode, 1.0)


def flags(t, p):
    """Flags as what scikit-learn takes for several labels; with a single column it would take them for classes."""
    if len({len(row) for row in t + p}) != 1:
        raise Contract("ragged")
    t, p = np.array(t, dtype=int), np.array(p, dtype=int)
    pad = np.zeros((len(t), 1), dtype=int)
    return (np.hstack([t, pad]), np.hstack([p, pad])) if t.shape[1] == 1 else (t, p)


def averaged_f1(average):
    def of(t, p, o, w, mode):
        if t and isinstance(t[0], list):
            if known_labels(o) is not None:
                raise Contract("labels beside flags")
            width = len(t[0])
            t, p = flags(t, p)
            return sk.f1_score(t, p, average=average, labels=list(range(width)), sample_weight=w)
        t, p = arrays(t, p)
        return sk.f1_score(t, p, average=average, labels=known_labels(o), sample_weight=w)

    return of


def micro_f1_multilabel(t, p, o, w, mode):
    labels = known_labels(o)
    width = len(labels) if labels is not None else (len(t[0]) if t else 0)
    cells = [cell for row in t + p for cell in row]
    if cells and all(len(row) == width for row in t + p) and all(cell in (0, 1) for cell in cells):
        t, p = flags(t, p)
        return sk.f1_score(t, p, average="micro", sample_weight=w)
    if len(t) != len(p) or not t:
        raise Contract("lengths")
    if len({isinstance(cell, str) for cell in cells + (labels or [])}) > 1:
        raise Contract("mixed labels")
    if labels is None:
        labels = sorted({cell for row in (t if mode == "compat" else t + p) for cell in row})
    # Two labels that never occur, so that scikit-learn sees several whatever is left.
    binary = [np.array([[label in row for label in labels] + [False, False] for row in side], dtype=int) for side in (t, p)]
    return sk.f1_score(*binary, average="micro", sample_weight=w)


def qwk(t, p, o, w, mode):
    refuse_unknown(o, mode, t, p)
    labels = known_labels(o)
    t, p = arrays(t, p)
    try:
        return sk.cohen_kappa_score(t, p, labels=labels, weights="quadratic", sample_weight=w)
    except ValueError as error:
        if "At least one label" in str(error):
            return math.nan
        raise


def mapk(t, p, o, w, mode):
    k = 10 if o.get("k") is None else o["k"]
    if k < 1:
        raise Contract("k")
    if len(t) != len(p) or not t:
        raise Contract("lengths")
    values = []
    for true, ranked in zip(t, p):
        true = set(true) if isinstance(true, list) else {true}
        ranked = (ranked if isinstance(ranked, list) else [ranked])[:k]
        score, hits = 0.0, 0
        for rank, label in enumerate(ranked, 1):
            if label in true and label not in ranked[: rank - 1]:
                hits += 1
                score += hits / rank
        values.append(score / min(len(true), k) if true else 0.0)
    return average(values, w)


def lrap(t, p, o, w, mode):
    if len({len(row) for row in t + p}) != 1:
        raise Contract("ragged")
    if len(t[0]) == 1:
        return 1.0 if len(t) == len(p) else fail()
    return sk.label_ranking_average_precision_score(np.array(t, dtype=int), matrix(p), sample_weight=w)


def fail():
    raise Contract("lengths")


def regression(function):
    return lambda t, p, o, w, mode: function(matrix(t), matrix(p), sample_weight=w)


def r2(t, p, o, w, mode):
    t, p = matrix(t), matrix(p)
    heavy = t if w is None or len(w) != len(t) else t[w > 0]
    if len(t) > 1 and t.shape == p.shape and (heavy == heavy[:1]).all(axis=0).any():
        # A truth whose rounded mean it does not equal has a variance to scikit-learn, and a score of -1e25 or so. Constant columns are
        # written as 0, which equals its mean; any error is then as bad as any other.
        t, p = t - heavy[:1], p - heavy[:1]
    return sk.r2_score(t, p, sample_weight=w)


def mean_column_rmsle(t, p, o, w, mode):
    t, p = matrix(t), matrix(p)
    if t.shape != p.shape:
        raise Contract("shape")
    return np.mean([sk.root_mean_squared_log_error(t[:, c], p[:, c], sample_weight=w) for c in range(t.shape[1])])


def average(values, w):
    values = np.asarray(values, dtype=np.float64)
    return math.fsum(values) / len(values) if w is None else math.fsum(values * w) / math.fsum(w)


def same_length(t, p):
    if len(t) != len(p) or not len(t):
        raise Contract("lengths")
    if not (np.isfinite(t).all() and np.isfinite(p).all()):
        raise Contract("not finite")


def smape(t, p, o, w, mode):
    t, p = numbers(t), numbers(p)
    same_length(t, p)
    both = np.abs(t) + np.abs(p)
    return average(np.where(both == 0, 0.0, 2 * np.abs(p - t) / np.where(both == 0, 1.0, both)), w)


def log_mae_grouped(t, p, o, w, mode):
    groups = o["groups"]
    t, p = numbers(t), numbers(p)
    same_length(t, p)
    if w is not None or len(groups) != len(t):
        raise Contract("weights or groups")
    errors = {}
    for group, error in zip(groups, np.abs(t - p)):
        errors.setdefault(group, []).append(error)
    maes = [math.fsum(values) / len(values) for values in errors.values()]
    return float(np.mean(np.log(maes if mode == "compat" else np.maximum(maes, 1e-9))))


def pearson(t, p, o, w, mode):
    t, p = numbers(t), numbers(p)
    same_length(t, p)
    if len(t) < 2:
        return math.nan
    if w is None:
        return scipy.stats.pearsonr(t, p).statistic
    t, p = t[w > 0], p[w > 0]
    w = np.array(w[w > 0], dtype=np.longdouble)
    if (t == t[0]).all() or (p == p[0]).all():
        return math.nan
    t, p = np.array(t, dtype=np.longdouble), np.array(p, dtype=np.longdouble)
    t, p = t - (w * t).sum() / w.sum(), p - (w * p).sum() / w.sum()
    return float((w * t * p).sum() / np.sqrt((w * t * t).sum()) / np.sqrt((w * p * p).sum()))


def spearman(t, p, o, w, mode):
    t, p = numbers(t), numbers(p)
    same_length(t, p)
    if w is not None:
        raise Contract("weights")
    return math.nan if len(t) < 2 else scipy.stats.spearmanr(t, p).statistic


def edit_distance(a, b):
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        diagonal, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            diagonal, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, diagonal + (x != y))
    return row[-1]


def levenshtein(t, p, o, w, mode):
    if len(t) != len(p) or not t:
        raise Contract("lengths")
    return average([edit_distance(a, b) for a, b in zip(t, p)], w)


def jaccard_words(t, p, o, w, mode):
    if len(t) != len(p) or not t:
        raise Contract("lengths")
    values = []
    for a, b in zip(t, p):
        a, b = set(a.lower().split()), set(b.lower().split())
        if a | b:
            values.append(len(a & b) / len(a | b))
        elif o.get("both_empty") is None and mode == "compat":
            raise Contract("no words")
        else:
            values.append(1.0 if o.get("both_empty") is None else o["both_empty"])
    return average(values, w)


def dice(t, p, o, w, mode):
    if len(t) != len(p) or not t:
        raise Contract("lengths")
    if not isinstance(t[0], list):
        t, p = [t], [p]
    empty = 1.0 if o.get("both_empty") is None else o["both_empty"]
    values = []
    for a, b in zip(t, p):
        if len(a) != len(b):
            raise Contract("sizes")
        values.append(empty if sum(a) + sum(b) == 0 else sk.f1_score(a, b, zero_division=1.0))
    return average(values, w)


METRICS = {
    "auc": auc,
    "mean_column_auc": mean_column_auc,
    "average_precision": average_precision,
    "log_loss": log_loss,
    "multiclass_log_loss": log_loss,
    "accuracy": accuracy,
    "balanced_accuracy": balanced_accuracy,
    "top1_error": top1_error,
    "f1": f1,
    "fbeta": fbeta,
    "macro_f1": averaged_f1("macro"),
    "micro_f1": averaged_f1("micro"),
    "micro_f1_multilabel": micro_f1_multilabel,
    "mcc": mcc,
    "qwk": qwk,
    "mapk": mapk,
    "lrap": lrap,
    "rmse": regression(sk.root_mean_squared_error),
    "mse": regression(sk.mean_squared_error),
    "mae": regression(sk.mean_absolute_error),
    "medae": regression(sk.median_absolute_error),
    "rmsle": regression(sk.root_mean_squared_log_error),
    "mean_column_rmsle": mean_column_rmsle,
    "mape": regression(sk.mean_absolute_percentage_error),
    "smape": smape,
    "log_mae_grouped": log_mae_grouped,
    "r2": r2,
    "pearson": pearson,
    "spearman": spearman,
    "levenshtein": levenshtein,
    "jaccard_words": jaccard_words,
    "dice": dice,
}


def weights(o, rows):
    w = o.get("sample_weight")
    if w is None:
        return None
    w = np.array(w, dtype=np.float64)
    if len(w) != rows:
        raise Contract("number of weights")
    if (w < 0).any():
        raise Contract("weight below 0")
    if not w.any():
        raise Contract("no weight")
    return w


def answer(line):
    options = line.get("options") or {}
    mode = line.get("mode", "strict")
    t, p = line["y_true"], line["y_pred"]
    try:
        refuse_missing(t)
        refuse_missing(p)
        if not t or not p:
            raise Contract("nothing")
        rows = 1 if line["metric"] == "dice" and not isinstance(t[0], list) else len(t)
        value = float(METRICS[line["metric"]](t, p, options, weights(options, rows), mode))
    except Exception as error:  # whatever scikit-learn raises is an error to us
        return {"error": f"{type(error).__name__}: {error}"[:300]}
    if math.isfinite(value):
        return {"value": value}
    return {"value": "nan" if math.isnan(value) else "inf" if value > 0 else "-inf"}


for text in sys.stdin:
    print(json.dumps(answer(json.loads(text))))
