//! The database for handlers of HTTP requests: SQLite blocks, so it is asked on a thread that may.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::store::{Store, StoreError};

/// A connection that async code can share.
#[derive(Clone, Debug)]
pub struct Database {
    store: Arc<Mutex<Store>>,
    errors: Arc<AtomicU64>,
}

impl Database {
    /// Shares a connection.
    #[must_use]
    pub fn new(store: Store) -> Self {
        Self { store: Arc::new(Mutex::new(store)), errors: Arc::default() }
    }

    /// Questions that failed since the start.
    #[must_use]
    pub fn errors(&self) -> u64 {
        self.errors.load(Ordering::Relaxed)
    }

    /// Asks the database.
    ///
    /// # Errors
    /// [`StoreError`] of `ask`.
    ///
    /// # Panics
    /// If `ask` does.
    pub async fn ask<T: Send + 'static>(
        &self,
        ask: impl FnOnce(&mut Store) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let store = Arc::clone(&self.store);
        // A poisoned lock only says that another question panicked; its transaction was rolled back.
        let asked = move || ask(&mut store.lock().unwrap_or_else(PoisonError::into_inner));
        match tokio::task::spawn_blocking(asked).await {
            Ok(answer) => {
                if answer.is_err() {
                    self.errors.fetch_add(1, Ordering::Relaxed);
                }
                answer
            }
            Err(failed) => std::panic::resume_unwind(failed.into_panic()),
        }
    }
}
