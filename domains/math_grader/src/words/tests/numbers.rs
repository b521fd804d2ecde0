use dashu_int::UBig;
use dashu_ratio::RBig;

use super::*;

fn ratio(numerator: i64, denominator: u64) -> RBig {
    RBig::from_parts(numerator.into(), denominator.into())
}

#[test]
fn numbers_in_words() {
    let cases: [(&str, i64, u64); 40] = [
        ("zero", 0, 1),
        ("one", 1, 1),
        ("Seven", 7, 1),
        ("twelve", 12, 1),
        ("nineteen", 19, 1),
        ("twenty", 20, 1),
        ("twenty-one", 21, 1),
        ("twenty one", 21, 1),
        ("ninety-nine", 99, 1),
        ("forty", 40, 1),
        ("a hundred", 100, 1),
        ("one hundred", 100, 1),
        ("one hundred one", 101, 1),
        ("two hundred and five", 205, 1),
        ("two hundred five", 205, 1),
        ("three hundred forty-two", 342, 1),
        ("fifteen hundred", 1500, 1),
        ("a thousand", 1000, 1),
        ("one thousand and one", 1001, 1),
        ("two thousand twenty", 2020, 1),
        ("twelve thousand three hundred forty-five", 12345, 1),
        ("one hundred thousand", 100_000, 1),
        ("two million", 2_000_000, 1),
        ("two million, ", 0, 0),
        ("one million two hundred thousand and six", 1_200_006, 1),
        ("three billion", 3_000_000_000, 1),
        ("1.5 million", 1_500_000, 1),
        ("2 million", 2_000_000, 1),
        ("5 thousand", 5000, 1),
        ("1,200 thousand", 1_200_000, 1),
        ("3 hundred", 300, 1),
        ("2.5 billion", 2_500_000_000, 1),
        ("7 lakh", 700_000, 1),
        ("2 crore", 20_000_000, 1),
        ("3 bn", 3_000_000_000, 1),
        ("half a million", 500_000, 1),
        ("two and a half million", 2_500_000, 1),
        ("a quarter million", 250_000, 1),
        ("quarter of a million", 250_000, 1),
        ("a dozen", 12, 1),
    ];
    for (text, numerator, denominator) in cases {
        let wanted = (denominator != 0).then(|| ratio(numerator, denominator));
        assert_eq!(number(text), wanted, "{text}");
    }
}

#[test]
fn more_numbers_in_words() {
    let cases: [(&str, i64, u64); 40] = [
        ("dozen", 12, 1),
        ("two dozen", 24, 1),
        ("half a dozen", 6, 1),
        ("5 dozen", 60, 1),
        ("minus three", -3, 1),
        ("negative five", -5, 1),
        ("negative two thirds", -2, 3),
        ("-3 million", -3_000_000, 1),
        ("half", 1, 2),
        ("one half", 1, 2),
        ("one-half", 1, 2),
        ("a half", 1, 2),
        ("three halves", 3, 2),
        ("one third", 1, 3),
        ("a third", 1, 3),
        ("two-thirds", 2, 3),
        ("three-quarters", 3, 4),
        ("three quarters", 3, 4),
        ("a quarter", 1, 4),
        ("one fourth", 1, 4),
        ("five eighths", 5, 8),
        ("seven twelfths", 7, 12),
        ("nine tenths", 9, 10),
        ("twenty-one hundredths", 21, 100),
        ("one hundredth", 1, 100),
        ("three thousandths", 3, 1000),
        ("one twenty-fifth", 1, 25),
        ("four twenty-fifths", 4, 25),
        ("twenty fifths", 4, 1),
        ("2 thirds", 2, 3),
        ("one and a half", 3, 2),
        ("five and three quarters", 23, 4),
        ("2 and a half", 5, 2),
        ("zero point five", 1, 2),
        ("three point one four", 157, 50),
        ("point two five", 1, 4),
        ("three out of five", 3, 5),
        ("one in four", 1, 4),
        ("1 in 10", 1, 10),
        ("2 out of 6", 1, 3),
    ];
    for (text, numerator, denominator) in cases {
        let wanted = (denominator != 0).then(|| ratio(numerator, denominator));
        assert_eq!(number(text), wanted, "{text}");
    }
}

#[test]
fn what_is_no_number_in_words() {
    let texts = [
        "",
        " ",
        "-",
        "and",
        "hundred",
        "thousand million",
        "twenty thirty",
        "one two three",
        "five hundred hundred",
        "first",
        "third",
        "twenty-first",
        "twenty fifth",
        "two third",
        "one thirds",
        "thirds",
        "two and",
        "and two",
        "two hundred and",
        "one and two",
        "minus",
        "minus minus one",
        "one half half",
        "half half",
        "three apples",
        "seventeen-",
        "one million million",
        "six or seven",
        "two thousand one million",
        "oneone",
        "1.2.3",
        "1,23",
        "12,34,567",
        "1,2345",
        "one point",
        "point",
        "one point twelve",
        "a",
        "an",
        "a one",
        "a and a half",
        "dozen dozen dozen",
        "zero hundred",
        "two hundred zero",
        "one second",
        "two seconds",
        "five and five halves",
        "five in four",
        "in four",
        "one out four",
        "zero in zero",
        "five out of",
        "half in four",
    ];
    for text in texts {
        // A hyphen at the end is white space, as it is between words.
        let wanted = (text == "seventeen-").then(|| ratio(17, 1));
        assert_eq!(number(text), wanted, "{text:?}");
    }
    assert_eq!(number(&"one ".repeat(60)), None);
    assert_eq!(number(&"9".repeat(199)), None, "a numeral longer than 40 digits is for the lexer");
}

#[test]
fn scales_and_ordinals() {
    for (word, wanted) in [("thousand", 1000_u64), ("K", 1000), ("million", 1_000_000), ("M", 1_000_000), ("bn", 1_000_000_000)] {
        assert_eq!(scale(word), Some(UBig::from(wanted)), "{word}");
    }
    for (word, wanted) in
        [("Millions", 1_000_000_u64), ("lakhs", 100_000), ("crore", 10_000_000), ("dozen", 12), ("T", 1_000_000_000_000)]
    {
        assert_eq!(scale(word), Some(UBig::from(wanted)), "{word}");
    }
    for word in ["m", "b", "G", "apples", "", "s", "thousandth", "millionaire"] {
        assert_eq!(scale(word), None, "{word}");
    }
    for (word, wanted) in [
        ("first", 1),
        ("third", 3),
        ("12th", 12),
        ("1st", 1),
        ("22nd", 22),
        ("113th", 113),
        ("thirty-first", 31),
        ("twentieth", 20),
    ] {
        assert_eq!(ordinal(word), Some(wanted), "{word}");
    }
    for word in ["1th", "2st", "11st", "one", "th", "5", "-1st", "first second", "99999999th", "twenty-twentieth"] {
        assert_eq!(ordinal(word), None, "{word}");
    }
}
