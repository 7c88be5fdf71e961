//! Values that change, for tasks that follow them: an effect tells the task, and writes nothing itself.

use futures::channel::mpsc::{UnboundedReceiver, unbounded};
use leptos::prelude::*;

/// What a value is now, then each time it is another. It ends with the view that follows it.
pub fn changes<T: Clone + Send + Sync + 'static>(value: Memo<T>) -> UnboundedReceiver<T> {
    let (tell, changes) = unbounded();
    Effect::new(move |_| {
        let _ = tell.unbounded_send(value.get());
    });
    changes
}
