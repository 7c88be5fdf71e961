//! The form for a connection, and its test. The same form adds one, changes one, and takes a token again.

mod draft;
mod form;
mod keep;
mod remove;
mod test;

pub use form::ConnectForm;
pub use remove::RemoveQuestion;
