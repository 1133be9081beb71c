"""What a workflow of GitHub Actions uses and runs."""

import batch
import yaml


def find(text):
    jobs = yaml.safe_load(text)["jobs"].values()
    # A job without steps calls another workflow, as if it were its only step.
    steps = [step for job in jobs for step in job.get("steps", [job])]
    return {
        "uses": [step["uses"] for step in steps if "uses" in step],
        "run": [step["run"] for step in steps if "run" in step],
    }


batch.run(find)
