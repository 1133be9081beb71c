//! The texts around hash and URL. URL and time come as string literals.

use crate::hash::ImageHash;

/// `vm.repo` of yapapi (`yapapi/payload/vm.py`).
pub fn yapapi(hash: &ImageHash, url: &str) -> String {
    format!(
        "\
from yapapi.payload import vm

package = await vm.repo(
    image_hash=\"{hash}\",
    image_url={url},
)"
    )
}

/// A `MarketOrderSpec` of golem-js (`src/market/demand/options.ts`).
pub fn golem_js(hash: &ImageHash, url: &str) -> String {
    let order = order(hash, url);
    format!(
        "\
import type {{ MarketOrderSpec }} from \"@golem-sdk/golem-js\";

const order: MarketOrderSpec = {{
{order}
}};"
    )
}

/// The options of a task executor, which are those of golem-js.
pub fn task_executor(hash: &ImageHash, url: &str) -> String {
    let order = order(hash, url);
    format!(
        "\
import {{ TaskExecutor }} from \"@golem-sdk/task-executor\";

const executor = await TaskExecutor.create({{
{order}
}});"
    )
}

fn order(hash: &ImageHash, url: &str) -> String {
    format!(
        "  demand: {{
    workload: {{
      imageHash: \"{hash}\",
      imageUrl: {url},
    }},
  }},
  market: {{
    rentHours: 0.5,
    pricing: {{
      model: \"linear\",
      maxStartPrice: 0.5,
      maxCpuPerHourPrice: 1.0,
      maxEnvPerHourPrice: 0.5,
    }},
  }},"
    )
}

/// Payloads in a descriptor for dapp-runner.
pub fn payloads(payloads: &str) -> String {
    let payloads = match payloads {
        "" => " {}",
        _ => payloads,
    };
    format!("payloads:{payloads}")
}

/// A payload of dapp-runner, on lines of its own. Its parameters are those of `vm.repo`
/// (`dapp_runner/runner/payload.py`).
pub fn payload(key: &str, hash: &ImageHash, url: &str) -> String {
    format!(
        "
  {key}:
    runtime: \"vm\"
    params:
      image_hash: \"{hash}\"
      image_url: {url}"
    )
}

/// A `RepositoryVmPayload` of golem-core (`golem/payload/vm.py`).
pub fn golem_core(hash: &ImageHash, url: &str) -> String {
    format!(
        "\
from golem.payload import RepositoryVmPayload

payload = RepositoryVmPayload(
    image_hash=\"{hash}\",
    image_url={url},
)"
    )
}

/// An `AppManifest` (yagna, `utils/manifest-utils/src/manifest.rs`).
pub fn manifest(hash: &ImageHash, url: &str, now: &str) -> String {
    format!(
        "\
{{
  \"version\": \"0.1.0\",
  \"createdAt\": {now},
  \"expiresAt\": \"2100-01-01T00:00:00Z\",
  \"payload\": [
    {{
      \"platform\": {{ \"arch\": \"x86_64\", \"os\": \"linux\" }},
      \"urls\": [{url}],
      \"hash\": \"sha3:{hash}\"
    }}
  ]
}}"
    )
}
