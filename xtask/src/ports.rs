//! Ports for servers of others: such a server is told its port before it listens, so the port has to stay free until then.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::ops::Range;
use std::time::Duration;

use crate::error::Error;
use crate::http;

/// Where free ports are looked for: below those that systems hand out to whoever asks for any port (Linux from 32768, macOS and
/// Windows from 49152). One of those could be given to another listener, or to a connection, before the server listens.
const CHOICE: Range<u16> = 20_000..32_000;

/// Ports that nobody listens on: these, or free ones where 0 is asked for. All are held while they are chosen, so they are different.
///
/// # Errors
/// A port that is asked for is taken or may not be used, or there is no free one.
pub fn free<const N: usize>(wanted: [u16; N]) -> Result<[u16; N], Error> {
    let mut held: Vec<TcpListener> = Vec::new();
    let mut ports = wanted;
    // Two runs at once begin at different places.
    let width = u32::from(CHOICE.end - CHOICE.start);
    let begin = std::process::id().wrapping_mul(61) % width;
    let mut choice = (0..width).filter_map(|step| u16::try_from((begin + step) % width).ok()).map(|step| CHOICE.start + step);
    for port in &mut ports {
        let (chosen, listener) = match *port {
            0 => choice
                .find_map(|port| Some((port, http::listen(port).ok()?)))
                .ok_or_else(|| Error::new(format!("No port from {} to {} is free.", CHOICE.start, CHOICE.end - 1)))?,
            port => (port, http::listen(port).map_err(Error::new)?),
        };
        *port = chosen;
        held.push(listener);
    }
    Ok(ports)
}

/// The status of the answer to a `GET` of a path at a port of this machine, if there is an answer.
pub fn status(port: u16, path: &str) -> Option<u16> {
    let address = SocketAddr::from(([127, 0, 0, 1], port));
    let mut stream = TcpStream::connect_timeout(&address, Duration::from_millis(500)).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(10))).ok()?;
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").ok()?;
    let mut head = [0; 12];
    stream.read_exact(&mut head).ok()?;
    std::str::from_utf8(&head[9..]).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn free_ports_are_different_and_none_that_a_system_hands_out() {
        let [one, two, three] = free([0, 0, 0]).unwrap_or_default();
        assert!(one != two && two != three && one != three, "{one} {two} {three}");
        assert!([one, two, three].iter().all(|port| CHOICE.contains(port)), "{one} {two} {three}");
    }

    #[test]
    fn a_taken_port_is_told_and_not_chosen() {
        let [taken] = free([0]).unwrap_or_default();
        let held = http::listen(taken).expect("the port");
        assert!(free([taken]).is_err_and(|error| error.to_string().contains("taken")));
        assert_ne!(free([0]).unwrap_or_default(), [taken]);
        drop(held);
    }

    #[test]
    fn nobody_answers_at_a_port_without_a_server() {
        let [port] = free([0]).unwrap_or_default();
        assert_eq!(status(port, "/"), None);
    }
}
