//! Allocations as volumes and plugins show them: `AllocListStub` of each generation.
//!
//! Source: `api/allocations.go`, `command/agent/csi_endpoint.go` (`structsAllocListStubToApi`). A field of the server's
//! own, `deployed`, says when the allocation counts as healthily deployed.

use super::id::{hash, uuid};
use super::time::rfc3339;
use super::value::{extend, field, fill, is, set, words};
use super::{ApiVersion, Nomad};
use serde_json::Value;

/// A service is taken for healthy after it has run this long.
pub(super) const DEPLOYED_MS: u64 = 10_000;

/// What an allocation is of: its job, group, and node.
pub(super) struct Of<'a> {
    pub namespace: &'a str,
    pub node: &'a Value,
    pub job: &'a str,
    pub group: &'a str,
    /// `service` or `system`.
    pub kind: &'a str,
}

/// `AllocListStub`, as JSON text: an allocation of this id, made at this time (nanoseconds).
pub(super) fn alloc_stub(api_version: ApiVersion, id: &str, of: &Of, terminal: bool, created: i64) -> String {
    let (desired, status, about, state) = if terminal {
        ("stop", "complete", "All tasks have completed", "dead")
    } else {
        ("run", "running", "Tasks are running", "running")
    };
    let millis = u64::try_from(created / 1_000_000).unwrap_or(0);
    let index = 400 + hash(id) % 500;
    // A time that has not come is a zero time at first, and null later.
    let later = api_version >= ApiVersion::V16;
    let never = || if later { "null".to_owned() } else { ["\"", &rfc3339(0), "\""].concat() };
    let finished = if terminal { ["\"", &rfc3339(millis + 5_400_000), "\""].concat() } else { never() };
    let more = match api_version {
        ApiVersion::V011 | ApiVersion::V012 => "",
        ApiVersion::V200 => {
            r#""DeploymentStatus":null,"NextAllocation":"","DesiredTransition":{"Migrate":null,"MigrateDisablePlacement":null,
            "Reschedule":null,"ForceReschedule":null,"NoShutdownDelay":null},"#
        }
        _ => {
            r#""DeploymentStatus":null,"NextAllocation":"","DesiredTransition":{"Migrate":null,"Reschedule":null,"ForceReschedule":null,
            "NoShutdownDelay":null},"#
        }
    };
    let task = match api_version {
        ApiVersion::V011 | ApiVersion::V012 => "",
        ApiVersion::V16 => r#""TaskHandle":null,"#,
        _ => r#""Paused":"","#,
    };
    words(
        r#"{"ID":"?","EvalID":"?","Name":"?.?[0]","Namespace":"?","NodeID":?,"NodeName":?,"JobID":"?","JobType":"?","JobVersion":0,
        "TaskGroup":"?","DesiredStatus":"?","DesiredDescription":"","ClientStatus":"?","ClientDescription":"?",?"TaskStates":{"?":{"State":"?",
        "Failed":false,"Restarts":0,?"LastRestart":?,"StartedAt":"?","FinishedAt":?,"Events":[]}},"FollowupEvalID":"",
        "RescheduleTracker":null,"PreemptedAllocations":null,"PreemptedByAllocation":"","CreateIndex":?,"ModifyIndex":?,"CreateTime":?,
        "ModifyTime":?}"#,
        &[
            &id,
            &uuid(&["eval ", id].concat()),
            &of.job,
            &of.group,
            &of.namespace,
            field(of.node, "ID"),
            field(of.node, "Name"),
            &of.job,
            &of.kind,
            &of.group,
            &desired,
            &status,
            &about,
            &more,
            &of.group,
            &state,
            &task,
            &never(),
            &rfc3339(millis + 4_000),
            &finished,
            &index,
            &(index + 3),
            &created,
            &(created + 4_012_345_678),
        ],
    )
}

/// Something that happened to a task: its type, message and time (milliseconds); a time to kill it, if that is what.
pub(super) fn event(kind: &str, message: &str, details: &str, at: u64, kill: u64) -> Value {
    fill(
        r#"{"Type":"?","Time":?,"DisplayMessage":"?","Details":?,"Message":"?","FailsTask":false,"RestartReason":"","SetupError":"",
        "DriverError":"","DriverMessage":"","ExitCode":0,"Signal":0,"KillReason":"","KillTimeout":?,"KillError":"","StartDelay":0,
        "DownloadError":"","ValidationError":"","DiskLimit":0,"FailedSibling":"","VaultError":"","TaskSignalReason":"","TaskSignal":"",
        "GenericSource":""}"#,
        &[&kind, &(at * 1_000_000), &message, &details, &if details.contains("message") { message } else { "" }, &(kill * 1_000_000)],
    )
}

/// The states of an allocation's tasks.
pub(super) fn tasks(alloc: &mut Value) -> impl Iterator<Item = &mut Value> {
    alloc.get_mut("TaskStates").and_then(Value::as_object_mut).into_iter().flat_map(|states| states.iter_mut().map(|(_, task)| task))
}

/// An allocation that was asked to stop has ended.
pub(super) fn end(claim: &mut Value, at: u64) {
    let mut alloc = field(claim, "alloc").clone();
    if !is(&alloc, "DesiredStatus", "stop") || !is(&alloc, "ClientStatus", "running") {
        return;
    }
    extend(&mut alloc, fill(r#"{"ClientStatus":"complete","ClientDescription":"All tasks have completed"}"#, &[]));
    let finished = rfc3339(at);
    for task in tasks(&mut alloc) {
        set(task, "State", "dead".into());
        set(task, "FinishedAt", finished.clone().into());
    }
    set(claim, "alloc", alloc);
}

impl Nomad {
    /// An allocation as it is shown now.
    pub(super) fn alloc_shown(&self, alloc: &Value) -> Value {
        let mut shown = alloc.clone();
        let Some(map) = shown.as_object_mut() else { return shown };
        let deployed = map.remove("deployed").and_then(|at| at.as_u64());
        if deployed.is_some_and(|at| at <= self.now) {
            let status = fill(
                r#"{"Canary":false,"Healthy":true,"ModifyIndex":?,"Timestamp":"?"}"#,
                &[map.get("ModifyIndex").unwrap_or(&Value::Null), &rfc3339(deployed.unwrap_or(0))],
            );
            map.insert("DeploymentStatus".to_owned(), status);
        }
        shown
    }
}
