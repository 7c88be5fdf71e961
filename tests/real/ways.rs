//! The servers and the ways to them, before the console comes into it.

use super::servers::{ALICE, call, servers};

#[test]
fn alice_signs_in_and_cinder_knows_her_token() {
    let Some(servers) = servers() else { return };
    for project in [&servers.storage, &servers.analytics] {
        let limits = servers.read(project, "/limits");
        assert!(limits["limits"]["absolute"]["maxTotalVolumes"].as_i64() > Some(0), "{limits}");
    }
    let other =
        call("GET", &format!("{}/v3/{}/volumes", servers.cinder, servers.analytics), Some(&servers.token(ALICE, &servers.storage)), None);
    assert_eq!(other.status, 400, "{}", other.body);
    let names: Vec<String> = servers.read(&servers.storage, "/types")["volume_types"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|kind| kind["name"].to_string())
        .collect();
    for name in ["\"fast-ssd\"", "\"legacy-san\"", "\"shared\""] {
        assert!(names.iter().any(|known| known == name), "{names:?}");
    }
}

#[test]
fn the_fault_proxy_leads_to_both_servers() {
    let Some(servers) = servers() else { return };
    assert_eq!(call("GET", &format!("{}/identity/v3", servers.front), None, None).status, 200);
    let volumes = format!("{}/volume/v3/{}/volumes", servers.front, servers.storage);
    assert_eq!(call("GET", &volumes, Some(&servers.token(ALICE, &servers.storage)), None).status, 200);
    assert_eq!(call("GET", &volumes, None, None).status, 401);
}
