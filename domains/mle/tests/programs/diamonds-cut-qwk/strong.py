"""Boosted classification, answered with the grade of least expected squared miss."""
import numpy as np
import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import cohen_kappa_score

train = pd.read_csv("input/train.csv")
test = pd.read_csv("input/test.csv")
clarity = ["I1", "SI2", "SI1", "VS2", "VS1", "VVS2", "VVS1", "IF"]
for table in [train, test]:
    table["color"] = table["color"].map("JIHGFED".index)
    table["clarity"] = table["clarity"].map(clarity.index)
    table["ratio"] = table["x"] / table["y"].clip(lower=0.1)
features, target = train.drop(columns=["id", "cut"]), train["cut"]
model = HistGradientBoostingClassifier(max_iter=80, max_leaf_nodes=15, random_state=0)


def graded(model, features):
    """The grade nearest to the expected one."""
    return np.rint(model.predict_proba(features) @ np.arange(5)).astype(int)


part = len(train) * 4 // 5
model.fit(features[:part], target[:part])
print("validation score:", cohen_kappa_score(target[part:], graded(model, features[part:]), weights="quadratic"))
model.fit(features, target)
test["cut"] = graded(model, test[features.columns])
test[["id", "cut"]].to_csv("submission.csv", index=False)
