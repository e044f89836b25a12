//! Servers as processes of their own, so that a test can kill them.

use std::{
    io::{BufRead, BufReader},
    net::TcpListener,
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
};

use serde_json::Value;

/// A server that is killed when this value goes away.
pub struct Server {
    child: Child,
}

impl Server {
    /// Starts one of our programs.
    pub fn start(command: &mut Command) -> Self {
        Self { child: command.stdin(Stdio::null()).spawn().unwrap() }
    }

    /// Starts one of our programs and reads the line of JSON that it prints when it answers.
    pub fn start_announcing(command: &mut Command) -> (Self, Value) {
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let line = lines.next().expect("the server says one line before it ends").unwrap();
        std::thread::spawn(move || lines.for_each(drop));
        (Self { child }, serde_json::from_str(&line).unwrap())
    }

    /// SIGKILL: the process has no chance to do anything more.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Already gone when a test has killed it.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// One of our programs, as `cargo xtask test` has built it.
pub(crate) fn program(name: &str) -> Command {
    let folder = std::env::var_os("LATCHKEY_BIN_DIR").map_or_else(
        || std::env::current_exe().unwrap().ancestors().nth(2).unwrap().to_path_buf(),
        PathBuf::from,
    );
    let path = folder.join(name);
    assert!(path.exists(), "{} is missing: `cargo xtask test` builds it", path.display());
    Command::new(path)
}

/// A port of loopback that nothing listens on, and that no outgoing connection is given before it is listened on: those
/// come from 32768 upwards. Tests that run side by side begin at different places.
pub(crate) fn free_port() -> u16 {
    static ASKED: AtomicU32 = AtomicU32::new(0);
    const FIRST: u16 = 20_000;
    const COUNT: u32 = 12_000;
    let start = std::process::id().wrapping_mul(61);
    let is_free = |port: &u16| TcpListener::bind(("127.0.0.1", *port)).is_ok();
    (0..COUNT)
        .map(|_| start.wrapping_add(ASKED.fetch_add(1, Ordering::Relaxed)) % COUNT)
        .map(|offset| FIRST + u16::try_from(offset).unwrap())
        .find(is_free)
        .expect("a free port")
}
