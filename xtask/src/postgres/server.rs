//! A PostgreSQL server that is there only for the tests.

use std::ffi::OsStr;
use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, Result, bail, ensure};

/// The programs that are needed of PostgreSQL.
const PROGRAMS: [&str; 3] = ["initdb", "pg_ctl", "postgres"];

/// Where distributions keep them besides the search path, one folder a version.
const INSTALLED: &str = "/usr/lib/postgresql";

/// Who may run the server where we are root, which it refuses to run as.
const USERS: [&str; 2] = ["postgres", "nobody"];

/// A server in a folder of its own. Both are gone when this is dropped.
pub(super) struct Server {
    folder: PathBuf,
    programs: PathBuf,
    /// Who runs it, where that is not us.
    user: Option<&'static str>,
    janitor: Option<Child>,
}

impl Server {
    pub(super) fn start() -> Result<Self> {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let programs = programs(&path, Path::new(INSTALLED))?;
        let folder =
            std::env::temp_dir().join(format!("reversals-postgres-{}", std::process::id()));
        fs::create_dir(&folder).with_context(|| format!("{} can't be made", folder.display()))?;
        let mut server = Self {
            folder,
            programs,
            user: None,
            janitor: None,
        };
        server.user = server.hand_over()?;
        server.janitor = Some(server.hire()?);
        server.prepare()?;
        server.control_now("start")?;
        Ok(server)
    }

    /// Starts who stops the server and removes the folder when we close its input, be it by our death: a server that
    /// nobody waits for would run on.
    fn hire(&self) -> Result<Child> {
        let script = format!(
            "read -r _; test ! -e {pid} || {control} --mode immediate stop; rm -rf -- {folder}",
            pid = quoted(&self.data().join("postmaster.pid"))?,
            control = self.control()?,
            folder = quoted(&self.folder)?,
        );
        let mut janitor = Command::new("sh");
        janitor.args(["-c", &script]).stdin(Stdio::piped());
        // An interrupt at the terminal is not for it.
        janitor.current_dir("/").process_group(0);
        janitor.spawn().context("sh can't be run")
    }

    /// Keeps everybody else from the folder. Where we are root, it becomes another user's.
    fn hand_over(&self) -> Result<Option<&'static str>> {
        fs::set_permissions(&self.folder, fs::Permissions::from_mode(0o700))?;
        if id(&["-u"])? != Some(0) {
            return Ok(None);
        }
        for user in USERS {
            if let (Some(owner), group) = (id(&["-u", user])?, id(&["-g", user])?) {
                chown(&self.folder, Some(owner), group)
                    .context("the folder can't be handed over")?;
                return Ok(Some(user));
            }
        }
        bail!(
            "PostgreSQL does not run as root, and there is neither a user {} to run it as",
            USERS.join(" nor ")
        )
    }

    /// Writes a new cluster that is not to be relied on after a power cut, which makes it fast.
    fn prepare(&self) -> Result<()> {
        let mut initdb = self.command("initdb");
        initdb
            .arg("--pgdata")
            .arg(self.data())
            .args(["--username", "reversals", "--auth", "trust"])
            .args(["--encoding", "UTF8", "--locale", "C", "--no-sync"]);
        finish(initdb)?;
        let file = self.data().join("postgresql.conf");
        let mut file = OpenOptions::new().append(true).open(file)?;
        let folder = self.folder.display();
        writeln!(
            file,
            "listen_addresses = ''\nunix_socket_directories = '{folder}'\nfsync = off"
        )?;
        Ok(())
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// A program of PostgreSQL's, run by whom it is for.
    fn command(&self, program: &str) -> Command {
        let path = self.programs.join(program);
        let mut command = match self.user {
            None => Command::new(path),
            Some(user) => {
                let mut command = Command::new("runuser");
                command.args(["-u", user, "--"]).arg(path);
                command
            }
        };
        // A folder that the other user may be in.
        command.current_dir(&self.folder);
        command
    }

    fn pg_ctl(&self) -> Command {
        let mut command = self.command("pg_ctl");
        command
            .args(["--silent", "--wait", "--pgdata"])
            .arg(self.data());
        command.arg("--log").arg(self.folder.join("log"));
        command
    }

    fn control_now(&self, what: &str) -> Result<()> {
        let mut command = self.pg_ctl();
        command.arg(what);
        finish(command).with_context(|| {
            let log = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
            format!("PostgreSQL did not {what}\n{log}")
        })
    }

    /// The address of a database that is always there.
    pub(super) fn address(&self) -> String {
        format!(
            "postgres://reversals@localhost/postgres?host={}",
            self.folder.display()
        )
    }

    /// The command that a test starts and stops the server with, for a shell.
    pub(super) fn control(&self) -> Result<String> {
        let command = self.pg_ctl();
        let words = std::iter::once(command.get_program()).chain(command.get_args());
        let words: Vec<_> = words.map(|word| word.to_string_lossy()).collect();
        Ok(shlex::try_join(words.iter().map(AsRef::as_ref))?)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Without this there is nothing but the folder.
        let Some(mut janitor) = self.janitor.take() else {
            let _ = fs::remove_dir_all(&self.folder);
            return;
        };
        drop(janitor.stdin.take());
        if !janitor.wait().is_ok_and(|status| status.success()) {
            let folder = self.folder.display();
            anstream::eprintln!("warning: a server or its folder {folder} is left");
        }
    }
}

