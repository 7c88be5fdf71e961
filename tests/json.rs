//! The reader of JSON against a second opinion: what `serde_json` takes it takes, what that refuses it refuses, and the parts it
//! hands out are the same texts.

use serde_json::value::RawValue;
use voldeck::json;

/// Bodies to begin with; between them they have every token and every escape.
const BODIES: [&str; 6] = [
    r#"[{"ID":"a/b[0]","Name":"Ablage \"Büro\" \\ M\u00fcnchen","Schedulable":true,"CurrentReaders":0,"Capacity":9223372036854775807}]"#,
    r#"{"Volumes":[{"ExternalID":"vol-1","CapacityBytes":-1,"IsAbnormal":false,"Status":null}],"NextToken":"\ud83d\ude00\b\f\n\r\t\/"}"#,
    r#" { "a" : [ ] , "b" : { } , "" : [ [ 1.50 , -0e+10 , 2E-3 ] , "π" ] } "#,
    r#"{"a":{"b":{"c":[null,true,false,[{"d":"e"}]]}},"a":2}"#,
    "[0,10,-1,0.1,1e1]",
    "\"text\"",
];

/// What a mutation puts in.
const PIECES: [&str; 24] = [
    "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u12", "\\x", "0", "01", "-", ".", "e", "+", "1e400", "tru", "null", " ", "\t", "\u{1}",
    "é", "",
];

/// Numbers that are the same every time (xorshift64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit as u64).unwrap_or(0)
    }
}

/// A body with up to four places cut, doubled or replaced.
fn mutated(dice: &mut Dice) -> String {
    let mut text: Vec<char> = BODIES[dice.below(BODIES.len())].chars().collect();
    for _ in 0..=dice.below(4) {
        let at = dice.below(text.len() + 1);
        let end = (at + dice.below(4)).min(text.len());
        let piece: Vec<char> = PIECES[dice.below(PIECES.len())].chars().collect();
        text.splice(at..end, piece);
    }
    text.into_iter().collect()
}

#[test]
fn the_same_texts_are_json() {
    let (mut dice, mut good) = (Dice(0x005e_ed0f_d15c), 0);
    for _ in 0..60_000 {
        let text = mutated(&mut dice);
        let expected = serde_json::from_str::<&RawValue>(&text).is_ok();
        assert_eq!(json::check(&text).is_ok(), expected, "{text}");
        good += u32::from(expected);
    }
    // Both answers have to be common, or the comparison says nothing.
    assert!((3_000..57_000).contains(&good), "{good}");
}

#[test]
fn the_parts_are_the_same() {
    let mut dice = Dice(0x00fe_ed0f_d15c);
    for _ in 0..20_000 {
        let text = mutated(&mut dice);
        if json::check(&text).is_err() {
            continue;
        }
        match serde_json::from_str::<Vec<&RawValue>>(&text) {
            Ok(items) => {
                let parts = json::parts(&text).unwrap_or_default();
                assert_eq!(
                    parts.iter().map(|(_, value)| value.trim()).collect::<Vec<_>>(),
                    items.iter().map(|item| item.get()).collect::<Vec<_>>()
                );
            }
            Err(_) if text.trim_start().starts_with('"') => {
                assert_eq!(json::string(&text), serde_json::from_str::<String>(&text).ok(), "{text}");
            }
            Err(_) => {
                // The last of several members of one name counts, as in a map of serde_json.
                if let Ok(serde_json::Value::Object(map)) = serde_json::from_str(&text) {
                    for (name, value) in &map {
                        let ours = json::member(&text, name).unwrap_or_else(|| panic!("{name} in {text}"));
                        assert_eq!(serde_json::from_str::<serde_json::Value>(ours).ok().as_ref(), Some(value), "{text}");
                    }
                }
            }
        }
    }
}
