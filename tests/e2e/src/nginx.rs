//! A real nginx that serves the product as `static/hosting/nginx.conf` says, apart from one
//! that the system may run.

use std::cell::RefCell;
use std::env;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::engine::{Process, free_port, wait_for_port};
use crate::server::{policy, product};

/// A running nginx.
pub struct Nginx {
    /// None once it is stopped.
    process: RefCell<Option<Process>>,
    folder: TempDir,
    port: u16,
}

impl Nginx {
    /// Serves the product by the recipe, with the one addition that violations of the
    /// page's policy are reported, which only a header can ask for.
    pub async fn start() -> Result<Self, Box<dyn std::error::Error>> {
        let folder = tempfile::tempdir()?;
        let port = free_port()?;
        fs::create_dir_all(folder.path().join("site/tools"))?;
        symlink(fs::canonicalize(product())?, page(folder.path()))?;
        let brotli = brotli();
        fs::write(folder.path().join("recipe.conf"), recipe(brotli.is_some())?)?;
        let settings = folder.path().join("nginx.conf");
        let modules = brotli.map_or_else(String::new, |module| {
            format!("load_module {};", module.display())
        });
        fs::write(
            &settings,
            modules + &self::settings(folder.path(), &types()?, port),
        )?;
        let mut nginx = Command::new(program());
        nginx
            .arg("-c")
            .arg(&settings)
            .arg("-p")
            .arg(folder.path())
            .args(["-e", "stderr"])
            .stdout(Stdio::null());
        let process = Process::start(&mut nginx)
            .map_err(|error| format!("{} cannot be started: {error}", program().display()))?;
        wait_for_port(port).await?;
        Ok(Self {
            process: RefCell::new(Some(process)),
            folder,
            port,
        })
    }

    /// The page's address at a host of this machine.
    pub fn url(&self, host: &str) -> String {
        format!("http://{host}:{}/tools/gvmi-hash/", self.port)
    }

    /// Serves another folder from now on.
    pub fn deploy(&self, folder: &Path) -> std::io::Result<()> {
        let next = self.folder.path().join("next");
        symlink(folder, &next)?;
        // In one step, so that no request finds nothing.
        fs::rename(next, page(self.folder.path()))
    }

    /// Is gone from now on, with all its connections.
    pub fn stop(&self) {
        self.process.take();
    }

    /// How often a file of the product was asked for.
    pub fn asked(&self, name: &str) -> usize {
        let log = fs::read_to_string(self.folder.path().join("asked")).unwrap_or_default();
        let path = format!("/tools/gvmi-hash/{name}");
        log.lines().filter(|asked| *asked == path).count()
    }

    /// The violations of the policy that browsers have reported.
    pub fn violations(&self) -> std::io::Result<Vec<String>> {
        let log = fs::read_to_string(self.folder.path().join("reports"))?;
        Ok(log.lines().map(str::to_owned).collect())
    }
}

// Where nginx finds the page in its folder.
fn page(folder: &Path) -> PathBuf {
    folder.join("site/tools/gvmi-hash")
}

fn program() -> PathBuf {
    env::var_os("GVMI_HASH_NGINX")
        .unwrap_or("/usr/sbin/nginx".into())
        .into()
}

// Beside the program, as Debian has it: /usr/sbin/nginx, /etc/nginx/mime.types.
fn of_system(name: &str) -> Option<PathBuf> {
    let program = program();
    let file = program.ancestors().nth(3)?.join(name);
    file.is_file().then_some(file)
}

fn types() -> Result<PathBuf, Box<dyn std::error::Error>> {
    Ok(of_system("etc/nginx/mime.types")
        .ok_or("GVMI_HASH_NGINX names no nginx: run `cargo xtask test`, which sets it")?)
}

/// The module that sends what the build left compressed by Brotli, if it is installed.
pub fn brotli() -> Option<PathBuf> {
    of_system("usr/lib/nginx/modules/ngx_http_brotli_static_module.so")
}

fn recipe(has_brotli: bool) -> Result<String, Box<dyn std::error::Error>> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../static/hosting/nginx.conf");
    let mut recipe = fs::read_to_string(file)?;
    if has_brotli {
        recipe = recipe.replace("#brotli_static", "brotli_static");
    }
    let header = "add_header Content-Security-Policy $gvmi_hash_policy always;";
    let only = format!(
        "{header} add_header Content-Security-Policy-Report-Only \"{}; report-uri /reports\" always;",
        policy("index.html")?
    );
    let reporting = recipe.replace(header, &only);
    if reporting == recipe {
        return Err("the recipe sends no policy".into());
    }
    Ok(reporting)
}

// A report is a request with a body, which nginx reads only to pass it on; here, to itself.
fn settings(folder: &Path, types: &Path, port: u16) -> String {
    let (folder, types) = (folder.display(), types.display());
    format!(
        "error_log stderr crit;
         daemon off;
         master_process off;
         pid {folder}/pid;
         events {{}}
         http {{
             include {types};
             log_format asked escape=none $request_uri;
             access_log {folder}/asked asked;
             client_body_temp_path {folder}/body;
             proxy_temp_path {folder}/proxy;
             fastcgi_temp_path {folder}/fastcgi;
             uwsgi_temp_path {folder}/uwsgi;
             scgi_temp_path {folder}/scgi;
             log_format report escape=none $request_body;
             server {{
                 listen 127.0.0.1:{port};
                 root {folder}/site;
                 location = /reports {{
                     proxy_pass http://127.0.0.1:{port}/taken;
                     access_log {folder}/reports report;
                 }}
                 location = /taken {{
                     return 204;
                 }}
                 include {folder}/recipe.conf;
             }}
         }}"
    )
}
