"""A forest of scikit-learn with two jobs, by threads and by processes, and a table of pandas."""

# outcomes: ok
# submission: taken
# needs: scikit-learn
# limits: wall=90s cpu=90s memory=2048MiB processes=96 scratch=128MiB
import numpy
import pandas
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import cross_val_score

generator = numpy.random.default_rng(0)
features = generator.normal(size=(300, 5))
labels = (features[:, 0] + features[:, 1] > 0).astype(int)
forest = RandomForestClassifier(20, random_state=0, n_jobs=2)
score = cross_val_score(forest, features, labels, cv=3, n_jobs=2).mean()
assert score > 0.8, score
pandas.DataFrame({"id": range(5), "target": forest.fit(features, labels).predict_proba(features[:5])[:, 1]}).to_csv(
    "submission.csv", index=False
)
