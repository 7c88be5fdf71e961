//! Running other programs: everything they print is shown as it comes, and a failure says what failed and what to do.

use std::fs::File;
use std::io::{BufRead, BufReader, IsTerminal, Read, Write};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::{Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use crate::error::Error;

/// How many of a program's last lines are repeated when it fails.
const LAST_LINES: usize = 12;

/// A program's words, as plain text.
pub type Transcript = String;

/// Runs a program to its end, showing what it prints.
///
/// # Errors
/// It cannot be started or ends with another code than 0. The error carries the step, the command, the code, the
/// last lines and the advice. [`try_run`] gives the transcript in that case too.
pub fn run(step: &str, command: &mut Command, advice: &str) -> Result<Transcript, Error> {
    try_run(step, command, advice).map_err(|(error, _)| error)
}

/// Like [`run`], but a failed program's transcript is kept: test runners fail and still have results to read.
///
/// # Errors
/// See [`run`].
pub fn try_run(step: &str, command: &mut Command, advice: &str) -> Result<Transcript, (Error, Transcript)> {
    println!("\n▸ {step}: {}", shown(command));
    let _ = std::io::stdout().flush();
    // Its output goes through a pipe, so a tool of the Rust family must be told that a person reads it.
    if std::io::stderr().is_terminal() {
        command.env("CARGO_TERM_COLOR", "always");
    }
    let started = command.stdout(Stdio::piped()).stderr(Stdio::piped()).stdin(Stdio::null()).spawn();
    let mut child = started.map_err(|error| (not_started(step, command, &error, advice), String::new()))?;
    let streams = (child.stdout.take(), child.stderr.take());
    let out = thread::spawn(move || streams.0.map(|stream| copy(stream, std::io::stdout())).unwrap_or_default());
    let errors = streams.1.map(|stream| copy(stream, std::io::stderr())).unwrap_or_default();
    let mut transcript = out.join().unwrap_or_default();
    transcript.push_str(&errors);
    let status = child.wait().map_err(|error| (not_started(step, command, &error, advice), String::new()))?;
    ended(step, &shown(command), status, transcript, &errors, advice)
}

/// What came of a program that has ended.
fn ended(
    step: &str,
    command: &str,
    status: ExitStatus,
    transcript: Transcript,
    errors: &str,
    advice: &str,
) -> Result<Transcript, (Error, Transcript)> {
    if status.success() {
        return Ok(transcript);
    }
    // The words about a failure are as a rule the last of stderr; a program silent there has them on stdout.
    let telling = if errors.trim().is_empty() { &transcript } else { errors };
    let lines: Vec<&str> = telling.lines().filter(|line| !line.trim().is_empty()).collect();
    let mut error = Error::new(format!("{step} failed ({status}).")).detail(format!("command: {command}"));
    for line in &lines[lines.len().saturating_sub(LAST_LINES)..] {
        error = error.detail(format!("| {line}"));
    }
    Err((error.advice(advice), transcript))
}

/// A program that runs while something else is done. What it prints is shown when it is waited for.
pub struct Begun {
    command: String,
    running: JoinHandle<std::io::Result<Output>>,
}

impl Begun {
    /// Starts it.
    pub fn start(mut command: Command) -> Self {
        Self { command: shown(&command), running: thread::spawn(move || command.stdin(Stdio::null()).output()) }
    }

    /// Waits for its end, as [`try_run`] does.
    ///
    /// # Errors
    /// See [`run`].
    pub fn end(self, step: &str, advice: &str) -> Result<Transcript, (Error, Transcript)> {
        println!("\n▸ {step}: {}", self.command);
        let failed = |error: std::io::Error| (Error::new(format!("{step} cannot be started: {error}.")).advice(advice), String::new());
        let Output { status, stdout, stderr } =
            self.running.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)).map_err(failed)?;
        let [out, errors] = [stdout, stderr].map(|bytes| plain(&String::from_utf8_lossy(&bytes)));
        let transcript = format!("{out}{errors}");
        println!("{transcript}");
        ended(step, &self.command, status, transcript, &errors, advice)
    }
}

/// Something to be done that needs nothing of what is done beside it.
pub type Job<'a> = Box<dyn FnOnce() -> Result<(), Error> + Send + 'a>;

/// How much can be computed at once.
pub fn processors() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

