//! What the middleware tells of Echos between two fetches of the directory.

use std::collections::BTreeMap;
use std::sync::Arc;

use roomline_signaling::call::UnitId;
use roomline_signaling::rest::{Directory, UnitEcho};

/// What was told since the directory was asked for last: an answer that comes later may be older than that.
#[derive(Debug, Default)]
pub(super) struct Echos(BTreeMap<UnitId, UnitEcho>);

impl Echos {
    /// The directory is asked for: the answer will know all that was told before.
    pub(super) fn asked(&mut self) {
        self.0.clear();
    }

    /// Echos came or went.
    pub(super) fn told(&mut self, units: Vec<UnitEcho>) {
        self.0.extend(units.into_iter().map(|unit| (unit.unit_id.clone(), unit)));
    }

    /// The directory with what was told; the same one if it knows it already.
    pub(super) fn in_directory(&self, mut directory: Arc<Directory>) -> Arc<Directory> {
        let news = directory.units.iter().enumerate().filter_map(|(index, unit)| {
            let told = self.0.get(&unit.unit_id)?;
            let known = (unit.echo, unit.echo_since_ms, unit.echo_seen_ms);
            (known != (told.echo, told.echo_since_ms, told.echo_seen_ms)).then_some((index, told))
        });
        let news: Vec<_> = news.collect();
        if !news.is_empty() {
            let directory = Arc::make_mut(&mut directory);
            for (index, told) in news {
                let unit = &mut directory.units[index];
                (unit.echo, unit.echo_since_ms, unit.echo_seen_ms) = (told.echo, told.echo_since_ms, told.echo_seen_ms);
            }
        }
        directory
    }
}
