//! Errors of drivers: the status of a gRPC call, as Nomad repeats it.

/// A refusal of the driver: the code and the description of its gRPC status.
pub(super) struct Refusal(pub &'static str, pub String);

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        write!(f, "rpc error: code = {} desc = {}", self.0, self.1)
    }
}
