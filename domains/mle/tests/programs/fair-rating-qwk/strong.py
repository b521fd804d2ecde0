"""Boosted regression whose values are cut into ratings."""
import numpy as np
import pandas as pd
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.metrics import cohen_kappa_score
from sklearn.model_selection import cross_val_predict

train = pd.read_csv("input/train.csv")
test = pd.read_csv("input/test.csv")
target = train["rating"]
features = train.drop(columns=["id", "rating"])
unseen = test[features.columns]
model = HistGradientBoostingRegressor(max_iter=150, learning_rate=0.05, max_leaf_nodes=8, random_state=0)


def graded(values, shares):
    """Grades whose shares are `shares`, given in the order of `values`."""
    edges = np.quantile(values, np.cumsum(shares)[:-1])
    return 1 + np.searchsorted(edges, values, side="right")


# The thresholds are put where the grades' shares want them: a regression alone answers the middle grades too often.
shares = np.bincount(target - 1, minlength=5) / len(target)
held_out = cross_val_predict(model, features, target, cv=5)
print("validation score:", cohen_kappa_score(target, graded(held_out, shares), weights="quadratic"))
model.fit(features, target)
test["rating"] = graded(model.predict(unseen), shares)
test[["id", "rating"]].to_csv("submission.csv", index=False)
