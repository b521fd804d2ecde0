//! The MLE domain ([`exitrl_mle::MleDomain`]) as a loadable plugin.

exitrl_domain::export_domain!(exitrl_mle::MleDomain);
