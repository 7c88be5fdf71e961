//! RAID arrays, made of the volumes that name the same `raid_array_id`: Scalarium has no call for them.
//!
//! Nothing is put in that was not sent: an array's text is the list of its volumes' texts, its size their sum (the level is not
//! told, so what a file system gets of it is not known). Its state word is its volumes' where they agree; otherwise the words
//! are counted, and one that differs means that the array is not whole.

use crate::json;
use crate::model::{Bytes, Fact, Item, Kind, Phase, Raw, Resource, Status, User, Value};
use crate::provider::address;
use crate::wire::{count, sort, text_of};

/// The id of the array that an item belongs to, even if the item cannot be read otherwise.
pub fn array_of(item: &Item) -> Option<String> {
    let raw = match item {
        Ok(volume) => &volume.raw,
        Err(bad) => &bad.raw,
    };
    text_of(raw.text(), "raid_array_id")
}

/// The arrays of a list of volumes, sorted by name.
pub fn arrays(items: &[Item]) -> Vec<Item> {
    let mut found: Vec<(String, Vec<&Item>)> = Vec::new();
    for item in items {
        let Some(id) = array_of(item) else { continue };
        match found.iter_mut().find(|(known, _)| *known == id) {
            Some((_, members)) => members.push(item),
            None => found.push((id, vec![item])),
        }
    }
    let mut arrays: Vec<Item> = found.into_iter().map(|(id, members)| Ok(array(id, &members))).collect();
    sort(&mut arrays);
    arrays
}

fn array(id: String, items: &[&Item]) -> Resource {
    let members: Vec<&Resource> = items.iter().filter_map(|item| item.as_ref().ok()).collect();
    let bad = items.len() - members.len();
    let mut users: Vec<User> = Vec::new();
    for user in members.iter().flat_map(|member| &member.users) {
        if !users.iter().any(|known| known.id == user.id) {
            users.push(user.clone());
        }
    }
    let sizes: Option<Vec<u64>> = members.iter().map(|member| member.size.map(|size| size.0)).collect();
    let sum = sizes.and_then(|sizes| sizes.into_iter().try_fold(0u64, u64::checked_add));
    let texts: Vec<_> =
        items.iter().map(|item| item.as_ref().map_or_else(|bad| bad.raw.text(), |member| member.raw.text()).to_owned()).collect();
    let mut facts = vec![Fact { key: "volumes", label: "Volumes", value: Value::Number(items.len() as u64) }];
    // What all volumes say alike is said of the array.
    for key in ["mount", "zone", "cloud"] {
        let shared = members.first().and_then(|first| first.facts.iter().find(|fact| fact.key == key));
        facts.extend(shared.filter(|fact| members.iter().all(|member| member.fact(key) == Some(&fact.value))).cloned());
    }
    Resource {
        kind: Kind::Group,
        id: address::id(&[&id]),
        name: name(&members).unwrap_or_else(|| id.clone()),
        vendor_id: id,
        status: status(&members, bad),
        size: sum.filter(|_| bad == 0).map(Bytes),
        created: None,
        usage: users.first().map(|user| user.name.clone()),
        users,
        source: None,
        facts,
        raw: Raw::new(&json::list(&texts)),
    }
}

/// What the volumes' names begin with alike, without numbers and marks at its end; none if that is hardly anything.
fn name(members: &[&Resource]) -> Option<String> {
    let (first, rest) = members.split_first()?;
    let shared = |other: &&Resource| first.name.chars().zip(other.name.chars()).take_while(|(a, b)| a == b).count();
    let length = rest.iter().map(shared).min().unwrap_or(usize::MAX);
    let whole = rest.iter().all(|other| other.name == first.name);
    let name: String = first.name.chars().take(length).collect();
    let name = if whole { &name } else { name.trim_end_matches(|c: char| !c.is_alphabetic()) };
    (name.chars().count() > 2).then(|| name.to_owned())
}

fn status(members: &[&Resource], bad: usize) -> Status {
    let mut words: Vec<(&str, u64)> = Vec::new();
    let mut phase = Phase::Ready;
    for member in members {
        phase = phase.max(member.status.phase);
        match words.iter_mut().find(|(word, _)| *word == member.status.label) {
            Some((_, number)) => *number += 1,
            None => words.push((&member.status.label, 1)),
        }
    }
    if members.iter().any(|member| member.status.phase == Phase::Failed) {
        phase = Phase::Failed;
    }
    let label = match words.as_slice() {
        [(word, _)] => (*word).to_owned(),
        words => {
            phase = phase.max(Phase::Degraded);
            words.iter().map(|(word, number)| format!("{number} {word}")).collect::<Vec<_>>().join(", ")
        }
    };
    let detail = if bad > 0 {
        Some(format!("{} could not be read", count(bad as u64, "volume")))
    } else {
        members.iter().find_map(|member| member.status.detail.clone())
    };
    Status { phase: if bad > 0 { phase.max(Phase::Degraded) } else { phase }, label, detail }
}
