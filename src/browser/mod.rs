//! What only a browser has: the network, the time, storage, cryptography, the clipboard, the page itself, the one that embeds it and other
//! tabs, and the worker of the demo. Each is touched in one file.

#[cfg(feature = "ui")]
pub mod clipboard;
pub mod clock;
#[cfg(feature = "ui")]
pub mod crypto;
#[cfg(feature = "ui")]
pub mod database;
#[cfg(feature = "ui")]
pub mod deployed;
#[cfg(feature = "ui")]
pub mod diagnosis;
#[cfg(feature = "ui")]
pub mod fetch;
#[cfg(feature = "ui")]
pub mod frame;
#[cfg(feature = "ui")]
pub mod host_page;
#[cfg(feature = "ui")]
pub mod page;
#[cfg(feature = "ui")]
pub mod storage;
#[cfg(feature = "ui")]
pub mod tabs;
#[cfg(feature = "ui")]
pub mod worker;
