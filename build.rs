//! Which nginx this is built for: compiles the C shim against its headers, and refuses a mismatch.

use std::env;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

fn main() -> ExitCode {
    match build() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("cargo::error={error}");
            ExitCode::FAILURE
        }
    }
}

fn build() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-env-changed=NGINX_BINARY");
    println!("cargo::rerun-if-changed=src/ngx/shim.h");
    println!("cargo::rerun-if-changed=src/ngx/shim.c");
    // nginx unloads a module whose configuration failed, while its filter chains still point into
    // it: the code must stay mapped.
    println!("cargo::rustc-cdylib-link-arg=-Wl,-z,nodelete");

    let includes: Vec<PathBuf> =
        env::split_paths(&env::var_os("DEP_NGINX_INCLUDE").unwrap_or_default()).collect();
    if let Some(binary) = env::var_os("NGINX_BINARY") {
        let binary = Path::new(&binary);
        println!("cargo::rerun-if-changed={}", binary.display());
        check_version(binary)?;
        check_signature(binary, &includes)?;
    }
    shim(&includes)
}

/// A module is good for one version of nginx only: `ngx_load_module()` refuses any other.
fn check_version(binary: &Path) -> Result<(), Box<dyn Error>> {
    let headers = env::var("DEP_NGINX_VERSION")?;
    let output = Command::new(binary).arg("-v").output()?;
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    let installed = text.trim().strip_prefix("nginx version: ").unwrap_or(text.trim());
    // Distributions put their own words behind the version.
    if installed.split_whitespace().next() != Some(headers.as_str()) {
        return Err(format!(
            "{} is {installed}, but the headers in use are those of {headers}; \
             set NGINX_SOURCE_DIR to the sources of {installed}",
            binary.display()
        )
        .into());
    }
    Ok(())
}

/// The signature tells how the options of nginx's build lay out its structures.
fn check_signature(binary: &Path, includes: &[PathBuf]) -> Result<(), Box<dyn Error>> {
    let source = PathBuf::from(env::var("OUT_DIR")?).join("signature.c");
    std::fs::write(
        &source,
        "#include <ngx_config.h>\n#include <ngx_core.h>\nst_signature NGX_MODULE_SIGNATURE\n",
    )?;
    let expanded = cc::Build::new().file(&source).includes(includes).try_expand()?;
    let expanded = String::from_utf8_lossy(&expanded);
    let ours: String = expanded
        .rsplit("st_signature")
        .next()
        .unwrap_or_default()
        .chars()
        .filter(|c| c.is_ascii_digit() || *c == ',')
        .collect();

    let bytes = std::fs::read(binary)?;
    let theirs = bytes.windows(ours.len()).find(|window| looks_like_signature(window));
    match theirs {
        // The string cannot be found in a packed or scripted binary: nginx itself judges then.
        None => Ok(()),
        Some(theirs) if theirs == ours.as_bytes() => Ok(()),
        Some(theirs) => Err(format!(
            "{} was built with other options (signature {}) than the headers in use \
             (signature {ours}); configure the sources with the arguments of `nginx -V`",
            binary.display(),
            String::from_utf8_lossy(theirs)
        )
        .into()),
    }
}

/// `8,4,8,0011…`: three sizes, then a digit for each option.
fn looks_like_signature(window: &[u8]) -> bool {
    match window {
        [a, b',', b, b',', c, b',', flags @ ..] => {
            [a, b, c].into_iter().all(u8::is_ascii_digit)
                && flags.len() > 20
                && flags.iter().all(|flag| matches!(flag, b'0' | b'1'))
        }
        _ => false,
    }
}

/// Compiles the accessors of bit-fields, and declares them to Rust.
fn shim(includes: &[PathBuf]) -> Result<(), Box<dyn Error>> {
    cc::Build::new().file("src/ngx/shim.c").includes(includes).try_compile("shim")?;

    bindgen::Builder::default()
        .header("src/ngx/shim.h")
        .clang_args(includes.iter().map(|path| format!("-I{}", path.display())))
        .allowlist_function("st_.*")
        .allowlist_recursively(false)
        .raw_line("use ngx::ffi::*;")
        .use_core()
        .generate()?
        .write_to_file(PathBuf::from(env::var("OUT_DIR")?).join("shim.rs"))?;
    Ok(())
}
