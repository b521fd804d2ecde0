//! The MLE domain as a loadable plugin.
