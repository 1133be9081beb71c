//! The project's own workflows, as far as they can be read without GitHub.

use std::process::Command;

use serde::Deserialize;

use crate::script;

const WORKFLOWS: [&str; 3] = [
    include_str!("../../../.github/workflows/ci.yml"),
    include_str!("../../../.github/workflows/pages.yml"),
    include_str!("../../../.github/workflows/release.yml"),
];

#[derive(Deserialize)]
struct Workflow {
    uses: Vec<String>,
    run: Vec<String>,
}

fn workflows() -> Vec<Workflow> {
    script::python("dapp-runner", "workflow.py", &WORKFLOWS)
}

#[test]
fn every_action_is_of_one_version() {
    let workflows = workflows();
    let foreign = workflows
        .iter()
        .flat_map(|workflow| &workflow.uses)
        .filter(|action| !action.starts_with("./"));
    for action in foreign {
        let (_, version) = action
            .split_once("@v")
            .unwrap_or_else(|| panic!("{action}"));
        assert_eq!(version.split('.').count(), 3, "{action}");
    }
}

#[test]
fn every_command_is_one_for_a_shell() {
    for command in workflows().iter().flat_map(|workflow| &workflow.run) {
        let parsed = Command::new("sh").args(["-n", "-c", command]).status();
        assert!(parsed.is_ok_and(|status| status.success()), "{command}");
    }
}
