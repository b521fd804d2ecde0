"""Ridge regression on measures, species, island and sex."""
import numpy as np
import pandas as pd
from sklearn.linear_model import Ridge
from sklearn.model_selection import cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

train = pd.read_csv("input/train.csv")
test = pd.read_csv("input/test.csv")
target = train["body_mass_g"]
both = pd.concat([train, test]).drop(columns=["id", "body_mass_g"])
both["sex"] = both["sex"].fillna("unknown")
both = pd.get_dummies(both, columns=["species", "island", "sex", "year"], dtype=float)
features, unseen = both[: len(train)], both[len(train) :]
model = make_pipeline(StandardScaler(), Ridge(alpha=1.0))
print("validation score:", -cross_val_score(model, features, target, cv=5, scoring="neg_mean_absolute_error").mean())
model.fit(features, target)
test["body_mass_g"] = model.predict(unseen)
test[["id", "body_mass_g"]].to_csv("submission.csv", index=False)
