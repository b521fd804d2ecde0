#[test]
fn dump() {
    for level in super::Level::ALL {
        println!("## {}", level.name());
        for code in 100..122 {
            let e = super::generate(level, code);
            println!("- {:?}\n    {:?} {:?}", e.questions, e.ground_truth, e.shown);
        }
    }
}
