//! The math domain ([`exitrl_math::MathDomain`]) as a loadable plugin.
#![allow(unreachable_pub)]

exitrl_domain::export_domain!(exitrl_math::MathDomain);
