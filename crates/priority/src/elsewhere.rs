//! Systems on which nothing is done yet.

pub(crate) fn raise_this_thread() {
    tracing::debug!("a thread keeps its priority: nothing is known about this system");
}
