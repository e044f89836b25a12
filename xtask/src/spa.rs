//! Builds the single-page app: wasm, wasm-bindgen as a library, hashed names, gzip and brotli beside each file.

use std::{
    collections::BTreeMap,
    env, fs,
    io::Write,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, ensure};
use sha2::{Digest, Sha256};

use crate::process;

const PROFILE: &str = "wasm-release";
const TARGET: &str = "wasm32-unknown-unknown";

/// Builds the app into `frontend/dist`; does nothing when its inputs are those of the last build.
pub(crate) fn build() -> Result<()> {
    let target_dir = crate::root().join("target/spa");
    compile(&target_dir)?;
    let program = |name: &str| target_dir.join(TARGET).join(PROFILE).join(format!("{name}.wasm"));
    let frontend = crate::root().join("frontend");
    let dist = frontend.join("dist");
    let stamp = target_dir.join("dist.stamp");
    let digest = inputs_digest(&[program("frontend"), program("linter")], &frontend)?;
    if dist.join("index.html").exists() && fs::read_to_string(&stamp).is_ok_and(|last| last == digest) {
        return Ok(());
    }
    // Built beside and put in place at the end: a server that is compiled meanwhile embeds a whole app.
    let building = target_dir.join(format!("dist-{}", std::process::id()));
    let mut output = Output::new(&building)?;
    let assets = output.public_files(&frontend.join("public"))?;
    let styles = fill_styles(&styles(&frontend)?, &assets);
    let app = output.program("app", &program("frontend"))?;
    let linter = output.program("linter", &program("linter"))?;
    let css = output.hashed("style", "css", styles.as_bytes())?;
    let mut page = fs::read_to_string(frontend.join("index.html")).context("frontend/index.html")?;
    let filled =
        [("css", css), ("js", app.js), ("wasm", app.wasm), ("boot", app.boot), ("linter", linter.boot)];
    for (name, url) in filled {
        page = page.replace(&format!("{{{{{name}}}}}"), &url);
    }
    for (name, url) in &assets {
        page = page.replace(&format!("{{{{asset:{name}}}}}"), url);
    }
    ensure!(!page.contains("{{"), "index.html has a placeholder that nothing fills");
    output.write(&building.join("index.html"), page.as_bytes())?;
    if dist.exists() {
        fs::remove_dir_all(&dist)?;
    }
    fs::rename(&building, &dist)?;
    fs::write(stamp, digest)?;
    Ok(())
}

fn compile(target_dir: &Path) -> Result<()> {
    ensure_target()?;
    process::run(
        process::cargo()
            .args(["build", "--locked", "--package", "frontend", "--bins"])
            .args(["--target", TARGET, "--profile", PROFILE, "--target-dir"])
            .arg(target_dir)
            // Flags of the host build (coverage, a linker) would break the wasm build.
            .env_remove("RUSTFLAGS")
            .env_remove("CARGO_ENCODED_RUSTFLAGS")
            .env_remove("CARGO_BUILD_RUSTFLAGS"),
    )
}

/// Adds the wasm target where rustup has not done so by itself.
fn ensure_target() -> Result<()> {
    let listed =
        Command::new("rustup").current_dir(crate::root()).args(["target", "list", "--installed"]).output();
    match listed {
        Ok(output) if String::from_utf8_lossy(&output.stdout).lines().any(|line| line == TARGET) => Ok(()),
        Ok(_) => {
            process::run(Command::new("rustup").current_dir(crate::root()).args(["target", "add", TARGET]))
        }
        // Without rustup the toolchain has to bring the target itself; cargo says so when it does not.
        Err(_) => Ok(()),
    }
}

fn bind(wasm: &Path) -> Result<(String, Vec<u8>)> {
    let mut output = wasm_bindgen_cli_support::Bindgen::new()
        .input_path(wasm)
        .web(true)?
        .typescript(false)
        .omit_default_module_path(true)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate_output()?;
    ensure!(
        output.snippets().values().all(Vec::is_empty) && output.local_modules().is_empty(),
        "a dependency brings JavaScript snippets, which this build does not place"
    );
    Ok((output.js().to_owned(), output.wasm_mut().emit_wasm()))
}

