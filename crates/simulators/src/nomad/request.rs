//! A request as Nomad's HTTP agent understands it: decoded path, query and body.
//!
//! Go's rules are kept, not those of strict JSON: keys match in any case, unknown ones are ignored, Content-Type is
//! never looked at, durations are Go durations (`1m30s`). Knows nothing of volumes.
//! Source: `command/agent/http.go`; <https://developer.hashicorp.com/nomad/api-docs>.

use super::ApiVersion;
use super::response::{Failure, refuse};
use super::value::field;
use crate::frame;
use percent_encoding::percent_decode_str;
use serde_json::Value;

/// The longest hold of a blocking query: the server clamps to 300 s although the documentation says 10 minutes.
const LONGEST_WAIT_MS: u64 = 300_000;

/// A decoded request.
pub(super) struct Request {
    pub method: String,
    /// The segments after `/v1/`, a trailing slash dropped. Go decodes the path before it is split: an escaped slash parts
    /// two segments as well.
    pub path: Vec<String>,
    query: Vec<(String, String)>,
    body: String,
    /// `X-Nomad-Token`, or the bearer token; empty if there was none.
    pub token: String,
    /// When the driver asks again for a held call: the deadline given before, in milliseconds since the epoch.
    pub held_until: Option<u64>,
    /// `index`, 0 if absent.
    pub index: u64,
    /// `wait` in milliseconds, clamped.
    pub wait: u64,
    /// `per_page`, 0 for everything.
    pub per_page: u64,
}

impl Request {
    /// Decodes a call, or says what is wrong with its general parameters.
    pub fn new(call: &frame::Request, api_version: ApiVersion) -> Result<Self, Failure> {
        let Some(path) = call.path.trim_end_matches('/').strip_prefix("/v1/") else {
            return refuse!(404; "resource not found");
        };
        let header = |name| call.header(name).unwrap_or("").trim();
        let mut token = header("x-nomad-token");
        if token.is_empty()
            && api_version >= ApiVersion::V16
            && let Some((scheme, secret)) = header("authorization").split_once(' ')
            && scheme.eq_ignore_ascii_case("bearer")
        {
            token = secret.trim();
        }
        let mut request = Self {
            method: call.method.clone(),
            path: percent_decode_str(path).decode_utf8_lossy().split('/').map(str::to_owned).collect(),
            query: form_urlencoded::parse(call.query.as_bytes()).into_owned().collect(),
            // As Go reads JSON: bytes that are no UTF-8 become U+FFFD.
            body: String::from_utf8_lossy(&call.body).into_owned(),
            token: token.to_owned(),
            held_until: header("x-sim-held-until").parse().ok(),
            index: 0,
            wait: LONGEST_WAIT_MS,
            per_page: 0,
        };
        request.read_options()?;
        Ok(request)
    }

    /// The parameters that every endpoint takes.
    fn read_options(&mut self) -> Result<(), Failure> {
        let whole = |key: &str| match self.query(key) {
            "" => Ok(0),
            text => text.parse().map_err(|_| Failure::new(400, format_args!("Invalid {key}"))),
        };
        let wait = match self.query("wait") {
            "" => Some(LONGEST_WAIT_MS),
            text => duration_ms(text),
        };
        let Some(wait) = wait else { return refuse!(400; "Invalid wait time") };
        let (index, per_page, stale) = (whole("index")?, whole("per_page")?, self.query("stale"));
        if !stale.is_empty() && go_bool(stale).is_none() {
            return refuse!(400; "Expect `true` or `false` for `stale` query string parameter, got {stale}");
        }
        if !["", "global"].contains(&self.query("region")) {
            return refuse!("No path to region");
        }
        (self.wait, self.index, self.per_page) = (wait.min(LONGEST_WAIT_MS), index, per_page);
        Ok(())
    }

    /// What the path names: the segment after the kind.
    pub fn id(&self) -> &str {
        self.path.get(2).map_or("", String::as_str)
    }

    /// Whether the path ends with this word.
    pub fn ends_with(&self, word: &str) -> bool {
        self.path.last().is_some_and(|last| last == word)
    }

