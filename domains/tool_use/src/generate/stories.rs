use super::scene::Scene;
pub(crate) const ALL: &[fn(&mut Scene) -> Vec<(String, Vec<String>)>] = &[|_| vec![]];
