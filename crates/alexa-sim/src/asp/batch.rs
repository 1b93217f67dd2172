//! Bulk requests: at most 100 items, each with an id of its own, each with an outcome of its own.

use roomline_signaling::alexa_wire::management::{Batch, BatchAnswer, BatchOutcome, ItemId};

use super::{Answer, Asp, Trouble};

const MOST: usize = 100;

impl Asp {
    /// Does each item of a bulk request and answers what became of each.
    ///
    /// Source: the answer's form is UNVERIFIED.
    pub(super) fn each<T>(
        &mut self,
        batch: Batch<T>,
        mut act: impl FnMut(&mut Self, T) -> Result<Answer, Trouble>,
    ) -> Result<Answer, Trouble> {
        check(&batch)?;
        let results = batch.items.into_iter().map(|one| {
            let answer = act(self, one.item).unwrap_or_else(Answer::from);
            BatchOutcome { item_id: one.item_id, status: answer.status, body: answer.body }
        });
        let results = results.collect();
        Ok(Answer::json(200, &BatchAnswer { results }))
    }
}

/// Refuses an empty batch, one that is too large, and one that uses an id twice.
pub(super) fn check<T>(batch: &Batch<T>) -> Result<(), Trouble> {
    if !(1..=MOST).contains(&batch.items.len()) {
        return Err(Trouble::limit(format!("a batch holds 1 to {MOST} items")));
    }
    let mut ids: Vec<String> = batch.items.iter().map(|item| text(&item.item_id)).collect();
    ids.sort();
    ids.dedup();
    if ids.len() == batch.items.len() { Ok(()) } else { Err(Trouble::invalid("itemId must be unique in the request")) }
}

fn text(id: &ItemId) -> String {
    match id {
        ItemId::Number(number) => number.to_string(),
        ItemId::Text(text) => text.clone(),
    }
}
