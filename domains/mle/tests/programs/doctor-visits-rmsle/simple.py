"""A straight line over the number of chronic diseases."""
import numpy as np
import pandas as pd
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import cross_val_score

train = pd.read_csv("input/train.csv")
test = pd.read_csv("input/test.csv")
features, unseen = train[["chronic_diseases"]], test[["chronic_diseases"]]
# The metric compares logarithms, so the model learns logarithms.
target = np.log1p(train["visits"])
model = LinearRegression()
print("validation score:", -cross_val_score(model, features, target, cv=5, scoring="neg_root_mean_squared_error").mean())
model.fit(features, target)
test["visits"] = np.expm1(model.predict(unseen)).clip(min=0)
test[["id", "visits"]].to_csv("submission.csv", index=False)
