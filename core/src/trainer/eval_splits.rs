//! From the `[domain]` and `[eval]` sections to the held-out tasks of an evaluation.

use anyhow::Context;

use crate::config::{RunConfig, laid_over};
use crate::eval::EvalSplit;
use crate::rollout::Stage;

use super::open_domain;

/// The splits that a configuration evaluates on, given the stage of its own domain: the splits it names, each the same plugin
/// under a configuration of its own; without any, the domain itself.
///
/// # Errors
/// When the plugin refuses the configuration of a split.
pub fn eval_splits(config: &RunConfig, own: &Stage) -> anyhow::Result<Vec<EvalSplit>> {
    if config.eval.splits.is_empty() {
        let name = own.domain.metadata().name.clone();
        return Ok(vec![EvalSplit { name, named: false, stage: own.clone() }]);
    }
    let mut splits = Vec::new();
    for section in &config.eval.splits {
        let mut of_split = config.clone();
        of_split.domain.config = laid_over(&config.domain.config, &section.config);
        let failed = || format!("the split {:?} of [[eval.splits]] cannot be opened", section.name);
        let domain = open_domain(&of_split).with_context(failed)?;
        splits.push(EvalSplit { name: section.name.clone(), named: true, stage: Stage { domain, ..own.clone() } });
    }
    Ok(splits)
}