/// Does all of it, in this order, as much at once as is said.
///
/// # Errors
/// One failed: nothing else is begun then.
pub fn at_once(how_many: usize, jobs: Vec<Job<'_>>) -> Result<(), Error> {
    let waiting = Mutex::new(jobs.into_iter());
    let work = || {
        loop {
            let next = waiting.lock().unwrap_or_else(PoisonError::into_inner).next();
            let Some(job) = next else { return Ok(()) };
            job().inspect_err(|_| waiting.lock().unwrap_or_else(PoisonError::into_inner).by_ref().for_each(drop))?;
        }
    };
    thread::scope(|scope| {
        let workers: Vec<_> = (0..how_many).map(|_| scope.spawn(work)).collect();
        workers.into_iter().try_for_each(|worker| worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    })
}

/// What a program prints on stdout, unseen. `None` if it cannot be started or fails.
pub fn quiet(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The command as one would type it.
pub fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let quoted = words.map(|word| {
        let word = word.to_string_lossy();
        if word.is_empty() || word.contains([' ', '"', '\'', '*', '?', '$']) { format!("'{word}'") } else { word.into_owned() }
    });
    quoted.collect::<Vec<_>>().join(" ")
}

/// A program that runs beside this one and ends with it.
pub struct ChildProcess(Child);

impl ChildProcess {
    /// Starts it; it prints to the same terminal.
    ///
    /// # Errors
    /// It cannot be started.
    pub fn start(step: &str, command: &mut Command, advice: &str) -> Result<Self, Error> {
        println!("\n▸ {step}: {}", shown(command));
        command.stdin(Stdio::null()).spawn().map(Self).map_err(|error| not_started(step, command, &error, advice))
    }

    /// Starts it; what it prints is not shown.
    ///
    /// # Errors
    /// It cannot be started.
    pub fn quietly(step: &str, command: &mut Command, advice: &str) -> Result<Self, Error> {
        Self::start(step, command.stdout(Stdio::null()).stderr(Stdio::null()), advice)
    }

    /// Starts it; what it prints is added to a file. It holds the end of a pipe that is closed when this program ends, however
    /// that comes, so that it can end as well.
    ///
    /// # Errors
    /// It cannot be started, or the file cannot be written.
    pub fn tethered(step: &str, command: &mut Command, log: &Path) -> Result<Self, Error> {
        let opened = File::options().create(true).append(true).open(log).and_then(|file| Ok((file.try_clone()?, file)));
        let started = opened.and_then(|(out, errors)| command.stdin(Stdio::piped()).stdout(out).stderr(errors).spawn());
        started.map(Self).map_err(|error| not_started(step, command, &error, "Can this user start programs and write there?"))
    }

    /// How it ended, if it has: `Ok(true)` is well.
    ///
    /// # Errors
    /// The system does not say.
    pub fn ended(&mut self) -> std::io::Result<Option<bool>> {
        self.0.try_wait().map(|status| status.map(|status| status.success()))
    }
}

impl Drop for ChildProcess {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn not_started(step: &str, command: &Command, error: &std::io::Error, advice: &str) -> Error {
    Error::new(format!("{step} cannot be started: {error}.")).detail(format!("command: {}", shown(command))).advice(advice)
}

/// Passes a stream on line by line, and keeps it without its colours.
fn copy(from: impl Read, mut to: impl Write) -> String {
    let mut kept = String::new();
    let mut reader = BufReader::new(from);
    let mut line = Vec::new();
    while reader.read_until(b'\n', &mut line).is_ok_and(|length| length > 0) {
        let _ = to.write_all(&line);
        let _ = to.flush();
        kept.push_str(&plain(&String::from_utf8_lossy(&line)));
        line.clear();
    }
    kept
}

/// The text without terminal escapes (`ESC [ … letter`).
pub fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(char) = chars.next() {
        if char == '\u{1b}' {
            for inner in chars.by_ref() {
                if inner.is_ascii_alphabetic() {
                    break;
                }
            }
        } else {
            out.push(char);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_done_at_once_is_all_done_or_ends_with_what_failed() {
        let done = Mutex::new(Vec::new());
        let job = |number: usize, goes_well: bool| -> Job<'_> {
            let done = &done;
            Box::new(move || {
                done.lock().expect("no job panics").push(number);
                if goes_well { Ok(()) } else { Err(Error::new(format!("{number} failed"))) }
            })
        };
        at_once(2, (0..20).map(|number| job(number, true)).collect()).expect("all go well");
        let mut numbers = std::mem::take(&mut *done.lock().expect("no job panics"));
        numbers.sort_unstable();
        assert_eq!(numbers, (0..20).collect::<Vec<_>>());
        let error = at_once(2, (0..1000).map(|number| job(number, false)).collect()).expect_err("one fails");
        assert!(error.to_string().contains("failed"), "{error}");
        assert!(done.lock().expect("no job panics").len() < 1000, "the rest is not begun");
    }

    #[test]
    fn what_runs_meanwhile_tells_its_words_and_its_failure_when_it_is_waited_for() {
        let printing = |words: &[&str]| {
            let mut command = Command::new(std::env::current_exe().expect("a test has a path"));
            command.args(words);
            Begun::start(command)
        };
        let Ok(words) = printing(&["--list"]).end("Trial", "") else { panic!("it lists the tests") };
        assert!(words.contains("colours_are_taken_out"), "{words}");
        let Err((error, _)) = printing(&["--no-such-option"]).end("Trial", "read the manual") else { panic!("it must fail") };
        assert!(error.to_string().starts_with("Trial failed (exit status: "), "{error}");
    }

    #[test]
    fn colours_are_taken_out_of_a_transcript() {
        assert_eq!(plain("\u{1b}[1m\u{1b}[32mok\u{1b}[0m. 3 passed\n"), "ok. 3 passed\n");
    }

    #[test]
    fn a_command_is_shown_as_one_types_it() {
        assert_eq!(shown(Command::new("cargo").args(["test", "--features", "a b"])), "cargo test --features 'a b'");
    }

    #[test]
    fn a_failed_step_names_itself_its_command_and_what_helps() {
        let mut command = Command::new(std::env::current_exe().expect("a test has a path"));
        let Err(error) = run("Trial", command.arg("--no-such-option"), "read the manual") else { panic!("it must fail") };
        let words = error.to_string();
        assert!(words.starts_with("Trial failed (exit status: "), "{words}");
        assert!(
            words.contains("--no-such-option") && words.contains("\n  | ") && words.ends_with("What to do: read the manual"),
            "{words}"
        );
    }
}
