//! What a command leaves of its arguments.

use crate::error::Error;

/// Refuses arguments that no option has taken.
///
/// # Errors
/// There are some.
pub fn finish(arguments: pico_args::Arguments) -> Result<(), Error> {
    let rest = arguments.finish();
    match rest.first() {
        None => Ok(()),
        Some(first) => Err(Error::new(format!("`{}` is not an option of this command.", first.to_string_lossy()))
            .advice("--help after the command lists its options")),
    }
}
