//! The tool-use domain ([`exitrl_tool_use::ToolUseDomain`]) as a loadable plugin.

exitrl_domain::export_domain!(exitrl_tool_use::ToolUseDomain);
