//! The plain Node.js server beside the middleware: it holds as many sockets and does nothing else.

use std::path::Path;

use anyhow::Context as _;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};

use crate::program::Program;
use crate::socket::{AT_ONCE, Opener};

/// Measures what one socket costs it, in kB of resident memory.
///
/// `script`: the server, its packages installed beside it. `folder`: holds `server.pem` and its key.
///
/// # Errors
/// When Node.js is missing, or a socket is refused.
pub(crate) async fn socket_kb(
    script: &Path,
    folder: &Path,
    root: &str,
    sockets: usize,
    idle: std::time::Duration,
) -> anyhow::Result<f64> {
    let log = folder.join("peer.log");
    let arguments = [script.to_owned(), folder.join("server.pem"), folder.join("server-key.pem")];
    let mut node = Program::start("node".as_ref(), arguments, &log)?;
    let said = String::from_utf8(node.file(&log).await?)?;
    let port: u16 = said.trim().parse().with_context(|| format!("the plain server said: {said}"))?;
    let opener = Opener::new(root, ([127, 0, 0, 1], port).into())?;
    let empty = node.resident_kb()?;
    let opening = (0..sockets).map(|_| opener.open("/", None));
    let held: Vec<_> = stream::iter(opening).buffered(AT_ONCE).try_collect().await?;
    tokio::time::sleep(idle).await;
    let full = node.resident_kb()?;
    drop(held);
    node.stop().await?;
    Ok((full - empty) / sockets as f64)
}
