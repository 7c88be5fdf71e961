//! RAID arrays, made of the volumes that name the same `raid_array_id`: Scalarium has no call for them.
//!
//! Nothing is put in that was not sent: an array's text is the list of its volumes' texts, its size their sum (the level is not
//! told, so what a file system gets of it is not known). Its state word is its volumes' where they agree; otherwise the words
//! are counted, and one that differs means that the array is not whole.

use crate::json;
use crate::model::{Bytes, Fact, Item, Kind, Phase, Resource, Status, Value};
use crate::provider::address;
use crate::wire::{count, sort, text_of};

/// The id of the array that an item belongs to, even if the item cannot be read otherwise; empty if there is none.
fn array_of(item: &Item) -> String {
    let raw = match item {
        Ok(volume) => &volume.raw,
        Err(bad) => &bad.raw,
    };
    text_of(raw.text(), "raid_array_id").unwrap_or_default()
}

/// The arrays of a list of volumes, sorted by name.
pub fn arrays(items: &[Item]) -> Vec<Item> {
    let ids: Vec<String> = items.iter().map(array_of).collect();
    let mut arrays: Vec<Item> = Vec::new();
    for (place, id) in ids.iter().enumerate() {
        if !id.is_empty() && !ids[..place].contains(id) {
            arrays.push(Ok(array(&ids, place, items)));
        }
    }
    sort(&mut arrays);
    arrays
}

/// The array whose first volume is at this place, from a list of volumes and the ids of their arrays.
fn array(ids: &[String], first: usize, items: &[Item]) -> Resource {
    let id = &ids[first];
    let mut members: Vec<&Resource> = Vec::new();
    let mut users: Vec<&str> = Vec::new();
    let (mut sum, mut texts, mut bad) = (Some(0u64), Vec::new(), 0);
    for (of, item) in ids.iter().zip(items) {
        if of != id {
            continue;
        }
        let member = match item {
            Ok(member) => member,
            Err(unreadable) => {
                bad += 1;
                sum = None;
                texts.push(unreadable.raw.text().to_owned());
                continue;
            }
        };
        texts.push(member.raw.text().to_owned());
        sum = sum.zip(member.size).and_then(|(sum, size)| sum.checked_add(size.0));
        if let Some(user) = &member.usage
            && !users.contains(&user.as_str())
        {
            users.push(user);
        }
        members.push(member);
    }
    let mut facts = vec![Fact { key: "volumes", label: "Volumes", value: Value::Number(texts.len() as u64) }];
    // What all volumes say alike is said of the array.
    for fact in members.first().map_or(&[][..], |first| &first.facts) {
        let alike = members.iter().all(|member| member.fact(fact.key) == Some(&fact.value));
        if alike && matches!(fact.key, "mount" | "zone" | "cloud") {
            facts.push(fact.clone());
        }
    }
    let mut resource =
        Resource::new(Kind::Group, address::id(&[id]), id.clone(), name(&members), status(&members, bad), &json::list(&texts));
    resource.size = sum.map(Bytes);
    // Who uses it is told by its volumes; here it is only named.
    resource.usage = (!users.is_empty()).then(|| users.join(", "));
    resource.facts = facts;
    resource
}

/// What the volumes' names begin with alike, without numbers and marks at its end; none if that is hardly anything.
fn name(members: &[&Resource]) -> Option<String> {
    let mut name = members.first()?.name.as_str();
    let mut whole = true;
    for member in members {
        while !member.name.starts_with(name) {
            whole = false;
            let mut shorter = name.chars();
            shorter.next_back();
            name = shorter.as_str();
        }
        whole &= member.name == name;
    }
    let name = if whole { name } else { name.trim_end_matches(|c: char| c.is_ascii() && !c.is_ascii_alphabetic()) };
    (name.len() > 2).then(|| name.to_owned())
}

/// The volumes' words and how many there are of each, if there is more than one.
fn status(members: &[&Resource], bad: u64) -> Status {
    let (mut phase, mut label, mut detail, mut kinds) = (Phase::Ready, String::new(), None, 0);
    for (place, member) in members.iter().enumerate() {
        let status = &member.status;
        // Unknown is not worse than failed.
        if phase != Phase::Failed && (status.phase == Phase::Failed || status.phase > phase) {
            phase = status.phase;
        }
        detail = detail.or_else(|| status.detail.clone());
        let same = |other: &&&Resource| other.status.label == status.label;
        if members[..place].iter().any(|other| same(&other)) {
            continue;
        }
        kinds += 1;
        let number = members.iter().filter(same).count();
        label.extend([if kinds > 1 { ", " } else { "" }, &number.to_string(), " ", &status.label]);
    }
    match kinds {
        0 => label.push_str(super::NO_STATUS),
        1 => label.clone_from(&members[0].status.label),
        _ => phase = phase.max(Phase::Degraded),
    }
    if bad > 0 {
        phase = phase.max(Phase::Degraded);
        detail = Some(format!("{} could not be read", count(bad, "volume")));
    }
    Status { phase, label, detail }
}
