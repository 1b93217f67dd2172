//! The program itself, as systemd runs it: what it does on SIGHUP and SIGTERM.
#![cfg(unix)]

use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStderr, Command};

use crate::bench::{Bench, PASSWORD};
use crate::encrypted::{certificate, client};

/// Longer than anything here should take.
const DEADLINE: Duration = Duration::from_secs(60);

/// A running program and its log.
struct Program {
    child: Child,
    log: Lines<BufReader<ChildStderr>>,
}

impl Program {
    fn serve(bench: &Bench, variables: &[(&str, &str)]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_roomline-middleware"));
        command.arg("--config").arg(bench.config_file()).arg("serve").env("ROOMLINE_LOG__FORMAT", "json");
        command.envs(variables.iter().copied()).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.kill_on_drop(true).spawn().expect("the program starts");
        let log = BufReader::new(child.stderr.take().expect("it is piped")).lines();
        Self { child, log }
    }

    /// Waits for a message of the log and returns its values.
    async fn says(&mut self, message: &str) -> Value {
        let saying = async {
            loop {
                let line = self.log.next_line().await.expect("text").expect("it still runs");
                let line: Value = serde_json::from_str(&line).expect("one object per line");
                if line["fields"]["message"] == message {
                    return line["fields"].clone();
                }
            }
        };
        tokio::time::timeout(DEADLINE, saying).await.unwrap_or_else(|_| panic!("it never said: {message}"))
    }

    async fn signal(&self, name: &str) {
        let process = self.child.id().expect("it runs").to_string();
        let sent = Command::new("sh").args(["-c", "kill -s \"$0\" \"$1\"", name, &process]).status().await;
        assert!(sent.expect("a shell").success());
    }

    async fn ended(&mut self) -> ExitStatus {
        tokio::time::timeout(DEADLINE, self.child.wait()).await.expect("an end in time").expect("a status")
    }
}

/// Signs in at a fresh connection and returns the ring groups of Desk 1.
async fn ring_groups(root: &str, listen: &Value) -> Result<Value, reqwest::Error> {
    let port = listen.as_str().expect("an address").rsplit(':').next().expect("a port").to_owned();
    let body = json!({ "user": "ann", "password": PASSWORD, "station_id": "s", "station_name": "Desk 1" });
    let answer = client(Some(root)).post(format!("https://localhost:{port}/v1/session")).json(&body).send().await?;
    let session: Value = answer.json().await?;
    Ok(session["staff"]["ring_groups"].clone())
}

#[tokio::test]
async fn a_reload_changes_ring_groups_and_certificate_and_a_stop_ends_well() {
    let bench = Bench::new().await;
    bench.app.calls().stop().await;
    let (first, files) = certificate(&bench);
    let path = |file: &std::path::Path| file.display().to_string();
    let (cert, key) = (path(&files.cert), path(&files.key));
    let variables = [("ROOMLINE_SERVER__TLS_CERT", cert.as_str()), ("ROOMLINE_SERVER__TLS_KEY", key.as_str())];
    let mut program = Program::serve(&bench, &variables);
    let listen = program.says("serving").await["listen"].clone();
    assert_eq!(ring_groups(&first, &listen).await.expect("signed in"), json!(["Front desk"]));

    let (second, _) = certificate(&bench);
    let text = std::fs::read_to_string(bench.config_file()).expect("a file");
    std::fs::write(bench.config_file(), text.replace("Front desk", "Reception")).expect("a file");
    program.signal("HUP").await;
    assert_eq!(program.says("the ring groups were read anew").await["groups"], 1);
    program.says("the server's certificate was renewed").await;
    assert_eq!(ring_groups(&second, &listen).await.expect("signed in"), json!(["Reception"]));
    assert!(ring_groups(&first, &listen).await.is_err(), "the old certificate is served no more");

    bench.break_config();
    bench.file("cert.pem", "broken");
    program.signal("HUP").await;
    let why = program.says("the ring groups stay as they were").await["error"].clone();
    assert!(why.as_str().is_some_and(|why| why.contains("line 1") && why.contains("nonsense")), "{why}");
    program.says("the server's certificate stays as it was").await;
    assert_eq!(ring_groups(&second, &listen).await.expect("signed in"), json!(["Reception"]));

    program.signal("TERM").await;
    program.says("stopping: stations are told, live calls talk on").await;
    assert!(program.ended().await.success());
}
