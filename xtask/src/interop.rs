//! Other people's programs that the interop suite runs: installed into `target/interop` in the versions that the lock
//! files name, once for each state of those files.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};

use crate::{process, tools};

/// What the scripts and the programs need.
pub(crate) struct Installed {
    /// Holds `node/` and `python/`.
    pub(crate) folder: PathBuf,
    /// Node.js.
    pub(crate) node: PathBuf,
}

/// Installs what is not there yet, and lays the scripts beside it: Node.js looks for packages there.
pub(crate) fn install() -> Result<Installed> {
    let programs = tools::interop()?;
    let source = crate::root().join("tests/interop");
    let folder = crate::root().join("target/interop");
    let (node, python) = (folder.join("node"), folder.join("python"));
    copy(&source.join("node"), &node)?;
    copy(&source.join("python"), &python)?;
    once(&node, &["package.json", "package-lock.json"], &programs.node, || {
        eprintln!("Installing the interop suite's npm packages into target/interop");
        let arguments = ["ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"];
        process::run(Command::new(&programs.npm).args(arguments).current_dir(&node))
    })?;
    once(&python, &["requirements.txt"], &programs.python, || {
        eprintln!("Installing the interop suite's Python packages into target/interop");
        process::run(
            Command::new(&programs.python).args(["-m", "venv", "--clear", "venv"]).current_dir(&python),
        )
        .context("Debian, Ubuntu: `apt-get install python3-venv`")?;
        let arguments = ["-m", "pip", "install", "--quiet", "--no-deps", "-r", "requirements.txt"];
        process::run(Command::new(python.join("venv/bin/python")).args(arguments).current_dir(&python))
    })?;
    Ok(Installed { folder, node: programs.node })
}

/// Copies a folder's own files; what was installed beside the copies stays.
fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).with_context(|| from.display().to_string())? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            fs::copy(entry.path(), to.join(entry.file_name()))?;
        }
    }
    Ok(())
}

/// Installs unless the same files were installed by the same program before.
fn once(folder: &Path, files: &[&str], program: &Path, install: impl FnOnce() -> Result<()>) -> Result<()> {
    let mut digest = Sha256::new();
    digest.update(program.to_string_lossy().as_bytes());
    for file in files {
        digest.update(fs::read(folder.join(file))?);
    }
    let state: String = digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    let note = folder.join(".installed");
    if fs::read_to_string(&note).is_ok_and(|noted| noted == state) {
        return Ok(());
    }
    install()?;
    Ok(fs::write(note, state)?)
}

/// Refuses a Node.js that the packages do not run on.
pub(crate) fn check_node(node: &Path) -> Result<()> {
    const LEAST: (u32, u32) = (20, 19);
    let output = Command::new(node).arg("--version").output()?;
    let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    let mut parts = text.trim_start_matches('v').split('.').filter_map(|part| part.parse().ok());
    let version = (parts.next().unwrap_or(0), parts.next().unwrap_or(0));
    if version < LEAST {
        bail!(
            "the interop suite needs Node.js {}.{} or newer; {} is {text}",
            LEAST.0,
            LEAST.1,
            node.display()
        );
    }
    Ok(())
}
