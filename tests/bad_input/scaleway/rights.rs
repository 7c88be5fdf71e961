//! What the API key may do.

use super::*;

#[test]
fn what_a_key_may_do_is_said_before_it_is_tried_where_the_key_may_read_that() {
    let at = |key: &str, access: &str| {
        let harness = connect(shared(account()), &values(key).with("access_key", access));
        harness.detect_version();
        harness
    };
    let step = |harness: &Harness| harness.test_connection().0.into_iter().find(|step| step.title == "API key");
    let refused = |harness: &Harness, action: &str, name: &str| {
        let target = harness.find(name);
        (harness.action(action).disabled_reason)(&ActionContext { client: &*harness.client, target: Some(&target), known: &[] })
            .unwrap_or_default()
    };
    let create = |harness: &Harness, action: &str| {
        (harness.action(action).disabled_reason)(&ActionContext { client: &*harness.client, target: None, known: &[] })
    };

    let owner = at(KEY, "SCWDEM0DEM0DEM0DEM00");
    let told = step(&owner).unwrap();
    assert_eq!((told.brief.as_str(), told.phase, create(&owner, "block-create")), ("owner", Phase::Ready, None));
    assert_eq!(refused(&owner, "block-delete", "uploads-2025"), "");

    let reader = at(KEY_READER, "SCWDEM0DEM0DEM0DEM01");
    let told = step(&reader).unwrap();
    assert_eq!((told.brief.as_str(), told.limits.len()), ("2 missing", 2));
    assert!(told.words.contains("AllProductsReadOnly, IAMReadOnly") && told.limits[0].contains("BlockStorageFullAccess"), "{told:?}");
    let lacks = "The API key lacks the permission set BlockStorageFullAccess";
    assert_eq!(refused(&reader, "block-delete", "uploads-2025"), [lacks, " for this project."].concat());
    assert_eq!(create(&reader, "block-create"), Some([lacks, "."].concat()));
    assert!(refused(&reader, "block-attach", "uploads-2025").contains("InstancesFullAccess"));
    assert!(refused(&reader, "instance-edit", "old-root-bionic").contains("InstancesFullAccess"));
    assert!(list(&reader, Kind::Volume, "block").unwrap().remarks.is_empty(), "it sees everything");

    let one = at(KEY_PROJECT, "SCWDEM0DEM0DEM0DEM02");
    assert_eq!((refused(&one, "block-resize", "uploads-2025").as_str(), create(&one, "block-create")), ("", None));
    assert!(refused(&one, "block-attach", "uploads-2025").contains("InstancesFullAccess"));
    let listing = list(&one, Kind::Volume, "block").unwrap();
    let hidden = format!("The API key may read this only in {PROJECT}; volumes of other projects are hidden from it.");
    assert!(listing.items.len() < list(&owner, Kind::Volume, "block").unwrap().items.len() && listing.remarks == [hidden]);

    // Where it cannot be known, everything is offered and the server decides.
    for (key, access) in [(KEY_INSTANCE, "SCWDEM0DEM0DEM0DEM00"), (KEY, "SCWDEM0DEM0DEM0DEM77"), (KEY, "")] {
        let harness = at(key, access);
        assert!(step(&harness).is_none() && create(&harness, "block-create").is_none(), "{access}");
    }
    let (steps, _) = at(KEY, "SCWDEM0DEM0DEM0DEM77").test_connection();
    let rights = steps.iter().find(|step| step.title == "Rights").unwrap();
    assert!(rights.words.contains("What the key may change cannot be read"), "{rights:?}");
}
