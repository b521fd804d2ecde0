//! Metrics of predictions as scikit-learn defines them.