/// Every stylesheet of `frontend/styles`, in the order of their names.
fn styles(frontend: &Path) -> Result<String> {
    let mut all = String::new();
    for file in files_below(&frontend.join("styles"))? {
        if file.extension().is_some_and(|extension| extension == "css") {
            all.push_str(&fs::read_to_string(&file)?);
            all.push('\n');
        }
    }
    Ok(all)
}

fn fill_styles(styles: &str, assets: &BTreeMap<String, String>) -> String {
    let mut filled = styles.to_owned();
    for (name, url) in assets {
        filled = filled.replace(&format!("asset:{name}"), url);
    }
    filled
}

fn inputs_digest(programs: &[PathBuf], frontend: &Path) -> Result<String> {
    let mut hash = Sha256::new();
    let mut files = programs.to_vec();
    files.extend([frontend.join("index.html"), env::current_exe()?]);
    files.extend(files_below(&frontend.join("styles"))?);
    files.extend(files_below(&frontend.join("public"))?);
    for file in files {
        hash.update(file.to_string_lossy().as_bytes());
        hash.update(fs::read(&file).with_context(|| file.display().to_string())?);
    }
    Ok(hex(&hash.finalize()))
}

fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    if !folder.exists() {
        return Ok(files);
    }
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(files_below(&path)?);
        } else {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// The addresses of a program.
struct Program {
    js: String,
    wasm: String,
    boot: String,
}

/// Writes the files of the app, with compressed forms beside them.
struct Output {
    dist: PathBuf,
}

impl Output {
    fn new(dist: &Path) -> Result<Self> {
        fs::create_dir_all(dist.join("assets"))?;
        Ok(Self { dist: dist.to_path_buf() })
    }

    /// Writes a file under a name that holds a digest of its content, and returns its address.
    fn hashed(&mut self, stem: &str, extension: &str, data: &[u8]) -> Result<String> {
        let digest = hex(&Sha256::digest(data)[..8]);
        let name = format!("assets/{stem}-{digest}.{extension}");
        self.write(&self.dist.join(&name), data)?;
        Ok(format!("/{name}"))
    }

    /// Binds a program, and writes it with the script that starts it.
    fn program(&mut self, stem: &str, wasm: &Path) -> Result<Program> {
        let (js, wasm) = bind(wasm)?;
        let wasm = self.hashed(stem, "wasm", &wasm)?;
        let js = self.hashed(stem, "js", js.as_bytes())?;
        let boot = format!("import init from \"{js}\";\ninit({{ module_or_path: \"{wasm}\" }});\n");
        let boot = self.hashed(&format!("{stem}-boot"), "js", boot.as_bytes())?;
        Ok(Program { js, wasm, boot })
    }

    /// Copies `frontend/public`; returns the address of each file by its path below that folder.
    fn public_files(&mut self, public: &Path) -> Result<BTreeMap<String, String>> {
        let mut addresses = BTreeMap::new();
        for file in files_below(public)? {
            let name = file.strip_prefix(public)?.to_string_lossy().replace('\\', "/");
            let stem = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
            let extension =
                file.extension().map(|ext| ext.to_string_lossy().into_owned()).unwrap_or_default();
            addresses.insert(name, self.hashed(&stem, &extension, &fs::read(&file)?)?);
        }
        Ok(addresses)
    }

    fn write(&self, path: &Path, data: &[u8]) -> Result<()> {
        fs::write(path, data)?;
        if path.extension().is_some_and(|extension| extension == "woff2" || extension == "png") {
            return Ok(());
        }
        let beside = |extension: &str| PathBuf::from(format!("{}.{extension}", path.display()));
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        gzip.write_all(data)?;
        fs::write(beside("gz"), gzip.finish()?)?;
        let mut compressed = Vec::new();
        let parameters =
            brotli::enc::BrotliEncoderParams { quality: 11, size_hint: data.len(), ..Default::default() };
        brotli::BrotliCompress(&mut &data[..], &mut compressed, &parameters)?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        eprintln!("{:>9} bytes, {:>8} as brotli  {name}", data.len(), compressed.len());
        fs::write(beside("br"), compressed)?;
        Ok(())
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
