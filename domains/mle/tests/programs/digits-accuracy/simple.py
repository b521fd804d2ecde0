"""Logistic regression on grey values."""
import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler

train = pd.read_csv("input/train.csv")
test = pd.read_csv("input/test.csv")
features, target = train.drop(columns=["id", "digit"]), train["digit"]
model = make_pipeline(MinMaxScaler(), LogisticRegression(max_iter=500))
print("validation score:", cross_val_score(model, features, target, cv=5, scoring="accuracy").mean())
model.fit(features, target)
test["digit"] = model.predict(test[features.columns])
test[["id", "digit"]].to_csv("submission.csv", index=False)
