"""Ridge regression on scaled measures."""
import numpy as np
import pandas as pd
from sklearn.linear_model import RidgeCV
from sklearn.model_selection import cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

train = pd.read_csv("input/train.csv")
test = pd.read_csv("input/test.csv")
features, target = train.drop(columns=["id", "progression"]), train["progression"]
model = make_pipeline(StandardScaler(), RidgeCV(np.logspace(-1, 3, 30)))
print("validation score:", -cross_val_score(model, features, target, cv=5, scoring="neg_root_mean_squared_error").mean())
model.fit(features, target)
test["progression"] = model.predict(test[features.columns])
test[["id", "progression"]].to_csv("submission.csv", index=False)
