//! Running other programs: cargo for the builds, and servers that are ended again.

use std::{
    env,
    io::{BufRead, BufReader},
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};
use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};
use serde_json::Value;

/// How long a server may take to stop by itself after it was asked to.
const GRACE: Duration = Duration::from_secs(10);

/// The cargo that started us, in the checkout.
pub(crate) fn cargo() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(crate::root());
    command
}

/// Runs a command to its end; its output goes to standard error, so that standard output stays for scripts.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let shown = format!("{command:?}");
    let status =
        command.stdout(std::io::stderr()).status().with_context(|| format!("cannot start {shown}"))?;
    ensure!(status.success(), "{shown} failed: {status}");
    Ok(())
}

/// Where cargo puts the programs of a dev build.
pub(crate) fn binaries() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| crate::root().join("target"), PathBuf::from).join("debug")
}

/// A server that is asked to stop when this value goes away.
pub(crate) struct Server {
    name: &'static str,
    child: Child,
}

impl Server {
    /// Starts a server whose standard output is not needed.
    pub(crate) fn start(name: &'static str, command: &mut Command) -> Result<Self> {
        let child = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .with_context(|| format!("cannot start {name}"))?;
        Ok(Self { name, child })
    }

    /// Starts a server that prints one line of JSON on standard output when it answers, and returns that line.
    pub(crate) fn start_announcing(name: &'static str, command: &mut Command) -> Result<(Self, Value)> {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start {name}"))?;
        let output = child.stdout.take().context("standard output is piped")?;
        let mut server = Self { name, child };
        let (sender, receiver) = mpsc::channel();
        thread::spawn(move || {
            let mut lines = BufReader::new(output).lines();
            drop(sender.send(lines.next()));
            // Keep reading, so that the server never blocks on a full pipe.
            lines.for_each(drop);
        });
        match receiver.recv_timeout(Duration::from_secs(60)) {
            Ok(Some(Ok(line))) => {
                let value =
                    serde_json::from_str(&line).with_context(|| format!("{name} announced `{line}`"))?;
                Ok((server, value))
            }
            _ => {
                let ended = server.child.try_wait()?;
                bail!(
                    "{name} did not answer ({})",
                    ended.map_or("still running".into(), |status| status.to_string())
                )
            }
        }
    }

    /// The server's name and how it ended, once it has.
    pub(crate) fn ended(&mut self) -> Result<Option<String>> {
        Ok(self.child.try_wait()?.map(|status| format!("{} ended: {status}", self.name)))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let Ok(id) = i32::try_from(self.child.id()) else { return };
        if matches!(self.child.try_wait(), Ok(Some(_))) {
            return;
        }
        // It may have ended by itself in the meantime.
        let _ = kill(Pid::from_raw(id), Signal::SIGTERM);
        let asked = Instant::now();
        while asked.elapsed() < GRACE {
            if matches!(self.child.try_wait(), Ok(Some(_))) {
                return;
            }
            thread::sleep(Duration::from_millis(20));
        }
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
