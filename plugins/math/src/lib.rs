//! The math domain ([`exitrl_math::MathDomain`]) as a loadable plugin.

exitrl_domain::export_domain!(exitrl_math::MathDomain);
