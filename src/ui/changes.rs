//! Values that change, for tasks that follow them: an effect tells the task, and writes nothing itself.

use futures::channel::mpsc::{UnboundedReceiver, unbounded};
use leptos::prelude::*;

/// Tells once, then each time the value is another. It ends with the view that follows it.
pub fn changes<T: Send + Sync + 'static>(value: Memo<T>) -> UnboundedReceiver<()> {
    // Read, not only tracked: a memo that was never read follows nothing, and so tells nobody.
    told(Box::new(move || value.with(|_| ())))
}

/// Without the value's type: the channel and the effect are compiled once for all.
fn told(track: Box<dyn Fn()>) -> UnboundedReceiver<()> {
    let (tell, changes) = unbounded();
    Effect::new(move |_| {
        track();
        let _ = tell.unbounded_send(());
    });
    changes
}
