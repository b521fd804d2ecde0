//! What a scripted model replies: right calls, wrong ones, none, and texts that are no calls.

use std::collections::HashMap;
use std::path::Path;

use exitrl_tool_calls::{Format, Parameter, Reply, ToolCall, parameters_of};
use exitrl_tool_use::Class;
use serde_json::Value;

use crate::draw::Draw;
use crate::entries::{Case, json_lines};
use crate::verdicts::changed;

/// Replies after which a request is dealt with.
#[rustfmt::skip]
const NO_CALLS: &[&str] = &[
    "Done.", "", "[]", "[[]]", "[{}]", " [] ", "{}", "()", "[()]", "None", "ls", "[ls]", "[ls(a=True", "[ls(a=True)]]", "ls(", "[,]", "\n",
    "```\n[ls()]\n```", "Sure: [ls()]", "<think>first look</think>[ls()]", "I cannot do that: which file?", "['ls()']", "[1, 2]",
    "[x for x in y]", "[lambda: 0]", "é😀", "[ls(a=)]", "[ls(), 'done']", "[ls() for x in y]", "a = ls()", "[ls(a=True), ]]", "[\"\"]", "['']",
    "{\"name\": \"ls\"}", "[ls()]\n[pwd()]", "# ls()", "[*ls()]", "[await ls()]", "[not ls()]", "\u{0}", "[ls(a=b=c)]",
];
/// Replies that are calls, of services that the entry may not have, and with arguments that they may not take.
#[rustfmt::skip]
const ODD_CALLS: &[&str] = &[
    "ls()", "[ls()]", "[ls(a=True)]", "  [ls(a=True)] ", "[ls(a=True),]", "[ls(True)]", "[ls(a=true)]", "[ls(a=None)]", "[pwd(), ls()]",
    "[nosuch(a=1)]", "[kill(pid=1)]", "[files.ls(a=True)]", "[a.b.pwd()]", "[cat(file_name=pwd())]", "[cd(folder=ls)]", "[cd(folder='..')]",
    "[post_tweet(content='cat (x)', tags=['#a'], mentions=[])]", "[echo(content=\"it's (not) cd (x)\", file_name='new.txt')]",
    "[echo(content='line\\nline', file_name='two.txt')]", "[cat(file_name='two.txt')]", "[mean(numbers=[1, 2.5, 3])]", "[logarithm(value=8, base=2, precision=5)]",
    "[create_ticket(title='é', description='😀')]", "[get_stock_info(symbol='AAPL')]", "[send_message(receiver_id='USR001', message='hi')]",
    "[startEngine(ignitionMode='START')]", "[fillFuelTank(fuelAmount=-5 + 10)]", "[displayCarStatus(option='fuel'), pwd()]", "[list_users()]",
    "[get_account_info(), get_watchlist()]", "[list_all_airports()]", "[pwd(), nosuch(), ls(a=1)]", "[cd(folder={'a': (1, 2)})]", "[ls(**{'a': True})]",
];
/// Calls that can be repeated.
const HARMLESS: &[&str] = &["[pwd()]", "[ls(a=True)]", "[list_users()]", "[get_account_info()]", "[nosuch(a=1)]"];

/// Replies to draw scripts from.
pub(crate) struct Scripts {
    parameters: HashMap<String, Vec<Parameter>>,
    /// Right calls of all entries.
    pool: Vec<String>,
}

impl Scripts {
    pub(crate) fn new(package: &Path, cases: &[Case]) -> Self {
        let docs = package.join("bfcl_eval/data/multi_turn_func_doc");
        let docs = Class::ALL.iter().flat_map(|class| json_lines(&docs.join(class.docs_file())));
        let named = |doc: Value| (doc["name"].as_str().unwrap().to_owned(), parameters_of(&doc["parameters"]));
        let mut scripts = Self { parameters: docs.map(named).collect(), pool: Vec::new() };
        let mut pool: Vec<String> = cases.iter().flat_map(|case| case.truth.iter().flatten().cloned()).collect();
        pool.sort_unstable();
        pool.dedup();
        scripts.pool = pool.iter().map(|call| scripts.by_keyword(std::slice::from_ref(call))).collect();
        scripts
    }

    /// A script for an entry. It may end early, and it may have replies that no one asks for.
    pub(crate) fn of(&self, draw: &mut Draw, case: &Case) -> Vec<String> {
        let wild = draw.chance(15);
        let noise = *draw.pick(&[0, 0, 10, 35]);
        let looping = draw.chance(15).then(|| if draw.chance(40) { case.truth.len() - 1 } else { draw.below(case.truth.len()) });
        let mut script = Vec::new();
        for (turn, truth) in case.truth.iter().enumerate() {
            if !wild {
                self.solve(draw, truth, noise, &mut script);
            }
            for _ in 0..if wild { draw.below(5) } else { 0 } {
                script.push(self.stray(draw));
            }
            if looping == Some(turn) {
                let reply = *draw.pick(HARMLESS);
                script.extend(std::iter::repeat_n(reply.to_owned(), 16 + draw.below(8)));
            }
            script.push((*draw.pick(NO_CALLS)).to_owned());
        }
        if draw.chance(12) {
            script.truncate(draw.below(script.len()));
        } else {
            script.extend(std::iter::repeat_n("Done.".to_owned(), draw.below(8)));
        }
        script
    }

    /// The right calls of a request, in one reply or several, with stray replies and changes.
    fn solve(&self, draw: &mut Draw, truth: &[String], noise: usize, script: &mut Vec<String>) {
        let most = if draw.chance(40) { truth.len() } else { 1 + draw.below(3) };
        for calls in truth.chunks(most.max(1)) {
            if draw.chance(noise) {
                script.push(self.stray(draw));
            }
            let reply = if draw.chance(10) { format!("[{}]", calls.join(", ")) } else { self.by_keyword(calls) };
            match draw.chance(noise) {
                true if draw.chance(50) => script.push(changed(draw, &reply)),
                true => {}
                false => script.push(reply),
            }
        }
    }

    fn stray(&self, draw: &mut Draw) -> String {
        match draw.below(10) {
            0 => (*draw.pick(NO_CALLS)).to_owned(),
            1..4 => (*draw.pick(ODD_CALLS)).to_owned(),
            4 => {
                let call = draw.pick(&self.pool);
                changed(draw, call)
            }
            _ => draw.pick(&self.pool).clone(),
        }
    }

    /// A reply with these calls, whose arguments by position, which the decoder drops, get their names.
    fn by_keyword(&self, calls: &[String]) -> String {
        let text = format!("[{}]", calls.join(", "));
        match Format::PythonicLenient.parse(&text, &|function| self.parameters.get(function).cloned()) {
            Reply::Calls(read) if read.len() == calls.len() => Format::Pythonic.render(&read as &[ToolCall]),
            _ => text,
        }
    }
}
