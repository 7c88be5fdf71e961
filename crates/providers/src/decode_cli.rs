//! Bodies read by hand: what the console makes of a recorded answer, without a connection.
//!
//! `cargo xtask decode` prints it. Each provider lists its operations; the reading is that of its endpoints, not a second one.

use voldeck_core::http::{Access, Error, Response, check_response};
use voldeck_core::model::Item;

/// One operation whose answers can be read.
#[derive(Clone, Copy)]
pub struct DecodeOperation {
    /// The vendor's name of it, which is the endpoint's: `GET /v1/volumes`.
    pub operation: &'static str,
    /// A name for the command line, unique within the provider: `list-volumes`.
    pub name: &'static str,
    /// The error that a response of the provider means, if it means one.
    pub parse_error: fn(&'static str, &Response) -> Result<(), Error>,
    /// Reads an answer that is no error.
    ///
    /// # Errors
    ///
    /// When the body is not what the operation answers.
    pub decode: fn(&Response) -> Result<Decoded, voldeck_core::http::DecodeError>,
}

/// What the console makes of an answer.
#[derive(Debug, Clone, Default)]
pub struct Decoded {
    /// Resources, and what could not be read as one.
    pub items: Vec<Item>,
    /// What else was understood, a line each: `next page: …`, `created: …`.
    pub lines: Vec<String>,
}

/// What the names of writing operations begin with.
const WRITES: [&str; 9] = ["attach", "create", "delete", "detach", "export", "extend", "rename", "replicate", "write"];

impl DecodeOperation {
    /// Whether the operation changes anything: the name on the command line begins with what is done.
    fn access(&self) -> Access {
        let done = self.name.split('-').next().unwrap_or_default();
        if WRITES.contains(&done) { Access::Write } else { Access::Read }
    }

    /// Reads an answer as the console would: looked through for an error first, then decoded.
    ///
    /// # Errors
    ///
    /// What the console would show instead: the provider's refusal, or why the body is not readable.
    pub fn decode_response(&self, response: &Response) -> Result<Decoded, Error> {
        check_response(self.parse_error, self.operation, self.access(), response)?;
        (self.decode)(response).map_err(|misread| voldeck_core::http::unreadable(self.operation, response, &misread))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use voldeck_core::http::ErrorKind::{self, Busy, Failed, OutcomeUnknown, Unreadable};

    /// Everything that is no page is fine, and no status is known.
    fn parse_error(operation: &'static str, response: &Response) -> Result<(), Error> {
        let kind = match (response.ok(), response.body.starts_with('<')) {
            (true, false) => return Ok(()),
            (_, true) => ErrorKind::Unreadable,
            _ => ErrorKind::Failed,
        };
        Err(Error::answered(kind, operation, response, "said so"))
    }

    #[test]
    fn a_recorded_answer_is_checked_as_the_console_checks_it() {
        let check = |name: &'static str, status: u16, body: &str, expected: Option<ErrorKind>| {
            let decode = |response: &Response| {
                if response.body == "yes" { Ok(Decoded::default()) } else { Err(voldeck_core::http::DecodeError("no".to_owned())) }
            };
            let reader = DecodeOperation { operation: "", name, parse_error, decode };
            let decode = reader.decode_response(&Response { status, headers: Vec::new(), body: body.to_owned() });
            assert_eq!(decode.err().map(|error| error.kind), expected, "{name} {status} {body}");
        };
        let reads = ["list-volumes", "read-volume", "agent-self", "sign-in"];
        let writes = ["write-volume", "create-snapshot", "delete-volume", "delete", "attach-volume", "extend-volume", "export-snapshot"];
        for status in [408, 502, 503, 504, 522] {
            for body in ["", "<html>504</html>", "text", "{}"] {
                for name in reads {
                    check(name, status, body, Some(Busy));
                }
                for name in writes {
                    check(name, status, body, Some(OutcomeUnknown));
                }
            }
        }
        check("list-volumes", 200, "<html></html>", Some(Unreadable));
        check("delete-volume", 200, "<html></html>", Some(OutcomeUnknown));
        for name in ["list-volumes", "delete-volume"] {
            check(name, 500, "", Some(Failed));
            check(name, 200, "no", Some(Unreadable));
            check(name, 200, "yes", None);
        }
    }
}
