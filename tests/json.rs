//! The reader of JSON on bodies that were damaged at random. `serde_json` says what is JSON, so this is about what is ours: the parts
//! that are handed out against a tree that `serde_json` built of the same text, and texts that stay as they were sent.

use serde_json::Value;
use voldeck_core::json::{self, ObjectBuilder, RawJson};
use voldeck_core::model::Raw;

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

/// Damaged bodies that are JSON all the same, with the tree of each.
fn good(seed: u64, rounds: usize) -> Vec<(String, Value)> {
    let mut dice = Dice(seed);
    let read = |text: String| Some((serde_json::from_str(&text).ok()?, text));
    let good: Vec<_> = (0..rounds).filter_map(|_| read(mutated(&mut dice))).map(|(value, text)| (text, value)).collect();
    // Both answers have to be common, or a comparison says nothing.
    assert!((rounds / 20..rounds - rounds / 20).contains(&good.len()), "{}", good.len());
    good
}

fn tree(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

#[test]
fn text_that_is_not_json_is_refused() {
    let (mut dice, mut refused) = (Dice(0x005e_ed0f_d15c), 0);
    for _ in 0..60_000 {
        let text = mutated(&mut dice);
        let (good, list) = (json::check(&text).is_ok(), text.trim_start().starts_with('['));
        assert_eq!(json::array(&text).is_some(), good && list, "{text}");
        assert!(!good || list || json::entries(&text).is_some() == text.trim_start().starts_with('{'), "{text}");
        assert!(good || serde_json::from_str::<Value>(&text).is_err(), "{text}");
        refused += u32::from(!good);
    }
    assert!((3_000..57_000).contains(&refused), "{refused}");
}

#[test]
fn entries_are_those_that_serde_json_reads() {
    for (text, value) in good(0x00fe_ed0f_d15c, 20_000) {
        let entries = json::entries(&text);
        match value {
            Value::Array(items) => {
                let entries = entries.unwrap();
                assert_eq!(entries.iter().map(|(_, item)| tree(item)).collect::<Vec<_>>(), items, "{text}");
                assert_eq!(json::array(&text).unwrap(), entries.iter().map(|(_, item)| *item).collect::<Vec<_>>());
            }
            Value::Object(map) => {
                let entries = entries.unwrap();
                assert!(entries.iter().all(|(name, _)| map.contains_key(&**name)), "{text}");
                // The last of several members of one name counts.
                for (name, value) in &map {
                    assert_eq!(json::member(&text, name).map(tree).as_ref(), Some(value), "{name} in {text}");
                }
            }
            Value::String(said) => assert_eq!((json::string(&text), entries), (Some(said), None), "{text}"),
            _ => assert_eq!((json::string(&text), entries), (None, None), "{text}"),
        }
    }
}

#[test]
fn every_text_is_a_piece_of_what_was_sent_and_is_sent_again_as_it_was() {
    for (text, value) in good(0x0c0f_fee0_d15c, 20_000) {
        let Some(entries) = json::entries(&text) else { continue };
        let within = text.as_bytes().as_ptr_range();
        assert!(entries.iter().all(|(_, part)| within.contains(&part.as_ptr()) && part.trim() == *part), "{text}");
        if value.is_object() {
            let mut object = ObjectBuilder::default();
            for (name, part) in &entries {
                object.put(name, RawJson(part));
            }
            let again = json::text(&object);
            assert_eq!(tree(&again), value, "{text}");
            for (name, _) in &entries {
                assert_eq!(json::member(&again, name), json::find(&entries, name), "{text}");
            }
        }
    }
}

#[test]
fn indenting_and_leaves_lose_nothing() {
    fn count(value: &Value) -> usize {
        match value {
            Value::Array(items) if !items.is_empty() => items.iter().map(count).sum(),
            Value::Object(map) if !map.is_empty() => map.values().map(count).sum(),
            _ => 1,
        }
    }
    for (text, value) in good(0x0dec_ade0_d15c, 20_000) {
        let raw = Raw::new(&text);
        assert_eq!(tree(&raw.pretty()), value, "{text}");
        // What a later member of the same name hides from a tree was sent, and is shown.
        assert!(raw.leaves().len() >= count(&value), "{text}");
    }
}

/// What JSON leaves to its readers, decided.
#[test]
fn long_numbers_and_repeated_names_are_read_as_decided() {
    // Numbers are texts: no digit is lost, however many there are, and none is too large.
    let body = r#"{"a":123456789012345678901234567890.10,"b":1e400,"c":-0,"d":0.1000}"#;
    let leaves: Vec<_> = Raw::new(body).leaves().into_iter().map(|leaf| leaf.text).collect();
    assert_eq!(leaves, ["123456789012345678901234567890.10", "1e400", "-0", "0.1000"]);
    assert_eq!(json::check(body), Ok(()));

    // Of several members of one name the last counts; all of them are shown.
    let body = r#"{"a":1,"b":2,"\u0061":3}"#;
    assert_eq!((json::member(body, "a"), json::member(body, "b")), (Some("3"), Some("2")));
    assert_eq!(Raw::new(body).leaves().len(), 3);

    // Half a character is no text, and costs its field: it is shown as it was spelled.
    let body = r#"{"a":"\ud83e","b":"x"}"#;
    assert_eq!(json::check(body), Ok(()));
    assert_eq!(json::member(body, "a").and_then(json::string), None);
    assert_eq!(json::member(body, "b").and_then(json::string).as_deref(), Some("x"));
    assert_eq!(Raw::new(body).leaves()[0].text, r#""\ud83e""#);
    // In a name it costs the object, since nobody can say which member that is; in a list, this one object.
    assert_eq!(json::entries(r#"{"\ud83e":1,"b":2}"#), None);
    assert_eq!(json::array(r#"[{"\ud83e":1},{"b":2}]"#), Some(vec![r#"{"\ud83e":1}"#, r#"{"b":2}"#]));
}

/// The stack of a browser's tab is smaller than a body may be deep.
#[test]
fn a_body_deeper_than_the_stack_is_read_or_refused_in_words() {
    let deep = 100_000;
    let open = "[".repeat(deep);
    assert_eq!(json::check(&open), Err("It breaks off in the middle.".to_owned()));
    assert_eq!(json::array(&open), None);
    for (open, close) in [("[", "]"), (r#"{"a":"#, "}"), (r#"[{"a":"#, "}]")] {
        let body = [open.repeat(deep), "1".to_owned(), close.repeat(deep)].concat();
        assert_eq!(json::check(&body), Ok(()));
        assert_eq!(json::entries(&body).map(|entries| entries.len()), Some(1));
        let raw = Raw::new(&body);
        let leaves = raw.leaves();
        assert_eq!(leaves.len(), 1);
        assert!(leaves[0].text.ends_with(close) && leaves[0].text.contains('1'), "what is too deep is one text");
        assert!(raw.pretty().len() < 4 * body.len(), "indenting does not grow with the square of the depth");
        let request = voldeck_core::http::Request::new("PUT".parse().unwrap(), "/").json(&RawJson(&body), &["secret"]);
        let sent = request.body.unwrap();
        assert_eq!(sent.text, body);
        assert!(
            sent.shown.contains(voldeck_core::http::Secret::MASK) && !sent.shown.contains('1'),
            "what cannot be looked through is not shown"
        );
    }
}
