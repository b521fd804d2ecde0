"""A random forest that gives rare weather the weight of common weather."""
import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import cross_val_score

train = pd.read_csv("input/train.csv")
test = pd.read_csv("input/test.csv")
features, target = train.drop(columns=["id", "weather"]), train["weather"]
model = RandomForestClassifier(300, min_samples_leaf=5, class_weight="balanced", random_state=0)
print("validation score:", cross_val_score(model, features, target, cv=5, scoring="f1_macro").mean())
model.fit(features, target)
test["weather"] = model.predict(test[features.columns])
test[["id", "weather"]].to_csv("submission.csv", index=False)