/// The folder of PostgreSQL's programs, the newest version's where there are several.
fn programs(path: &OsStr, installed: &Path) -> Result<PathBuf> {
    let shown = installed.display();
    let mut folders: Vec<PathBuf> = std::env::split_paths(path).collect();
    let mut installed: Vec<PathBuf> = fs::read_dir(installed)
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    installed.sort_by_key(|folder| std::cmp::Reverse(version(folder)));
    folders.extend(installed.iter().map(|folder| folder.join("bin")));
    let all = |folder: &PathBuf| {
        PROGRAMS
            .iter()
            .all(|program| folder.join(program).is_file())
    };
    folders.into_iter().find(all).with_context(|| {
        format!(
            "no folder of PATH or of {shown}/*/bin has {}: install PostgreSQL's server, such as with \
             `apt-get install postgresql`",
            PROGRAMS.join(", ")
        )
    })
}

fn version(folder: &Path) -> u32 {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    name.parse().unwrap_or_default()
}

/// What `id` tells, or nothing where there is no such user.
fn id(arguments: &[&str]) -> Result<Option<u32>> {
    let told = Command::new("id")
        .args(arguments)
        .output()
        .context("id can't be run")?;
    Ok(String::from_utf8_lossy(&told.stdout).trim().parse().ok())
}

/// A path as a shell reads it.
fn quoted(path: &Path) -> Result<String> {
    Ok(shlex::try_quote(&path.to_string_lossy())?.into_owned())
}

/// Runs a command to its end. Its complaints are shown as they come.
fn finish(mut command: Command) -> Result<()> {
    let program = command.get_program().to_string_lossy().into_owned();
    let status = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .status()
        .with_context(|| format!("{program} can't be run"))?;
    ensure!(status.success(), "{program} failed: {status}");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_search_path_comes_first_then_the_newest_version_and_without_programs_it_says_so() {
        let folder = tempfile::tempdir().unwrap();
        let installed = folder.path().join("installed");
        let path = folder.path().join("path");
        let fill = |bin: &Path| {
            fs::create_dir_all(bin).unwrap();
            for program in PROGRAMS {
                fs::write(bin.join(program), "").unwrap();
            }
        };
        let found = || programs(path.as_os_str(), &installed);
        let error = found().unwrap_err().to_string();
        assert!(
            error.contains("initdb, pg_ctl, postgres: install"),
            "{error}"
        );
        fill(&installed.join("9/bin"));
        fill(&installed.join("15/bin"));
        fs::create_dir_all(installed.join("16/bin")).unwrap();
        assert_eq!(found().unwrap(), installed.join("15/bin"));
        fill(&path);
        assert_eq!(found().unwrap(), path);
    }
}
