//! Everything that continuous integration runs, in one go: a person and a server see the same.

mod count;
mod lanes;

use anyhow::bail;

use crate::step::{self, Watch};
use crate::{bundle, house, setup};
use count::{Counts, Level};

/// How one stage went.
struct Stage {
    name: &'static str,
    passed: bool,
    time: std::time::Duration,
}

/// Runs all stages, prints what each took and how many tests passed at each level.
///
/// # Errors
/// When a stage or a test failed, or a test was skipped.
pub(crate) fn run() -> anyhow::Result<()> {
    let mut stages = vec![stage("set up this machine", setup::everything)];
    let mut counts = Counts::default();
    if stages[0].passed {
        stages.push(stage("formatting", formatting));
        stages.push(stage("house rules", house::run));
        // The compiler waits for its last crate, the pages for their browser: side by side neither leaves a processor idle.
        stages.extend(std::thread::scope(|scope| {
            let window = scope.spawn(|| stage("window", || window(&mut counts)));
            [stage("lints", lints), window.join().expect("a stage tells of its failure and does not panic")]
        }));
        let built = stage("build", build);
        let is_built = built.passed;
        stages.push(built);
        if is_built {
            stages.push(stage("tests", || lanes::run(&mut counts)));
            stages.push(stage("package", bundle::check_quick_build));
        }
    }

    print_table(&stages, &counts);
    if stages.iter().any(|stage| !stage.passed) || !counts.all_passed() {
        bail!("not everything is well, see above");
    }
    Ok(())
}

fn stage(name: &'static str, work: impl FnOnce() -> anyhow::Result<()>) -> Stage {
    println!("== {name}");
    let watch = Watch::start();
    let passed = work().inspect_err(|error| println!("  {name} failed: {error:#}")).is_ok();
    Stage { name, passed, time: watch.elapsed() }
}

fn formatting() -> anyhow::Result<()> {
    step::run("Looking at the form of the Rust sources", "fmt", &mut step::cargo(&["fmt", "--all", "--check"]))?;
    let ui = step::root().join("ui");
    step::run(
        "Looking at the form of the window's sources",
        "prettier",
        step::program("npm", &["run", "lint"]).current_dir(ui),
    )
}

fn lints() -> anyhow::Result<()> {
    let arguments = ["clippy", "--workspace", "--all-targets", "--all-features", "--locked", "--", "-D", "warnings"];
    step::run("Running clippy over everything", "clippy", &mut step::cargo(&arguments))
}

fn window(counts: &mut Counts) -> anyhow::Result<()> {
    let ui = step::root().join("ui");
    step::run("Checking the window's types", "ui-check", step::program("npm", &["run", "check"]).current_dir(&ui))?;
    count::npm_test(&ui, counts)?;
    let mut axe = step::program("npm", &["run", "axe"]);
    step::run("Reading every picture of the window as a screen reader does", "ui-axe", axe.current_dir(&ui))
}

/// Builds programs and tests together, so that nothing is compiled twice with different features.
fn build() -> anyhow::Result<()> {
    let arguments = [&["build", "--locked"], &bundle::AS_FOR_TESTS[..]].concat();
    step::run("Building programs and tests", "build", &mut step::cargo(&arguments))
}

fn print_table(stages: &[Stage], counts: &Counts) {
    println!();
    for Stage { name, passed, time } in stages {
        println!("  {name:<22} {:<7} {:>12}", if *passed { "passed" } else { "FAILED" }, step::seconds(*time));
    }
    println!();
    for level in Level::ALL {
        println!("  {:<22} {:>5} tests", level.name(), counts.passed_at(level));
    }
    println!();
    println!("{} passed, {} failed", counts.passed(), counts.failed());
}
