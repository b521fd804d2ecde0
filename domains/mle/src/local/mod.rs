//! Local competitions, built from data sets that ship inside Python packages.
