"""Logistic regression on scaled measures."""
import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

train = pd.read_csv("input/train.csv")
test = pd.read_csv("input/test.csv")
features, target = train.drop(columns=["id", "malignant"]), train["malignant"]
model = make_pipeline(StandardScaler(), LogisticRegression(C=0.5, max_iter=1000))
print("validation score:", cross_val_score(model, features, target, cv=5, scoring="roc_auc").mean())
model.fit(features, target)
test["malignant"] = model.predict_proba(test[features.columns])[:, 1]
test[["id", "malignant"]].to_csv("submission.csv", index=False)
