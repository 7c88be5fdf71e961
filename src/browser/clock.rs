//! The browser's clock: that of the page, and that of the demo's worker.

use std::rc::Rc;

use voldeck_core::http::{Clock, LocalBoxFuture};

/// The clock, to be handed to transports and providers.
pub fn shared() -> Rc<dyn Clock> {
    Rc::new(BrowserClock)
}

/// The time now, in milliseconds since the epoch.
pub fn now_millis() -> u64 {
    BrowserClock.now_millis()
}

/// How many minutes this place is ahead of UTC at a moment.
#[cfg(feature = "ui")]
pub fn minutes_ahead(at: voldeck_core::model::Timestamp) -> i32 {
    #[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970")]
    let millis = at.millis() as f64;
    #[expect(clippy::cast_possible_truncation, reason = "less than a day")]
    let behind = js_sys::Date::new(&millis.into()).get_timezone_offset() as i32;
    -behind
}

/// The browser's clock.
pub struct BrowserClock;

impl Clock for BrowserClock {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "milliseconds since 1970")]
    fn now_millis(&self) -> u64 {
        js_sys::Date::now() as u64
    }

    fn sleep(&self, millis: u64) -> LocalBoxFuture<'static, ()> {
        Box::pin(gloo_timers::future::TimeoutFuture::new(u32::try_from(millis).unwrap_or(u32::MAX)))
    }

    #[cfg(feature = "ui")]
    fn painted(&self) -> LocalBoxFuture<'static, ()> {
        Box::pin(super::frame::painted())
    }

    fn chance(&self) -> f64 {
        js_sys::Math::random()
    }
}
