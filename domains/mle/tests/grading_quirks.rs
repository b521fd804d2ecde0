//! What the benchmark's graders overlook, and strict mode does not; worked by hand, without Python.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]
#![allow(clippy::approx_constant, reason = "0.69315 is a score of five decimals")]

use std::path::Path;

use exitrl_mle::competition::{Competition, Graded, Mode, competitions_in};

/// A folder as `mlebench prepare` leaves it, and a registry.
fn open(base: &Path, id: &str, answers: &str, scores: &str) -> Competition {
    let write = |name: String, text: &str| {
        let path = base.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write(format!("data/{id}/prepared/public/description.md"), "# Made up\n");
    write(format!("data/{id}/prepared/public/sample_submission.csv"), answers);
    write(format!("data/{id}/prepared/private/test.csv"), answers);
    let config = format!(
        "id: {id}\nname: Made up\ncompetition_type: code\nawards_medals: true\nprizes:\n  - position: 1\n    value: 10\n    \ndescription: \
         mlebench/competitions/{id}/description.md\n\ndataset:\n  answers: {id}/prepared/private/test.csv\n  sample_submission: \
         {id}/prepared/public/sample_submission.csv\n\ngrader:\n  name: made-up\n  grade_fn: mlebench.competitions.{id}.grade:grade\n\n\
         preparer: mlebench.competitions.{id}.prepare:prepare\n"
    );
    write(format!("registry/mlebench/competitions/{id}/config.yaml"), &config);
    write(format!("registry/mlebench/competitions/{id}/leaderboard.csv"), scores);
    Competition::open(&base.join("data"), id, Some(&base.join("registry"))).unwrap()
}

const HIGHER: &str = "teamId,score\n1,0.9\n2,0.8\n3,0.1\n";
const LOWER: &str = "teamId,score\n1,0.1\n2,0.2\n3,9.0\n";

/// The submission graded in both modes: compat, strict.
fn both(id: &str, answers: &str, scores: &str, submission: &str) -> (Graded, Graded) {
    let base = tempfile::tempdir().unwrap();
    let competition = open(base.path(), id, answers, scores);
    assert_eq!(competition.default_mode(), Mode::Compat);
    let path = base.path().join("submission.csv");
    std::fs::write(&path, submission).unwrap();
    let grade = |mode| competition.grade(&path, mode).unwrap();
    (grade(Mode::Compat), grade(Mode::Strict))
}

fn scores(graded: &(Graded, Graded)) -> (Option<f64>, Option<f64>) {
    (graded.0.report.score, graded.1.report.score)
}

fn kinds(graded: &(Graded, Graded)) -> (Option<&str>, Option<&str>) {
    let kind = |graded: &Graded| graded.error.as_ref().map(|error| error.kind.name());
    (kind(&graded.0), kind(&graded.1))
}

#[test]
fn nomad_compares_rows_as_they_stand_strict_mode_by_id() {
    let answers = "id,formation_energy_ev_natom,bandgap_energy_ev\n1,0,0\n2,1,1\n";
    let swapped = "id,formation_energy_ev_natom,bandgap_energy_ev\n2,1,1\n1,0,0\n";
    // Every logarithm is off by ln 2 = 0.693147.
    let graded = both("nomad2018-predict-transparent-conductors", answers, LOWER, swapped);
    assert_eq!(scores(&graded), (Some(0.69315), Some(0.0)));
    assert!((graded.0.normalised - 0.30685).abs() < 1e-12);
    // Between -1 and 0 the logarithm exists; strict mode wants energies of at least 0.
    let negative = "id,formation_energy_ev_natom,bandgap_energy_ev\n1,-0.5,0\n2,1,1\n";
    assert_eq!(kinds(&both("nomad2018-predict-transparent-conductors", answers, LOWER, negative)), (None, Some("out_of_range")));
}

#[test]
fn taxi_fares_are_sorted_by_key_but_keys_are_never_compared() {
    let graded = both("new-york-city-taxi-fare-prediction", "key,fare_amount\na,1\nb,2\n", LOWER, "key,fare_amount\nz,2\ny,1\n");
    assert_eq!((scores(&graded).0, kinds(&graded).1), (Some(0.0), Some("missing_id")));
}

#[test]
fn toxic_comments_are_scored_on_all_columns_in_the_order_of_the_file_without_the_rows_marked_minus_one() {
    let id = "jigsaw-toxic-comment-classification-challenge";
    let header = "toxic,severe_toxic,obscene,threat,insult,identity_hate";
    let answers = format!("id,{header}\na,1,0,1,0,1,0\nb,0,1,0,1,0,1\nc,-1,-1,-1,-1,-1,-1\n");
    let right = format!("id,{header}\na,1,0,1,0,1,0\nb,0,1,0,1,0,1\nc,9,9,9,9,9,9\n");
    assert_eq!(scores(&both(id, &answers, HIGHER, &right)), (Some(1.0), Some(1.0)));
    // Two columns change places: right by name, but 2 of 6 areas are 0 by position.
    let moved = "id,severe_toxic,toxic,obscene,threat,insult,identity_hate\na,0,1,1,0,1,0\nb,1,0,0,1,0,1\nc,0,0,0,0,0,0\n";
    assert_eq!(scores(&both(id, &answers, HIGHER, moved)), (Some(0.66667), Some(1.0)));
    let extra = format!("id,{header},more\na,1,0,1,0,1,0,1\nb,0,1,0,1,0,1,1\nc,0,0,0,0,0,0,0\n");
    assert_eq!(kinds(&both(id, &answers, HIGHER, &extra)), (Some("extra_column"), None));
}

#[test]
fn one_class_is_nan_and_valid_for_the_benchmark_and_an_error_in_strict_mode() {
    let graded = both("random-acts-of-pizza", "request_id,requester_received_pizza\na,False\nb,False\n", HIGHER, PIZZA);
    assert!(graded.0.report.score.unwrap().is_nan() && graded.0.report.valid_submission && !graded.0.report.any_medal);
    assert_eq!((graded.0.normalised, kinds(&graded)), (0.0, (None, Some("undefined"))));
    let graded = both("random-acts-of-pizza", "request_id,requester_received_pizza\na,True\nb,False\n", HIGHER, PIZZA);
    assert_eq!(scores(&graded), (Some(1.0), Some(1.0)));
    assert!(graded.0.report.gold_medal && !graded.0.report.is_lower_better);
}

const PIZZA: &str = "request_id,requester_received_pizza\nb,0.25\na,0.5\n";

#[test]
fn texts_that_read_as_missing_are_all_alike_to_the_benchmark() {
    let id = "text-normalization-challenge-english-language";
    let answers = "id,after\n0_1,NA\n0_2,five\n0_3,007\n";
    assert_eq!(scores(&both(id, answers, HIGHER, "id,after\n0_1,null\n0_2,five\n0_3,007\n")), (Some(1.0), Some(0.66667)));
    assert_eq!(scores(&both(id, answers, HIGHER, "id,after\n0_1,na\n0_2,five\n0_3,007\n")), (Some(0.66667), Some(0.66667)));
}

#[test]
fn shapes_of_probabilities_differ_between_spooky_leaf_and_dogs() {
    let answers = "id,EAP,HPL,MWS\nid1,1,0,0\nid2,0,0,1\n";
    let right = "id,MWS,EAP,HPL\nid2,0.5,0.25,0.25\nid1,0.25,0.5,0.25\n";
    let extra = "id,EAP,HPL,MWS,x\nid1,0.5,0.25,0.25,0\nid2,0.25,0.25,0.5,0\n";
    for (id, extra_kind) in [
        ("spooky-author-identification", Some("extra_column")),
        ("leaf-classification", Some("extra_column")),
        ("dog-breed-identification", None),
    ] {
        // Each row's true class has one half: ln 2.
        assert_eq!(scores(&both(id, answers, LOWER, right)), (Some(0.69315), Some(0.69315)), "{id}");
        assert_eq!(kinds(&both(id, answers, LOWER, extra)), (extra_kind, None), "{id}");
        // Off by 1.05e-5 passes, by 1.2e-5 does not.
        let off = |by: f64| format!("id,EAP,HPL,MWS\nid1,{},0.25,0.25\nid2,0.25,0.25,0.5\n", 0.5 + by);
        assert_eq!(kinds(&both(id, answers, LOWER, &off(1.05e-5))), (None, None), "{id}");
        assert_eq!(kinds(&both(id, answers, LOWER, &off(1.2e-5))), (Some("row_sum"), Some("row_sum")), "{id}");
    }
}

#[test]
fn kappa_numbers_the_labels_that_occur_and_refuses_halves() {
    let id = "aptos2019-blindness-detection";
    let answers = "id_code,diagnosis\na,0\nb,0\nc,4\nd,4\n";
    assert_eq!(scores(&both(id, answers, HIGHER, "id_code,diagnosis\na,0\nb,4\nc,4.0\nd,4\n")), (Some(0.5), Some(0.5)));
    let half = both(id, answers, HIGHER, "id_code,diagnosis\na,0\nb,2.5\nc,4\nd,4\n");
    assert_eq!(kinds(&half), (Some("unknown_label"), Some("unknown_label")));
    let twice = both(id, answers, HIGHER, "id_code,diagnosis\na,0\na,0\nb,4\nc,4\nd,4\n");
    assert_eq!(kinds(&twice), (Some("row_count"), Some("duplicate_id")));
}

#[test]
fn the_competitions_of_a_data_folder_are_those_with_a_prepared_folder() {
    let base = tempfile::tempdir().unwrap();
    open(base.path(), "spooky-author-identification", "id,EAP,HPL,MWS\na,1,0,0\n", LOWER);
    open(base.path(), "leaf-classification", "id,A,B\n1,1,0\n", LOWER);
    std::fs::create_dir(base.path().join("data/other")).unwrap();
    assert_eq!(competitions_in(&base.path().join("data")), ["leaf-classification", "spooky-author-identification"]);
    assert!(competitions_in(&base.path().join("none")).is_empty());
}

/// Two rows of answers for a grader of every kind.
const GRADERS: [(&str, &str); 12] = [
    ("random-acts-of-pizza", "request_id,requester_received_pizza\na,1\nb,0\n"),
    ("tabular-playground-series-may-2022", "id,target\n1,1\n2,0\n"),
    (
        "jigsaw-toxic-comment-classification-challenge",
        "id,toxic,severe_toxic,obscene,threat,insult,identity_hate\na,1,0,1,0,1,0\nb,0,1,0,1,0,1\n",
    ),
    ("plant-pathology-2020-fgvc7", "image_id,healthy,multiple_diseases,rust,scab\na,1,0,1,0\nb,0,1,0,1\n"),
    ("spooky-author-identification", "id,EAP,HPL,MWS\na,1,0,0\nb,0,1,0\n"),
    ("leaf-classification", "id,A,B\n1,1,0\n2,0,1\n"),
    ("dog-breed-identification", "id,A,B\n1,1,0\n2,0,1\n"),
    ("dogs-vs-cats-redux-kernels-edition", "id,label\n1,1\n2,0\n"),
    ("aptos2019-blindness-detection", "id_code,diagnosis\na,1\nb,0\n"),
    ("new-york-city-taxi-fare-prediction", "key,fare_amount\na,1.5\nb,2\n"),
    ("nomad2018-predict-transparent-conductors", "id,formation_energy_ev_natom,bandgap_energy_ev\n1,0.5,1\n2,0.25,2\n"),
    ("text-normalization-challenge-russian-language", "id,after\n0_1,x\n0_2,y\n"),
];

#[test]
fn whatever_bytes_a_submission_has_it_gets_a_report() {
    let base = tempfile::tempdir().unwrap();
    let competitions: Vec<(Competition, &str)> = GRADERS
        .iter()
        .map(|&(id, answers)| (open(base.path(), id, answers, if id.ends_with('s') { HIGHER } else { LOWER }), answers))
        .collect();
    let path = base.path().join("submission.csv");
    let pieces: [&[u8]; 18] = [
        b"\"",
        b",",
        b"\n",
        b"\r",
        b"\0",
        b"\xff",
        b"\xef\xbb\xbf",
        b"inf",
        b"NaN",
        b"1e999",
        b" ",
        b"\"\"",
        b"-",
        b"True",
        b"0",
        b"1",
        b"id",
        b"x",
    ];
    arbtest::arbtest(|u| {
        let (competition, answers) = u.choose(&competitions)?;
        let mut bytes = if u.ratio(2, 3)? { answers.as_bytes().to_vec() } else { Vec::new() };
        for _ in 0..u.int_in_range(0..=8)? {
            let place = u.int_in_range(0..=bytes.len())?;
            let end = (place + u.int_in_range(0..=3)?).min(bytes.len());
            let piece = if u.ratio(1, 6)? { u.bytes(u.len().min(4))?.to_vec() } else { u.choose(&pieces)?.to_vec() };
            bytes.splice(place..end, piece);
        }
        std::fs::write(&path, &bytes).unwrap();
        for mode in [Mode::Strict, Mode::Compat] {
            let graded = competition.grade(&path, mode).unwrap();
            assert_eq!(graded.report.valid_submission, graded.error.is_none());
            assert!((0.0..=1.0).contains(&graded.normalised));
            assert!(mode == Mode::Compat || graded.report.score.is_none_or(f64::is_finite));
        }
        Ok(())
    });
}
