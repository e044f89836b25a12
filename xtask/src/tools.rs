//! Programs that the tests need beyond cargo: found, or installed where that is allowed, or named exactly.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};

use crate::process;

/// The browser and its driver.
pub(crate) struct Browser {
    pub(crate) chromium: PathBuf,
    pub(crate) driver: PathBuf,
}

/// Finds Chromium and ChromeDriver, or installs Debian's.
pub(crate) fn browser() -> Result<Browser> {
    if let Some(found) = find_browser() {
        return Ok(found);
    }
    apt_install(&["chromium", "chromium-driver"])?;
    find_browser().context(
        "the browser tests need Chromium (or Chrome) and a ChromeDriver of the same version: put them on PATH, or name \
         them in CHROME and CHROMEDRIVER. Debian, Ubuntu: `apt-get install chromium chromium-driver`. macOS: `brew \
         install --cask chromium chromedriver`",
    )
}

fn find_browser() -> Option<Browser> {
    let macos = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";
    let chromium = named_or_found("CHROME", &["chromium", "chromium-browser", "google-chrome", macos])?;
    let driver = named_or_found("CHROMEDRIVER", &["chromedriver"])?;
    Some(Browser { chromium, driver })
}

fn named_or_found(variable: &str, names: &[&str]) -> Option<PathBuf> {
    let named = env::var_os(variable).map(PathBuf::from).filter(|path| path.exists());
    named.or_else(|| names.iter().find_map(|name| find(name)))
}

/// The folder of PostgreSQL's server programs, found or installed from Debian.
pub(crate) fn postgres() -> Result<PathBuf> {
    if let Some(found) = find_postgres() {
        return Ok(found);
    }
    apt_install(&["postgresql"])?;
    find_postgres().context(
        "the PostgreSQL tests need `initdb` and `postgres` (version 14 or newer): put them on PATH. Debian, Ubuntu: \
         `apt-get install postgresql`. macOS: `brew install postgresql`",
    )
}

fn find_postgres() -> Option<PathBuf> {
    let on_path = find("initdb").and_then(|path| path.parent().map(Path::to_path_buf));
    on_path.or_else(|| {
        let mut versions: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
            .ok()?
            .filter_map(|entry| Some(entry.ok()?.path().join("bin")))
            .collect();
        versions.sort();
        versions.into_iter().rev().find(|folder| folder.join("initdb").exists())
    })
}

/// What the interop suite's packages run on.
pub(crate) struct Interop {
    pub(crate) node: PathBuf,
    pub(crate) npm: PathBuf,
    pub(crate) python: PathBuf,
}

/// Finds Node.js, npm and Python, or installs Debian's.
pub(crate) fn interop() -> Result<Interop> {
    if find_interop().is_none() {
        apt_install(&["nodejs", "npm", "python3", "python3-venv"])?;
    }
    let found = find_interop().context(
        "the interop suite needs Node.js 20.19 or newer with npm, and Python 3.10 or newer with venv: put `node`, `npm` \
         and `python3` on PATH. Debian, Ubuntu: `apt-get install nodejs npm python3-venv`. macOS: `brew install node \
         python`",
    )?;
    crate::interop::check_node(&found.node)?;
    Ok(found)
}

fn find_interop() -> Option<Interop> {
    Some(Interop { node: find("node")?, npm: find("npm")?, python: find("python3")? })
}

/// A program on PATH, or at an absolute path.
pub(crate) fn find(name: &str) -> Option<PathBuf> {
    if Path::new(name).is_absolute() {
        return Some(PathBuf::from(name)).filter(|path| path.exists());
    }
    env::split_paths(&env::var_os("PATH")?).map(|folder| folder.join(name)).find(|path| path.is_file())
}

/// Whether this process may install Debian packages.
pub(crate) fn is_root() -> bool {
    nix::unistd::Uid::effective().is_root()
}

fn apt_install(packages: &[&str]) -> Result<()> {
    if find("apt-get").is_none() || !is_root() {
        return Ok(());
    }
    eprintln!("Installing {} with apt-get", packages.join(", "));
    process::run(Command::new("apt-get").args(["update", "--quiet"]))?;
    process::run(
        Command::new("apt-get")
            .args(["install", "--yes", "--quiet", "--no-install-recommends"])
            .args(packages)
            .env("DEBIAN_FRONTEND", "noninteractive"),
    )
}

/// The folder of a program that cargo installs for this checkout alone.
pub(crate) fn cargo_tool(name: &str, version: &str) -> Result<PathBuf> {
    let tools = crate::root().join("target/tools");
    let program = tools.join("bin").join(name);
    if let Some(found) = find(name).or_else(|| Some(program.clone()).filter(|path| path.exists())) {
        return Ok(found);
    }
    eprintln!("Installing {name} {version} into target/tools");
    process::run(
        process::cargo()
            .args(["install", "--locked", "--quiet", name, "--version", version, "--root"])
            .arg(&tools),
    )?;
    if !program.exists() {
        bail!("cargo install {name} did not leave {}", program.display());
    }
    Ok(program)
}