    /// `?force=`.
    pub fn force(&self) -> Result<bool, Failure> {
        match self.query("force") {
            "" => Ok(false),
            text => go_bool(text).map_or_else(|| refuse!(400; "invalid force value"), Ok),
        }
    }

    /// The first value of a query parameter, empty if absent.
    pub fn query(&self, key: &str) -> &str {
        self.query.iter().find(|(name, _)| name == key).map_or("", |(_, value)| value)
    }

    /// `?namespace=`, or `default`.
    pub fn namespace(&self) -> &str {
        match self.query("namespace") {
            "" => "default",
            namespace => namespace,
        }
    }

    /// The body as JSON.
    pub fn json(&self, api_version: ApiVersion) -> Result<Value, Failure> {
        if self.body.is_empty() {
            return refuse!(400; "{}", if api_version >= ApiVersion::V16 { "Request body is empty" } else { "EOF" });
        }
        serde_json::from_str(&self.body).map_err(|error| {
            if error.is_eof() { Failure::new(400, format_args!("unexpected EOF")) } else { Failure::new(400, format_args!("{error}")) }
        })
    }

    /// The body if it is JSON, without a complaint if it is not.
    pub fn loose_json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or(Value::Null)
    }
}

/// An integer field, 0 if absent; `within` is where `encoding/json` says it stands.
pub(super) fn int(value: &Value, key: &str, within: &str) -> Result<i64, Failure> {
    let found = field(value, key);
    match found.as_i64() {
        Some(number) => Ok(number),
        None if found.is_null() => Ok(0),
        None => unfit(found, key, within, "int64"),
    }
}

/// Refuses a field that should be a text and is something else.
pub(super) fn check_text(value: &Value, key: &str, within: &str) -> Result<(), Failure> {
    let found = field(value, key);
    if found.is_null() || found.is_string() { Ok(()) } else { unfit(found, key, within, "string") }
}

/// The refusal of a value of the wrong kind.
fn unfit<T>(found: &Value, key: &str, within: &str, wanted: &str) -> Result<T, Failure> {
    let kind = match found {
        Value::Null => "null".to_owned(),
        Value::Bool(_) => "bool".to_owned(),
        Value::Number(number) if wanted == "int64" => ["number ", &number.to_string()].concat(),
        Value::Number(_) => "number".to_owned(),
        Value::String(_) => "string".to_owned(),
        Value::Array(_) => "array".to_owned(),
        Value::Object(_) => "object".to_owned(),
    };
    refuse!(400; "json: cannot unmarshal {kind} into Go struct field {within}.{key} of type {wanted}")
}

/// `strconv.ParseBool`.
pub(super) fn go_bool(text: &str) -> Option<bool> {
    match text {
        "1" | "t" | "T" | "true" | "True" | "TRUE" => Some(true),
        "0" | "f" | "F" | "false" | "False" | "FALSE" => Some(false),
        _ => None,
    }
}

/// `time.ParseDuration`, in whole milliseconds; negative ones are refused.
pub(super) fn duration_ms(text: &str) -> Option<u64> {
    if text == "0" {
        return Some(0);
    }
    let mut rest = text;
    let mut micros = 0_u64;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let (number, tail) = rest.split_at(digits);
        let unit = tail.find(|c: char| c.is_ascii_digit() || c == '.').unwrap_or(tail.len());
        let scale: u64 = match &tail[..unit] {
            "h" => 3_600_000_000,
            "m" => 60_000_000,
            "s" => 1_000_000,
            "ms" => 1_000,
            "us" | "µs" => 1,
            "ns" => 0,
            _ => return None,
        };
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        if whole.is_empty() && fraction.is_empty() {
            return None;
        }
        let whole: u64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
        micros = micros.checked_add(whole.checked_mul(scale)?)?;
        if !fraction.is_empty() {
            let digits = &fraction[..fraction.len().min(6)];
            micros = micros.checked_add(digits.parse::<u64>().ok()? * scale / 10_u64.pow(u32::try_from(digits.len()).ok()?))?;
        }
        rest = &tail[unit..];
    }
    (!text.is_empty()).then_some(micros / 1_000)
}
